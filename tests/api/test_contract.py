"""Every line of the contract is a declared call."""

import pytest

from webapp.api.calls import CALLS
from webapp.api.openapi import path_of

# As the contract writes them.
LINES = """
POST /auth/register
POST /auth/login
POST /auth/refresh
POST /auth/logout
GET /auth/me
GET /users
GET /openapi.json
POST /events
GET /events
GET /events/{id}
PUT /events/{id}
DELETE /events/{id}
POST /events/{id}/restorations
GET /events/{id}/conflicts
POST /events/{id}/share
GET /events/{id}/permissions
PUT /events/{id}/permissions/{userId}
DELETE /events/{id}/permissions/{userId}
GET /calendars
POST /calendars
GET /calendars/{id}
PUT /calendars/{id}
DELETE /calendars/{id}
POST /calendars/{id}/share
GET /calendars/{id}/permissions
PUT /calendars/{id}/permissions/{userId}
DELETE /calendars/{id}/permissions/{userId}
GET /events/{id}/history
GET /events/{id}/history/{versionId}
POST /events/{id}/rollback/{versionId}
POST /events/{id}/undo/{versionId}
GET /events/{id}/changelog
GET /events/{id}/diff/{versionId1}/{versionId2}
POST /change-sets/{id}/undo
GET /events/{id}/blame
POST /events/batch
GET /changes
"""


def shape(line: str) -> str:
    """A line with the names of its parts taken out: `GET /events/{}/blame`."""
    while "{" in line.replace("{}", ""):
        before, rest = line.replace("{}", "\0").split("{", 1)
        line = (before + "{}" + rest.split("}", 1)[1]).replace("\0", "{}")
    return line


DECLARED = {shape(f"{call.method} {path_of(call)}") for call in CALLS.values()}


@pytest.mark.parametrize("line", LINES.split("\n")[1:-1])
def test_a_line_of_the_contract_is_a_declared_call(line):
    assert shape(line) in DECLARED


def test_nothing_is_declared_beside_the_contract():
    assert {shape(line) for line in LINES.split("\n") if line} >= DECLARED
