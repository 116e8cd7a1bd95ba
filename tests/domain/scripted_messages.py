"""Messages that operations make: how versions came about, sharing, calendars, answers."""

from typing import Any

from tests.domain.telling import RETREAT
from webapp.domain.wording import Message, describe

_SUMMIT = describe(RETREAT, {**RETREAT, "title": "Summit"})
_TWO = describe(RETREAT, {**RETREAT, "title": "Summit", "status": "tentative"})
_MOVES: dict[str, dict[str, Any]] = {
    "to a calendar that is not told": {},
    "from a calendar to one that is not told": {"from": "Team"},
    "to a calendar from one that is not told": {"to": "Rooms"},
    "from calendar to calendar": {"from": "Team", "to": "Rooms"},
    "here": {"here": 5},
    "here from a calendar": {"here": 5, "from": "Team", "to": "Rooms"},
    "away": {"here": 3, "from": "Team"},
    "away to a calendar": {"here": 3, "from": "Team", "to": "Rooms"},
}
_TEAM = {"person": "Vera", "calendar": "Team"}


def _roles(known: dict[str, Any]) -> list[tuple[str, list[Message]]]:
    where = " of a calendar" if "calendar" in known else ""
    return (
        [
            (f"{verb} {role}{where}", [(f"sharing.{verb}", {**known, "role": role})])
            for verb in ("granted", "changed")
            for role in ("owner", "editor", "viewer")
        ]
        + [
            (f"taken {role}{where}", [("sharing.taken", {**known, "role": role})])
            for role in ("owner", "editor", "viewer")
        ]
        + [
            (f"revoked{where}", [("sharing.revoked", {**known, "role": "viewer"})]),
            (f"left{where}", [("sharing.left", {**known, "role": "viewer"})]),
        ]
    )


MADE_BY_OPERATIONS: list[tuple[str, list[Message]]] = [
    ("made without a time", [("event.created", {})]),
    ("deleted", [("event.deleted", {})]),
    ("restored", [("event.restored", {})]),
    *((f"moved {name}", [("event.moved", {"old": 3, "new": 5} | known)]) for name, known in _MOVES.items()),
    ("moved and renamed", [("event.moved", {"old": 3, "new": 5, "from": "Team", "to": "Rooms"}), *_SUMMIT]),
    (
        "a move undone",
        [("event.undone", {"version": 12}), ("event.moved", {"old": 5, "new": 3, "to": "Team"})],
    ),
    ("reverted", [("event.reverted", {"version": 7})]),
    ("reverted with its change", [("event.reverted", {"version": 7}), *_SUMMIT]),
    ("undone", [("event.undone", {"version": 12})]),
    ("undone with two changes", [("event.undone", {"version": 12}), *_TWO]),
    ("undone from one version to another", [("event.undone_all", {"first": 3, "version": 5})]),
    ("undone several with two changes", [("event.undone_all", {"first": 3, "version": 5}), *_TWO]),
    ("undone of another event", [("event.undone_of", {"version": 12, "from": "Stand-up"}), *_TWO]),
    (
        "undone several of another event",
        [("event.undone_all_of", {"first": 3, "version": 5, "from": "Stand-up"})],
    ),
    ("purged", [("event.purged", {"fingerprint": "ab12"})]),
    ("emptied from the trash", [("event.emptied", {"fingerprint": "ab12", "count": [12, "version"]})]),
    ("emptied at its first version", [("event.emptied", {"count": [1, "version"]})]),
    (
        "a version purged",
        [
            (
                "version.purged",
                {"by": "Root Rowan", "on": "2026-11-29T19:00:00+00:00", "why": "Court order 12"},
            )
        ],
    ),
    ("place brought back", [("unit.reverted", {"unit": "location", "version": 7})]),
    ("people brought back", [("unit.reverted", {"unit": "attendees", "version": 7})]),
    ("split off", [("event.split_off", {"from": "Standup"})]),
    ("split off and renamed", [("event.split_off", {"from": "Standup"}), *_SUMMIT]),
    *_roles({"person": "Vera"}),
    *_roles(_TEAM),
    ("calendar made", [("calendar.created", {"name": "Team"})]),
    ("calendar renamed", [("calendar.renamed", {"from": "Team", "to": "Crew"})]),
    (
        "a renaming of the calendar taken back",
        [("calendar.undone", {}), ("calendar.renamed", {"from": "Crew", "to": "Team"})],
    ),
    (
        "calendar renamed, recoloured and in another zone",
        [
            ("calendar.renamed", {"from": "Team", "to": "Crew"}),
            ("calendar.recoloured", {"from": "sky", "to": "leaf"}),
            ("calendar.zone", {"from": "Europe/Berlin", "to": "America/New_York"}),
        ],
    ),
    ("calendar recoloured", [("calendar.recoloured", {"from": "sky", "to": "leaf"})]),
    ("calendar in another zone", [("calendar.zone", {"from": "Europe/Berlin", "to": "America/New_York"})]),
    *((f"calendar {name}", [(f"calendar.{name}", {})]) for name in ("one_at_a_time", "many_at_a_time")),
    ("calendar trash", [("calendar.trash_days", {"count": [30, "day"]})]),
    ("calendar trash as the site", [("calendar.trash_as_site", {})]),
    *(
        (f"calendar {name}", [(f"calendar.{name}", {})])
        for name in ("warns", "refuses", "deleted", "restored")
    ),
    *(
        (f"answered {answer}", [("attendees.answered", {"answer": answer})])
        for answer in ("accepted", "declined", "tentative", "needs-action")
    ),
    *(
        (
            f"answered {answer} for a date",
            [("overrides.answered", {"dates": ["2026-03-31T09:00"], "answer": answer})],
        )
        for answer in ("accepted", "declined", "tentative", "needs-action")
    ),
]
