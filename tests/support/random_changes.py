"""Somebody who does something at random to a calendar, again and again: what a proof over its whole past is made of."""

import random
from collections.abc import Callable

from tests.support.cast import a_document
from webapp.domain.document import Document
from webapp.extensions import db
from webapp.models import Event, Person
from webapp.operations.events import create_event, delete_event, edit_event, restore_version, undelete_event
from webapp.operations.series import edit_instances, remove_instances
from webapp.operations.undoing import undo_version

RULES = ("", "", "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY", "FREQ=MONTHLY;COUNT=4")
FIELDS = ("title", "location", "tags", "start", "rrule")
MOST = 120  # so many events are there at once, so that their past grows and not only their number


def current(event_id: int) -> int:
    """The number of an event's last version."""
    return db.session.get_one(Event, event_id).version


class RandomChanges:
    """`change()` makes, edits, deletes, brings back, restores or undoes; `done` counts what."""

    def __init__(self, by: Person, calendar_id: int, seed: int) -> None:
        self.by, self.calendar_id, self.dice = by, calendar_id, random.Random(seed)
        self.alive: list[int] = []
        self.gone: list[int] = []
        self.done: dict[str, int] = {}

    def change(self) -> None:
        """One thing that somebody does, at random."""
        ways: dict[str, tuple[Callable[[], None], int]] = {
            "make": (self._make, 3 if len(self.alive) < MOST else 0),
            "edit": (self._edit, 6 if self.alive else 0),
            "one date": (self._one_date, 2 if self.alive else 0),
            "delete": (self._delete, 2 if len(self.alive) > 3 else 0),
            "bring back": (self._bring_back, 1 if self.gone else 0),
            "restore": (self._restore, 1 if self.alive else 0),
            "undo": (self._undo, 1 if self.alive else 0),
        }
        name = self.dice.choices(list(ways), [weight for _, weight in ways.values()])[0]
        self.done[name] = self.done.get(name, 0) + 1
        ways[name][0]()

    def _some(self) -> Event:
        return db.session.get_one(Event, self.dice.choice(self.alive))

    def _document(self) -> Document:
        day, hour = self.dice.randrange(1, 29), self.dice.randrange(8, 18)
        return a_document(
            title=f"Title {self.dice.randrange(10**6)}",
            location=f"Room {self.dice.randrange(9)}",
            start=f"2026-03-{day:02}T{hour:02}:00",
            end=f"2026-03-{day:02}T{hour + 1:02}:00",
            tags=sorted(self.dice.sample(["a", "b", "c"], 2)),
            rrule=self.dice.choice(RULES),
        )

    def _make(self) -> None:
        self.alive.append(create_event(self.calendar_id, self._document(), by=self.by).event_id)

    def _edit(self) -> None:
        event, new = self._some(), self._document()
        field = self.dice.choice(FIELDS)
        mine = {"start": new["start"], "end": new["end"]} if field == "start" else {field: new[field]}
        if field == "rrule" and event.document["overrides"]:
            mine |= {"overrides": {}}
        edit_event(event.id, mine, event.version, by=self.by)

    def _one_date(self) -> None:
        """The first date of a series gets a title of its own, or is left out; of another event nothing happens."""
        event = self._some()
        document = event.document
        if not event.repeats or document["start"] in document["exdate"]:
            self._edit()
        elif self.dice.random() < 0.3:
            remove_instances(event.id, document["start"], "this", by=self.by)
        else:
            own = {**document, "title": f"Own {self.dice.randrange(10**6)}"}
            edit_instances(event.id, document["start"], "this", own, event.version, by=self.by)

    def _delete(self) -> None:
        self.gone.append(self.alive.pop(self.dice.randrange(len(self.alive))))
        delete_event(self.gone[-1], by=self.by)

    def _bring_back(self) -> None:
        self.alive.append(self.gone.pop(self.dice.randrange(len(self.gone))))
        undelete_event(self.alive[-1], by=self.by)

    def _restore(self) -> None:
        event = self._some()
        restore_version(event.id, self.dice.randrange(1, event.version + 1), by=self.by)

    def _undo(self) -> None:
        """Take back an event's last change, if it did not make the event or bring it back."""
        event = self._some()
        before = event.version
        if before > 1:
            undo_version(event.id, before, by=self.by)
            db.session.expire_all()
            if db.session.get_one(Event, event.id).deleted:
                self.alive.remove(event.id)
                self.gone.append(event.id)
