"""A program that keeps what it sees by `GET /api/changes`, and a few people who do things at random meanwhile."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from tests.support.callers import Program
from tests.support.cast import a_document
from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.models import Calendar, Event, Person, Share
from webapp.operations.access import event_query
from webapp.operations.calendars import change_calendar, create_calendar, delete_calendar, undelete_calendar
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.events import create_event, delete_event, edit_event, undelete_event
from webapp.operations.purging import purge_event
from webapp.operations.relocating import move_event_to
from webapp.operations.sharing import (
    share_calendar,
    share_event,
    stop_sharing_calendar,
    stop_sharing_event,
)

ROLES = (Role.VIEWER, Role.EDITOR, Role.OWNER)


class Copy:
    """What a program knows of calendars and events; `sync()` brings it up to date, `page()` by one answer alone.

    With `by_event` it looks at items of events alone, as a program does that has no use for calendars.
    """

    def __init__(self, program: Program, by_event: bool = False) -> None:
        self.program, self.by_event = program, by_event
        self.calendars: set[int] = set()
        self.events: dict[int, tuple[int, int]] = {}  # calendar and version by id
        self.token = ""
        self.told: list[dict[str, Any]] = []

    def sync(self, limit: int = 200, between: Callable[[], object] = lambda: None) -> "Copy":
        while self.page(limit):
            between()
        return self

    def page(self, limit: int = 200) -> bool:
        """Take over one answer; whether there is more."""
        response = self.program.get("/changes", limit=limit, **({"since": self.token} if self.token else {}))
        assert response.status_code == 200, response.text
        answer = response.get_json()
        assert len(answer["items"]) <= limit
        for item in answer["items"]:
            self._take(item)
        self.told += answer["items"]
        self.token = answer["next"]
        return bool(answer["more"])

    @property
    def versions(self) -> dict[int, int]:
        return {number: version for number, (_, version) in self.events.items()}

    def _take(self, item: dict[str, Any]) -> None:
        if item["kind"] == "calendar" and not self.by_event:
            self._take_calendar(item)
        elif item["kind"] == "event":
            self.events.pop(item["event_id"], None)
            if not item["deleted"]:
                self.events[item["event_id"]] = item["calendar_id"], item["version"]

    def _take_calendar(self, item: dict[str, Any]) -> None:
        if not item["deleted"]:
            self.calendars.add(item["calendar_id"])
            return
        self.calendars.discard(item["calendar_id"])
        self.events = {
            number: (calendar, version)
            for number, (calendar, version) in self.events.items()
            if calendar != item["calendar_id"]
        }


def seen_by(person: Person) -> tuple[set[int], dict[int, int]]:
    """What a person sees at this moment: their calendars, and the version of each of their events that is not deleted."""
    db.session.rollback()
    whole = (
        select(Share.calendar_id)
        .join(Calendar)
        .where(Share.person_id == person.id, Calendar.deleted_at.is_(None))
    )
    rows = db.session.execute(event_query(person.id).where(Event.deleted.is_(False)))
    return set(db.session.scalars(whole)), {row.Event.id: row.Event.version for row in rows}


class Crowd:
    """Some people who make, change, delete, bring back, share and take back at random; an admin who purges."""

    def __init__(self, people: Sequence[Person], admin: Person, seed: int) -> None:
        self.people, self.admin, self.dice = list(people), admin, random.Random(seed)
        self.calendars = [create_calendar("Team", "sky", "Europe/Berlin", by=people[0]) for _ in range(3)]
        self.events: list[int] = []
        self.done: dict[str, int] = {}
        for _ in range(4):
            self._make()

    def act(self) -> None:
        """One thing that somebody does; what they may not do, they do not."""
        ways = {
            self._make: 4,
            self._edit: 5,
            self._relocate: 8,
            self._delete: 3,
            self._bring_back: 3,
            self._share: 4,
            self._share_one: 4,
            self._take: 3,
            self._take_one: 3,
            self._purge: 1,
            self._rename: 1,
            self._put_aside: 1,
            self._fetch_back: 2,
        }
        way = self.dice.choices(list(ways), list(ways.values()))[0]
        try:
            way()
        except (NotThere, RoleTooLow, Refused):
            return
        self.done[way.__name__] = self.done.get(way.__name__, 0) + 1

    def _who(self) -> Person:
        return self.dice.choice(self.people)

    def _owner(self) -> Person:
        return self.people[0]

    def _make(self) -> None:
        made = create_event(self.dice.choice(self.calendars), a_document(), by=self._owner())
        self.events.append(made.event_id)

    def _edit(self) -> None:
        event_id, who = self.dice.choice(self.events), self._who()
        version = db.session.get_one(Event, event_id).version
        edit_event(event_id, {"title": f"Title {self.dice.randrange(10**6)}"}, version, by=who)

    def _relocate(self) -> None:
        event_id = self.dice.choice(self.events)
        version = db.session.get_one(Event, event_id).version
        who = self.dice.choice([self._owner(), self._who()])
        move_event_to(event_id, self.dice.choice(self.calendars), who, version)

    def _delete(self) -> None:
        delete_event(self.dice.choice(self.events), by=self._who())

    def _bring_back(self) -> None:
        undelete_event(self.dice.choice(self.events), by=self._who())

    def _share(self) -> None:
        share_calendar(
            self.dice.choice(self.calendars), self._who().id, self.dice.choice(ROLES), by=self._owner()
        )

    def _share_one(self) -> None:
        share_event(self.dice.choice(self.events), self._who().id, self.dice.choice(ROLES), by=self._owner())

    def _take(self) -> None:
        who = self.dice.choice(self.people[1:])
        stop_sharing_calendar(self.dice.choice(self.calendars), who.id, by=self._owner())

    def _take_one(self) -> None:
        who = self.dice.choice(self.people[1:])
        stop_sharing_event(self.dice.choice(self.events), who.id, by=self._owner())

    def _purge(self) -> None:
        if len(self.events) > 6:
            purge_event(self.events.pop(self.dice.randrange(len(self.events))), "Asked to", by=self.admin)

    def _rename(self) -> None:
        name = f"Team {self.dice.randrange(10**6)}"
        change_calendar(self.dice.choice(self.calendars), name, "sky", "Europe/Berlin", by=self._owner())

    def _put_aside(self) -> None:
        delete_calendar(self.dice.choice(self.calendars), by=self._owner())

    def _fetch_back(self) -> None:
        undelete_calendar(self.dice.choice(self.calendars), by=self._owner())
