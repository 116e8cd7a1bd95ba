"""The rows of the API's access matrix: for each call the least role that may, a path, and a body that succeeds.

`{team}`, `{retreat}`, `{bob}` … in paths, and the same alone in bodies, stand for ids of the scene (conftest.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.cast import PASSWORD

Scene = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """`least` is public, person (any account), view, edit or own; `once`: what it does cannot be done twice."""

    least: str
    path: str
    body: Any = None
    once: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


SIGN_UP = {"username": "newcomer", "email": "new@lantern.example", "password": "a boat on the lake"}

NEW_EVENT = {
    "title": "Hike",
    "start_time": "2026-03-24T09:00",
    "end_time": "2026-03-24T10:00",
    "calendar_id": "{team}",
}

ROWS: dict[str, Row] = {
    "register": Row("public", "/auth/register", SIGN_UP),
    "openapi_document": Row("public", "/openapi.json"),
    "login": Row("public", "/auth/login", {"username": "alice", "password": PASSWORD}),
    "refresh_tokens": Row("public", "/auth/refresh", {"refresh_token": "{refresh}"}),
    "logout": Row("person", "/auth/logout"),
    "me": Row("person", "/auth/me"),
    "users": Row("person", "/users?q=al"),
    "list_of_events": Row("person", "/events"),
    "make_event": Row("edit", "/events", NEW_EVENT),
    "batch_of_events": Row("edit", "/events/batch", {"operations": [{"op": "create", "event": NEW_EVENT}]}),
    "read_event": Row("view", "/events/{retreat}"),
    "change_event": Row("edit", "/events/{retreat}", {"title": "Summit"}),
    "remove_event": Row("edit", "/events/{retreat}", once=True),
    "restore_event": Row("edit", "/events/{retreat}/restorations"),
    "history_of_event": Row("view", "/events/{retreat}/history"),
    "version_of_event": Row("view", "/events/{retreat}/history/1"),
    "changelog_of_event": Row("view", "/events/{retreat}/changelog"),
    "diff_of_versions": Row("view", "/events/{retreat}/diff/1/1"),
    "blame_of_event": Row("view", "/events/{retreat}/blame"),
    "roll_back": Row("edit", "/events/{retreat}/rollback/1"),
    "undo": Row("edit", "/events/{retreat}/undo/1", once=True),
    "undo_set": Row("edit", "/change-sets/{made}/undo", once=True),
    "changes": Row("person", "/changes"),
    "conflicts_of_event": Row("view", "/events/{retreat}/conflicts"),
    "list_calendars": Row("person", "/calendars"),
    "new_calendar": Row("person", "/calendars", {"name": "Trips"}),
    "get_calendar": Row("view", "/calendars/{team}"),
    "put_calendar": Row("own", "/calendars/{team}", {"name": "Crew"}),
    "remove_calendar": Row("own", "/calendars/{team}"),
    "share_event": Row(
        "own", "/events/{retreat}/share", {"users": [{"user_id": "{root}", "role": "viewer"}]}
    ),
    "event_permissions": Row("view", "/events/{retreat}/permissions"),
    "change_event_role": Row("own", "/events/{retreat}/permissions/{guest}", {"role": "editor"}),
    "unshare_event": Row("own", "/events/{retreat}/permissions/{guest}"),
    "share_calendar": Row(
        "own", "/calendars/{team}/share", {"users": [{"user_id": "{root}", "role": "viewer"}]}
    ),
    "calendar_permissions": Row("view", "/calendars/{team}/permissions"),
    "change_calendar_role": Row("own", "/calendars/{team}/permissions/{root}", {"role": "editor"}),
    "unshare_calendar": Row("own", "/calendars/{team}/permissions/{root}"),
}


def path_of(row: Row, scene: Scene) -> str:
    """The path with the ids of the scene."""
    return row.path.format(**scene)


def body_of(row: Row, scene: Scene) -> Any:
    """The body with the ids of the scene."""
    return _filled(row.body, scene)


def _filled(value: Any, scene: Scene) -> Any:
    if isinstance(value, dict):
        return {name: _filled(part, scene) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, scene) for part in value]
    if isinstance(value, str) and (named := re.fullmatch(r"\{(\w+)\}", value)):
        return scene[named[1]]
    return value
