"""What letting go of a dragged event takes in a calendar of 10,000, overlaps looked for, beside a bare UPDATE and commit."""

import random
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlencode

from bench import big_data, servers
from bench.big_data import Big
from bench.live_runs import FORM
from webapp.domain.series import instances, name_of, wall_of

DRAGS = 30
BUDGET = 150  # ms at the 95th percentile
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial", "Accept": "text/html"}


class Kind(NamedTuple):
    """A kind of drag: its name, what drops the next event of it, and whose CPU it takes."""

    name: str
    drop: Callable[[], float]
    cpu: Callable[[], float]


def run() -> None:
    """Print the middle and the 95th percentile of each kind of drag, the CPU of the server, and the ratios."""
    with tempfile.TemporaryDirectory() as name, _sites(Path(name)) as kinds:
        times: dict[str, list[float]] = {kind.name: [] for kind in kinds}
        spent = dict.fromkeys(times, 0.0)
        for kind in kinds:
            kind.drop()
        for _ in range(DRAGS):
            for kind in kinds:
                cpu = kind.cpu()
                times[kind.name].append(kind.drop())
                spent[kind.name] += kind.cpu() - cpu
    _tell(times, spent)


def _tell(times: dict[str, list[float]], spent: dict[str, float]) -> None:
    (floor, floor_cpu) = median(times["bare"]), spent["bare"]
    print(f"{DRAGS} drags of each kind in turns, {big_data.EVENTS:,} events; budget p95 {BUDGET} ms")
    for name, each in times.items():
        each.sort()
        late = each[len(each) * 95 // 100]
        print(
            f"{name:44} p50 {median(each) * 1000:6.1f} ms  p95 {late * 1000:6.1f} ms  CPU {spent[name] / DRAGS * 1000:6.1f} ms"
            f"  {median(each) / floor:5.1f} x the time, {spent[name] / floor_cpu:5.1f} x the CPU of a bare UPDATE"
        )


@contextmanager
def _sites(folder: Path) -> Iterator[list[Kind]]:
    people, rooms = big_data.make(folder), big_data.make(folder, one_at_a_time=True)
    bare = folder / "bare.sqlite3"
    with (
        closing(sqlite3.connect(people.url.removeprefix("sqlite:///"))) as ours,
        closing(sqlite3.connect(bare)) as theirs,
    ):
        ours.backup(theirs)
    floor = servers.gunicorn(f"sqlite:///{bare}", "bench.rival_update:app")
    with servers.gunicorn(people.url) as one, servers.gunicorn(rooms.url) as other, floor as server:
        yield [
            Kind("bare", _Updates(server, people).drop, server.cpu),
            *_kinds("people", one, people),
            *_kinds("people and one at a time", other, rooms),
        ]


def _kinds(name: str, server: servers.Server, big: Big) -> list[Kind]:
    drags = Drags(server, big)
    return [
        Kind(f"{name}: an event", drags.event, server.cpu),
        Kind(f"{name}: one date of a series", drags.this, server.cpu),
        Kind(f"{name}: a whole series", drags.whole, server.cpu),
    ]


class Drags:
    """Drags events of the month of one site as its page does, each from where it is."""

    def __init__(self, server: servers.Server, big: Big) -> None:
        self._server, self._big, self._dice = server, big, random.Random(7)
        self._token = _token(server, big.cookie)
        after = datetime.combine(big_data.MONTH, datetime.min.time(), UTC)
        found = [
            (number, instances(one, after, after + timedelta(days=31)))
            for number, one in enumerate(big.documents)
        ]
        dates = [
            (number, each[-1].recurrence_id) for number, each in found if each and each[-1].recurrence_id
        ]
        dates = [one for one in dates if big.documents[one[0]]["rrule"]]
        self._singles = (number for number, one in enumerate(big.documents) if not one["rrule"])
        self._these, self._series = iter(dates[0::2]), iter(dates[1::2])

    def event(self) -> float:
        """Drop an event that happens once; seconds until the answer is there."""
        return self._drop(next(self._singles), "")

    def this(self) -> float:
        """Drop one date of a series, for it alone."""
        return self._drop(*next(self._these), scope="this")

    def whole(self) -> float:
        """Drop one date of a series, for all of them."""
        return self._drop(*next(self._series), scope="all")

    def _drop(self, number: int, occurrence: str, **more: str) -> float:
        document = self._big.documents[number]
        own = document["overrides"].get(occurrence, {})
        start = wall_of(own.get("start") or occurrence or document["start"])
        length = wall_of(document["end"]) - wall_of(document["start"])
        start += timedelta(minutes=15 * self._dice.randrange(1, 40))
        form = {
            "start": name_of(start, False),
            "end": name_of(start + length, False),
            "occurrence": occurrence,
            **more,
        }
        sent = urlencode(
            {**form, "base": 1, "key": f"{self._dice.getrandbits(96):024x}", "csrf_token": self._token}
        )
        path, started = f"/events/{self._big.first_id + number}/moves", time.perf_counter()
        answer = self._server.post(path, sent, {"Cookie": self._big.cookie, **FORM, **FRAGMENT})
        took = time.perf_counter() - started
        if "/undo" not in answer.decode():
            raise RuntimeError(f"{path} was not moved: {answer.decode()[:300]}")
        return took


class _Updates:
    """The same rows in a database of their own, changed by nothing but an UPDATE."""

    def __init__(self, server: servers.Server, big: Big) -> None:
        self._server = server
        singles = (number for number, one in enumerate(big.documents) if not one["rrule"])
        self._ids = (big.first_id + number for number in singles)

    def drop(self) -> float:
        """Seconds until the answer is there."""
        form = {"event": next(self._ids), "start": "2026-12-01 09:00:00", "end": "2026-12-01 10:00:00"}
        started = time.perf_counter()
        self._server.post("/", urlencode(form), FORM)
        return time.perf_counter() - started


def _token(server: servers.Server, cookie: str) -> str:
    page = server.get(f"/month/{big_data.MONTH.year}/{big_data.MONTH.month}", cookie).decode()
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    return found[1]
