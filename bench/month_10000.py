"""A month of a calendar with 10,000 events, 1,000 of them series: beside Radicale, and beside python-dateutil without seeking.

Radicale answers with the files that touch the month, as most programs ask it. Asked for single instances it reads every
event of the calendar anew, so that is asked of a hundredth of them. Before its first answer it reads all; that is told, and
not counted. `month-1000` is the same with a tenth of everything and more rounds.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from dateutil.rrule import rrulestr

from bench import big_data, radicale_server, servers
from bench.big_data import Big
from webapp.domain.series import instances, wall_of
from webapp.extensions import db
from webapp.models import Person
from webapp.operations.calendars import calendars_of
from webapp.operations.schedule import items_between

# Rounds that count; of 10,000 events few, as one answer of Radicale takes many seconds.
ROUNDS, ROUNDS_OF_MANY = 3, 1
HUNDREDTH = 100
AFTER = datetime.combine(big_data.MONTH, datetime.min.time(), UTC)
BEFORE = AFTER + timedelta(days=31)
# Beyond what is placed in rows: every series has to be expanded.
FAR = date(big_data.TODAY.year + 4, 5, 1)


class Timed(NamedTuple):
    """Seconds of CPU and of the clock that one answer took, the median of the rounds."""

    cpu: float
    clock: float

    def __str__(self) -> str:
        return f"{self.cpu * 1000:8.1f} ms CPU {self.clock * 1000:8.1f} ms"


class Work(NamedTuple):
    """Something to measure: its name, what it does, and whose CPU it takes."""

    name: str
    do: Callable[[], object]
    cpu: Callable[[], float] = time.process_time
    warm: bool = False  # it has answered already


def run_1000() -> None:
    """The same of a tenth, in a minute or two."""
    run(big_data.EVENTS // 10, ROUNDS)


def run(events: int = big_data.EVENTS, rounds: int = ROUNDS_OF_MANY) -> None:
    """Print what a month costs each of them, and the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        big = big_data.make(folder, events=events, series=events // 10)
        big_data.store(big.documents, folder, "team")
        big_data.store(big.documents[:: events // HUNDREDTH], folder, "few")
        with (
            servers.gunicorn(big.url) as ours,
            radicale_server.radicale(folder) as theirs,
            big.app.app_context(),
        ):
            works = [*_of_daybook(big, ours), *_of_radicale(theirs), *_in_process(big)]
            print(f"{rounds} rounds count, after one that does not (for Radicale's files its first answer)")
            _tell(in_turns(works, rounds), events // 10)


def _of_daybook(big: Big, server: servers.Server) -> list[Work]:
    def page(month: date) -> Callable[[], object]:
        return lambda: server.get(f"/month/{month.year}/{month.month}", big.cookie)

    return [
        Work("Daybook, the month page", page(big_data.MONTH), server.cpu),
        Work(f"Daybook, the page of {FAR:%B %Y}, nothing placed", page(FAR), server.cpu),
    ]


def _of_radicale(server: servers.Server) -> list[Work]:
    files, each = (radicale_server.query(AFTER, BEFORE, expanded) for expanded in (False, True))
    started, cpu = time.perf_counter(), server.cpu()
    size = len(radicale_server.report(server, "team", files))
    print(
        f"Radicale's first answer, {size:,} bytes, after reading all events: {time.perf_counter() - started:.0f} s,"
        f" {server.cpu() - cpu:.0f} s CPU"
    )
    return [
        Work(
            "Radicale, the files of the month",
            lambda: radicale_server.report(server, "team", files),
            server.cpu,
            warm=True,
        ),
        Work(
            f"Radicale, instances, {HUNDREDTH} events alone",
            lambda: radicale_server.report(server, "few", each),
            server.cpu,
        ),
    ]


def _in_process(big: Big) -> list[Work]:
    series = [one for one in big.documents if one["rrule"]]
    print(f"{len(_rows(big, big_data.MONTH))} instances in view, {len(_rows(big, FAR))} in {FAR:%B %Y}")
    return [
        Work("Daybook, the data alone", lambda: _rows(big, big_data.MONTH)),
        Work("Daybook, the data alone, nothing placed", lambda: _rows(big, FAR)),
        Work(
            f"Daybook, {len(series)} series, seeking",
            lambda: [instances(one, AFTER, BEFORE) for one in series],
        ),
        Work("python-dateutil, wall times, walking", lambda: [_walked(one) for one in series]),
    ]


def _rows(big: Big, month: date) -> list[object]:
    """What the page of a month reads: six weeks for somebody in Berlin."""
    db.session.expire_all()
    person = db.session.get_one(Person, big.people[0])
    rows = calendars_of(person)
    found = items_between(person, rows, month, month + timedelta(days=41), "Europe/Berlin")
    db.session.rollback()
    return list(found)


def _walked(document: dict[str, str]) -> list[datetime]:
    """As most programs do it: from the first instance on, in wall times alone, without exceptions."""
    rule = rrulestr(document["rrule"].replace("Z", ""), dtstart=wall_of(document["start"]))
    found: list[datetime] = rule.between(AFTER.replace(tzinfo=None), BEFORE.replace(tzinfo=None))
    return found


def in_turns(works: list[Work], rounds: int = ROUNDS) -> dict[str, Timed]:
    """Each of them once a round, after a first time that does not count, for those that need one."""
    spent: dict[str, list[Timed]] = {work.name: [] for work in works}
    for number in range(rounds + 1):
        for work in works:
            if work.warm and not number:
                continue
            cpu, clock = work.cpu(), time.perf_counter()
            work.do()
            if number:
                spent[work.name].append(Timed(work.cpu() - cpu, time.perf_counter() - clock))
    return {
        name: Timed(*(sorted(column)[rounds // 2] for column in zip(*each, strict=True)))
        for name, each in spent.items()
    }


def _tell(found: dict[str, Timed], series: int) -> None:
    for name, timed in found.items():
        print(f"{name:46} {timed}")
    page, far, files, _, data, data_far, seeking, walking = found.values()
    for name, one, other in (
        ("the page beside Radicale's files", page, files),
        ("the page, nothing placed, beside Radicale's files", far, files),
        ("the data beside Radicale's files", data, files),
        ("the data, nothing placed, beside Radicale's files", data_far, files),
        ("seeking beside python-dateutil", seeking, walking),
    ):
        print(f"{name:50} {one.cpu / other.cpu:6.3f} x CPU {one.clock / other.clock:6.3f} x time")
    print(f"a series' month {seeking.cpu / series * 1e6:.0f} µs in the mean, with instants and exceptions")
