"""A list of 50 of 1,000 events and one event through the API, beside FastAPI + SQLAlchemy answering the same bytes."""

import cProfile
import json
import logging
import pstats
import tempfile
from pathlib import Path

import structlog
from flask import Flask
from sqlalchemy import func, select

from bench import data, servers
from webapp.domain.token_input import NewToken
from webapp.extensions import db
from webapp.models import Event, Person
from webapp.operations.personal_tokens import make_token

ROUNDS, REQUESTS = 6, 60
EVENTS = 1_000
LIST = "/api/events"


def run() -> None:
    """Print CPU a request for both, their ratio, and where Daybook's time goes."""
    with tempfile.TemporaryDirectory() as folder:
        app, _ = data.make(Path(folder), data.CALENDARS)
        token, one = _token_and_event(app)
        url = app.config["DATABASE_URL"]
        with servers.gunicorn(url) as ours, servers.uvicorn("bench.rival_api:app", url) as rival:
            for path, name in ((LIST, "50 of 1,000 events"), (one, "one event")):
                _check(ours, rival, path, token)
                mine, theirs = _compare(ours, rival, path, token)
                print(f"{name}: Daybook {mine * 1000:6.2f} ms CPU, FastAPI + ORM {theirs * 1000:6.2f} ms")
                print(f"{name}: ratio {mine / theirs:6.2f}")
        for path in (LIST, one):
            _profile(app, path, token)


def _token_and_event(app: Flask) -> tuple[str, str]:
    with app.app_context():
        event = db.session.get_one(Event, db.session.scalar(select(func.min(Event.id))))
        owner = db.session.get_one(Person, event.created_by_id)
        data.fill(owner, EVENTS - 1)
        return make_token(NewToken("bench", frozenset({"read"}), 30), owner)[1], f"{LIST}/{event.id}"


def _get(server: servers.Server, path: str, token: str) -> bytes:
    return server.ask("GET", path, {"Authorization": f"Bearer {token}", "Accept": "application/json"})


def _check(ours: servers.Server, rival: servers.Server, path: str, token: str) -> None:
    """Both answer the same, else the comparison is none."""
    mine, theirs = _get(ours, path, token), _get(rival, path, token)
    if mine != theirs:
        raise RuntimeError(f"{path}: {mine[:600]!r} is not {theirs[:600]!r}")
    items = json.loads(mine).get("items", [0])
    print(f"{path}: {len(mine):,} bytes, {len(items)} events, the same of both")


def _compare(ours: servers.Server, rival: servers.Server, path: str, token: str) -> list[float]:
    """CPU seconds a request of both, measured in turns so that a noisy neighbour meets both alike."""
    spent = [0.0, 0.0]
    for _ in range(ROUNDS):
        for place, server in enumerate((ours, rival)):
            before = server.cpu()
            for _ in range(REQUESTS):
                _get(server, path, token)
            spent[place] += server.cpu() - before
    return [seconds / (ROUNDS * REQUESTS) for seconds in spent]


def _profile(app: Flask, path: str, token: str) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    client, headers = app.test_client(use_cookies=False), {"Authorization": f"Bearer {token}"}
    client.get(path, headers=headers)
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(50):
        client.get(path, headers=headers)
    profile.disable()
    print(f"\n{path}: where the time goes (profiled, itself and what it calls):")
    stats = pstats.Stats(profile)
    total = stats.total_tt  # type: ignore[attr-defined]
    rows = sorted(
        (
            (cumulative / total, f"{file.rsplit('/webapp/', 1)[-1]}:{name}")
            for (file, _line, name), (_cc, _nc, _tt, cumulative, _c) in stats.stats.items()  # type: ignore[attr-defined]
            if "/webapp/" in file
        ),
        reverse=True,
    )
    for share, name in rows[:22]:
        print(f"  {share:5.0%}  {name}")
