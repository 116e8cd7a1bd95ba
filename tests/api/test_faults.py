"""Faults of the database are answers of a call, too: nothing is half written, and the same call succeeds afterwards."""

from types import SimpleNamespace

import pytest

from tests.api.test_calls import problem_of
from tests.support import obstacles

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("obstacle", "status", "said"),
    [
        (obstacles.disk_full, 507, "disk is full"),
        (obstacles.database_away, 503, "does not answer just now"),
        (obstacles.broken, 500, "a fault of Daybook"),
    ],
    ids=["full", "away", "broken"],
)
def test_a_fault_is_told_and_changes_nothing(app, database, program, alice, retreat, obstacle, status, said):
    scene = SimpleNamespace(database=database)
    me, path, key = program(alice), f"/events/{retreat}/restorations", {"Idempotency-Key": "again"}
    assert me.delete(f"/events/{retreat}").status_code == 204
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as on a server
    try:
        with obstacle(scene):
            answer = me.post(path, headers=key)
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = None
    assert said in problem_of(answer, status)["detail"]
    assert (answer.headers.get("Retry-After") == "5") == (status == 503)
    assert me.get(f"/events/{retreat}").status_code == 404
    assert me.post(path, headers=key).get_json()["version"] == 3
