"""The month page with 100 events in view of 10,000, beside FastAPI + SQLAlchemy + JSON with the same events."""

import cProfile
import logging
import pstats
import tempfile
from pathlib import Path

import structlog
from flask import Flask

from bench import data, servers

ROUNDS, REQUESTS = 6, 40
PAGE = "/month/2026/3"
RIVAL = "/events?start=2026-02-23T00:00:00&end=2026-04-06T00:00:00"


def run() -> None:
    """Print CPU a request for both, their ratio, and where Daybook's time goes."""
    with tempfile.TemporaryDirectory() as folder:
        app, token = data.make(Path(folder))
        cookie = f"daybook-session={token}"
        url = app.config["DATABASE_URL"]
        with servers.gunicorn(url) as ours, servers.uvicorn("bench.rival_month:app", url) as rival:
            for server, path in ((ours, PAGE), (rival, RIVAL)):
                print(f"{path}: {len(server.get(path, cookie)):,} bytes")
            page, answer = _compare((ours, PAGE), (rival, RIVAL), cookie)
        print(f"Daybook's month page    {page * 1000:6.2f} ms CPU")
        print(f"FastAPI + ORM + JSON    {answer * 1000:6.2f} ms CPU")
        print(f"ratio                   {page / answer:6.2f}")
        _profile(app, cookie)


def _compare(one: tuple[servers.Server, str], other: tuple[servers.Server, str], cookie: str) -> list[float]:
    """CPU seconds a request of both, measured in turns so that a noisy neighbour meets both alike."""
    spent = [0.0, 0.0]
    for _ in range(ROUNDS):
        for place, (server, path) in enumerate((one, other)):
            before = server.cpu()
            for _ in range(REQUESTS):
                server.get(path, cookie)
            spent[place] += server.cpu() - before
    return [seconds / (ROUNDS * REQUESTS) for seconds in spent]


def _profile(app: Flask, cookie: str) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    client = app.test_client()
    client.set_cookie(*cookie.split("=", 1), domain="localhost")
    client.get(PAGE)
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(20):
        client.get(PAGE)
    profile.disable()
    print("\nwhere the time goes (cumulative share of the request, profiled):")
    stats = pstats.Stats(profile)
    total = stats.total_tt  # type: ignore[attr-defined]
    for share, name in _shares(stats, total)[:14]:
        print(f"  {share:5.0%}  {name}")


def _shares(stats: pstats.Stats, total: float) -> list[tuple[float, str]]:
    rows = []
    for (file, _line, name), (_cc, _nc, _tt, cumulative, _callers) in stats.stats.items():  # type: ignore[attr-defined]
        if "/webapp/" in file or "/templates/" in file:
            rows.append(
                (cumulative / total, f"{file.rsplit('/webapp/', 1)[-1].rsplit('/templates/', 1)[-1]}:{name}")
            )
    return sorted(rows, reverse=True)
