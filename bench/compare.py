"""The comparison page of two versions through the real server, beside `git diff --word-diff` of the same texts.

A description of up to 2 KB is the usual case, which the budget is for; the others say how it grows, up to 64 KB. What is
measured is CPU: of the server for a page, of git as a process. A page that was never asked for before is one thing
("cold": each pair of texts stands in several events, and each of them is asked for once), one that was is another ("warm").
"""

import random
import statistics
import tempfile
from pathlib import Path

from sqlalchemy import select

from bench import data, servers
from bench.diff import git_times
from bench.edits import Pair, pairs
from webapp.extensions import db
from webapp.models import Calendar, Person
from webapp.operations.events import create_event, edit_event

BUDGET, USUAL = 5.0, 2_000
AT_MOST = (USUAL, 8_000, 32_000, 70_000)  # a group of pairs for each: texts of at most so many characters
PAIRS, TIMES, COPIES = 80, 10, 6


def run() -> None:
    """Print by size of the texts what a page and git take, and their ratio."""
    chosen = pairs()[:PAIRS]
    with tempfile.TemporaryDirectory() as folder:
        app, token = data.make(Path(folder), 10)
        with app.app_context():
            calendar_id, who = _where()
            paths = [[_event(calendar_id, who, pair) for _ in range(COPIES)] for pair in chosen]
        git = git_times(chosen, Path(folder))
        with servers.gunicorn(app.config["DATABASE_URL"]) as server:
            cookie = f"daybook-session={token}"
            _cpu(server, [paths[0][0]] * TIMES, cookie)  # the first ones compile templates
            cold = [_cpu(server, copies, cookie) for copies in paths]
            warm = [_cpu(server, copies[:1] * TIMES, cookie) for copies in paths]
            least = _cpu(server, [paths[0][0].replace("compare/1/2", "versions/1")] * TIMES, cookie)
    for name, ours in (("cold", cold), ("warm", warm)):
        _print(name, chosen, ours, git)
    print(f"the page of one version of such an event takes {least:.1f} ms")


def _where() -> tuple[int, Person]:
    who = db.session.scalars(select(Person).where(Person.username == "person0")).one()
    return db.session.scalars(select(Calendar.id).where(Calendar.name == "Team")).first() or 0, who


def _event(calendar_id: int, who: Person, pair: Pair) -> str:
    """The comparison of an event's two versions, which have these texts for a description."""
    document = data.document(random.Random(1), 1)
    made = create_event(calendar_id, document | {"description": pair.before}, by=who).event_id
    edit_event(made, document | {"description": pair.after}, 1, by=who)
    return f"/events/{made}/compare/1/2"


def _cpu(server: servers.Server, paths: list[str], cookie: str) -> float:
    """Milliseconds of the server's CPU for one page of these."""
    before = server.cpu()
    for path in paths:
        server.get(path, cookie)
    return (server.cpu() - before) / len(paths) * 1000


def _print(name: str, chosen: list[Pair], ours: list[float], git: list[float]) -> None:
    smallest = 0
    for largest in AT_MOST:
        some = [n for n, pair in enumerate(chosen) if smallest < len(pair.before) <= largest]
        page, beside = [ours[n] for n in some], [git[n] for n in some]
        print(
            f"{name}, up to {largest // 1000:2} KB  {statistics.median(page):6.1f} ms in the middle, {max(page):6.1f} at worst;"
            f" git {statistics.median(beside):5.1f} ms; {sum(page) / sum(beside):5.2f} of git ({len(some)} pairs)"
        )
        smallest = largest
    usual = statistics.median(
        took for took, pair in zip(ours, chosen, strict=True) if len(pair.before) <= USUAL
    )
    print(f"{name}, the usual page {usual:.1f} of {BUDGET:.0f} ms; p99 of all {_p99(ours):.1f} ms")


def _p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.99)]
