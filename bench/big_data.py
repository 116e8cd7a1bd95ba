"""A calendar of 10,000 events, 1,000 of them series of up to ten years with exceptions, for Daybook and for Radicale."""

import json
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import select

from bench import data
from webapp import create_app
from webapp.domain.attendance import attendee, key_of_person
from webapp.domain.document import ONCE
from webapp.domain.icalendar.writing import Outgoing, write_file
from webapp.domain.periods import span
from webapp.domain.recurrence import next_starts
from webapp.domain.roles import Role
from webapp.domain.series import name_of, series_of, wall_of
from webapp.models import Event, Person
from webapp.operations.calendars import create_calendar
from webapp.operations.events import new_event
from webapp.operations.placing import place
from webapp.operations.revising import Revision, write_first_versions
from webapp.operations.sessions import start_session
from webapp.operations.sharing import share_calendar
from webapp.operations.unit import unit_of_work

EVENTS, SERIES, PEOPLE = 10_000, 1_000, 10
TODAY = date.today()
MONTH = (TODAY.replace(day=1) + timedelta(days=32)).replace(day=1)
TEN_YEARS = 3650
# How often a series happens, and how many of a hundred do so.
RULES = (
    (4, "FREQ=DAILY"),
    (4, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    (40, "FREQ=WEEKLY"),
    (12, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH"),
    (12, "FREQ=MONTHLY"),
    (13, "FREQ=MONTHLY;BYDAY=2TU"),
    (5, "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    (10, "FREQ=YEARLY"),
)
# As Thunderbird writes it: reading the exact one that Daybook writes costs vobject many times as much.
_BERLIN = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True)
class Big:
    """The site: its app, the session of who looks, the calendar, its people and its documents in the order of their ids."""

    app: Flask
    cookie: str
    calendar_id: int
    people: list[int]
    first_id: int
    documents: list[dict[str, Any]]

    @property
    def url(self) -> str:
        url: str = self.app.config["DATABASE_URL"]
        return url


def make(folder: Path, one_at_a_time: bool = False, events: int = EVENTS, series: int = SERIES) -> Big:
    """A database of its own in `folder`, with every series placed as far as the job that does it places them."""
    app = create_app(
        {**data.SETTINGS, "DATABASE_URL": f"sqlite:///{folder / f'big-{one_at_a_time}.sqlite3'}"}
    )
    with app.app_context():
        flask_migrate.upgrade()
        people = [data.person(f"person{number}") for number in range(PEOPLE)]
        calendar_id = create_calendar(
            "Team", "sky", "Europe/Berlin", by=people[0], one_at_a_time=one_at_a_time
        )
        for one in people[1:]:
            share_calendar(calendar_id, one.id, Role.VIEWER, by=people[0])
        made = documents([(one.id, one.name) for one in people], events, series)
        first_id = _write(calendar_id, made, people[0])
        with unit_of_work(by=people[0]) as unit:
            token = start_session(unit, people[0], "bench", "127.0.0.1")
        return Big(app, f"daybook-session={token}", calendar_id, [one.id for one in people], first_id, made)


def _write(calendar_id: int, made: list[dict[str, Any]], by: Person) -> int:
    with unit_of_work(by) as unit:
        revision = Revision(unit.change_set(calendar_id, "import"), "import")
        pairs = [(new_event(unit, calendar_id), document) for document in made]
        write_first_versions(unit, calendar_id, pairs, revision)
        first_id = min(event.id for event, _ in pairs)
    with unit_of_work(by=None) as unit:  # as far as if each had been saved by itself
        for event in unit.session.scalars(
            select(Event).where(Event.calendar_id == calendar_id, Event.repeats)
        ):
            place(unit, event, event.document)
    return first_id


def documents(people: list[tuple[int, str]], events: int, series: int) -> list[dict[str, Any]]:
    """Series first, then single events over ten years; two or three people take part in each."""
    dice = random.Random(10_000)
    began = datetime.combine(TODAY - timedelta(days=TEN_YEARS), datetime.min.time())
    made = []
    for number in range(events):
        document = {**ONCE, **data.document(dice, number, began, TEN_YEARS + 365)}
        guests = dice.sample(people, dice.choice((2, 3)))
        document["attendees"] = {key_of_person(who): attendee(name) for who, name in guests}
        made.append(_repeating(dice, document) if number < series else document)
    return made


def _repeating(dice: random.Random, document: dict[str, Any]) -> dict[str, Any]:
    """Half of them go on, the others ended or will; one date is left out, one moved, one renamed, in this month as well."""
    start = wall_of(document["start"]).replace(hour=dice.randrange(7, 19))
    start -= timedelta(days=365) if start.date() > TODAY else timedelta()
    rule = dice.choices([rule for _, rule in RULES], [share for share, _ in RULES])[0]
    rule += dice.choice(
        ("", "", "", f";COUNT={dice.randrange(20, 600)}", _until(dice, start), _until(dice, start))
    )
    repeating = {**document, **_hour(start), "rrule": rule}
    near = datetime.combine(MONTH, datetime.min.time())
    dates = [one for after in (start, near) for one in next_starts(series_of(repeating), after, 5)[1:]]
    names = [name_of(one, False) for one in dates]
    moved = {name: _hour(wall_of(name) + timedelta(hours=2)) for name in names[1::4]}
    renamed = {name: {"title": "Planning, with guests"} for name in names[2::4]}
    return {
        **repeating,
        "exdate": sorted({*names[0::4]} - {*moved, *renamed}),
        "overrides": {**moved, **renamed},
    }


def _hour(start: datetime) -> dict[str, str]:
    return {"start": name_of(start, False), "end": name_of(start + timedelta(hours=1), False)}


def _in_utc(document: dict[str, Any]) -> dict[str, str]:
    start, end = (name_of(moment.replace(tzinfo=None), False) for moment in span(document))
    return {"start": start, "end": end, "zone": "UTC"}


def _until(dice: random.Random, start: datetime) -> str:
    end = start + timedelta(days=dice.randrange(100, TEN_YEARS))
    return f";UNTIL={end:%Y%m%d}T235959Z"


def store(documents: list[dict[str, Any]], folder: Path, name: str) -> None:
    """The same events as a calendar of Radicale, which stores a file for each: 0.ics, 1.ics …"""
    home = folder / "collection-root" / "person0" / name
    home.mkdir(parents=True)
    (home / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR"}))
    for number, document in enumerate(documents):
        (home / f"{number}.ics").write_text(file_of(number, document), newline="")


def file_of(number: int, document: dict[str, Any]) -> str:
    """One event as calendar programs write it, without its people: Radicale does nothing with them.

    What happens once is written in UTC, without a zone: reading a zone is most of what an event costs Radicale.
    """
    now = datetime.now(UTC)
    alone = {} if document["rrule"] else _in_utc(document)
    file = write_file([Outgoing(f"{number}@bench", {**document, **alone, "attendees": {}}, 1, now, now)])
    if alone:
        return file
    before, _, rest = file.partition("BEGIN:VTIMEZONE")
    return before + _BERLIN.replace("\n", "\r\n") + rest.partition("END:VTIMEZONE\r\n")[2]
