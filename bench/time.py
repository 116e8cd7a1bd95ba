"""Series and free times: expansion near a window beside walking there, a month of series beside single events, and
when eight people are busy beside the bare statement for their rows."""

import logging
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from dateutil.rrule import rrulestr
from flask import Flask
from sqlalchemy import text

from bench import data
from webapp.domain.common_times import Attendee, Wish, slots
from webapp.domain.document import ONCE
from webapp.domain.recurrence import starts
from webapp.domain.roles import Role
from webapp.domain.series import instances, series_of
from webapp.extensions import db
from webapp.models import Person
from webapp.operations.calendars import create_calendar
from webapp.operations.events import new_event
from webapp.operations.free_busy import Timetable, find_acquaintances, timetables
from webapp.operations.revising import Revision, revise
from webapp.operations.sessions import start_session
from webapp.operations.sharing import share_calendar
from webapp.operations.unit import unit_of_work

ROUNDS = 7
BEGAN = "2016-03-24T09:00"
RULES = {
    "every day for ten years": "FREQ=DAILY",
    "every Tuesday and Thursday": "FREQ=WEEKLY;BYDAY=TU,TH",
    "the last weekday of the month": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "every day, 5,000 times": "FREQ=DAILY;COUNT=5000",
}
MARCH = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
PEOPLE, EACH = 8, 60
NEAR = date.today() + timedelta(days=7)


def run() -> None:
    """Print the three comparisons."""
    _expansion()
    with tempfile.TemporaryDirectory() as folder:
        app, _token = data.make(Path(folder), events=10)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        with app.app_context():
            _months(app)
            _busy(app)


def _expansion() -> None:
    for name, rule in RULES.items():
        document = _series(rule)
        ours, walked, theirs = _in_turns(
            partial(instances, document, *MARCH),
            partial(_walk, document),
            partial(_by_dateutil, rule),
            times=20,
        )
        print(f"{name}: a month, ten years after it began")
        print(f"  seeking, with instants and exceptions  {ours * 1e6:9.0f} µs a series")
        print(f"  walking from its start                 {walked * 1e6:9.0f} µs, {walked / ours:.0f} ×")
        print(f"  python-dateutil, wall times alone      {theirs * 1e6:9.0f} µs, {theirs / ours:.0f} ×")


def _series(rule: str) -> dict[str, Any]:
    plain = data.document(random.Random(1), 0)
    return {**ONCE, **plain, "start": BEGAN, "end": BEGAN[:11] + "10:00", "rrule": rule}


def _walk(document: dict[str, Any]) -> None:
    """What there is to do without seeking: every start from the first on."""
    series = series_of(document)
    starts(series, series.start, MARCH[1].replace(tzinfo=None))


def _by_dateutil(rule: str) -> None:
    first, last = (moment.replace(tzinfo=None) for moment in MARCH)
    rrulestr(rule, dtstart=datetime.fromisoformat(BEGAN)).between(first, last)


def _months(app: Flask) -> None:
    """A hundred events in view, each an instance of a series of its own or an event of its own."""
    series, single = (_month_of(app, alone) for alone in (False, True))
    ours, theirs = _in_turns(lambda: _get(series), lambda: _get(single), times=10)
    print("the month page of 100 series, one instance of each in view")
    print(
        f"  {ours * 1000:6.1f} ms, {ours / theirs:.2f} × that of 100 single events ({theirs * 1000:.1f} ms)"
    )


def _month_of(app: Flask, alone: bool) -> Any:
    owner = data.person(f"{'single' if alone else 'series'}")
    calendar_id, dice = create_calendar("Team", "sky", "Europe/Berlin", by=owner), random.Random(5)
    first = NEAR.replace(day=1)
    with unit_of_work(by=owner) as unit:
        change_set = unit.change_set(calendar_id, "import")
        for number in range(100):
            plain = data.document(dice, number, datetime.combine(first, datetime.min.time()), 28)
            rule = "" if alone else "FREQ=MONTHLY;INTERVAL=2"
            document = {**ONCE, **plain, "rrule": rule}
            revise(unit, new_event(unit, calendar_id), document, Revision(change_set, "import"))
    with unit_of_work(by=owner) as unit:
        token = start_session(unit, owner, "bench", "127.0.0.1")
    client = app.test_client()
    client.set_cookie("daybook-session", token, domain="localhost")
    return client


def _get(client: Any) -> None:
    assert client.get(f"/month/{NEAR.year}/{NEAR.month}").status_code == 200


def _busy(app: Flask) -> None:
    """Two weeks of eight people with sixty events in them each, a third of these instances of series."""
    people = [data.person(f"busy{number}") for number in range(PEOPLE)]
    for person in people:
        _fill(person, people[0])
    names = [person.username for person in people]
    after = datetime.combine(NEAR, datetime.min.time(), UTC)
    before = after + timedelta(days=14)
    ask = text(
        "SELECT p.person_id, o.start_utc, o.end_utc FROM participation p JOIN occurrence o ON o.event_id = p.event_id"
        " WHERE o.start_utc < :before AND o.end_utc > :after"
    )
    bare = {"after": after.replace(tzinfo=None), "before": before.replace(tzinfo=None)}
    ours, theirs = _in_turns(
        lambda: _times_of(names, after, before, people[0]),
        lambda: db.session.execute(ask, bare).all(),
        times=20,
    )
    tables = _times_of(names, after, before, people[0])
    attendees = [Attendee(one.person.username, one.person.zone, one.busy) for one in tables]
    wish = Wish(NEAR, 14, timedelta(hours=1), "Europe/Berlin", not_before=after)
    (looking,) = _in_turns(lambda: slots(attendees, wish), times=20)
    rows = len(db.session.execute(ask, bare).all())
    print(f"when {PEOPLE} people are busy in two weeks, {rows} times")
    print(
        f"  {ours * 1000:6.2f} ms, {ours / theirs:.1f} × the bare statement for these rows ({theirs * 1000:.2f} ms)"
    )
    print(f"  {looking * 1000:6.2f} ms more find the times at which all of them are free")


def _times_of(names: list[str], after: datetime, before: datetime, by: Person) -> list[Timetable]:
    found = find_acquaintances(names, by)
    return timetables([found[name] for name in names], after, before).people


def _fill(person: Person, friend: Person) -> None:
    calendar_id, dice = create_calendar("Own", "sky", "Europe/Berlin", by=person), random.Random(person.id)
    if person.id != friend.id:
        share_calendar(calendar_id, friend.id, Role.VIEWER, by=person)
    start = datetime.combine(NEAR, datetime.min.time())
    with unit_of_work(by=person) as unit:
        change_set = unit.change_set(calendar_id, "edit")
        for number in range(EACH):
            rule = "FREQ=WEEKLY" if number % 3 == 0 else ""
            document = {**ONCE, **data.document(dice, number, start, 12), "rrule": rule}
            revision = Revision(change_set, "web", organizer_id=person.id)
            revise(unit, new_event(unit, calendar_id), document, revision)


def _in_turns(*works: Callable[[], object], times: int) -> list[float]:
    """CPU seconds a call of each, the median of rounds in turns, so that a noisy neighbour meets all alike."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for place, work in enumerate(works):
            started = time.process_time()
            for _ in range(times):
                work()
            spent[place].append((time.process_time() - started) / times)
    return [sorted(each)[ROUNDS // 2] for each in spent]
