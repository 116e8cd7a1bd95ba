"""Live delivery: a save over HTTP that reaches 100, 1,000 and 5,000 open pages, beside raw C, FastAPI and flask-sock.

Daybook does the real thing: it reads everybody's rights and the log, renders the pieces, compresses and sends them. The
others send a ready text of the same size; the bare loop is what is left of Python when it does nothing but send. What a save costs when nobody watches is taken off Daybook's figures, so
that its time counts from the commit; the others save nothing.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from bench import native
from bench.live_data import Site, make
from bench.live_runs import Contender, Poster, Saver, Spent, measure
from bench.servers import Server, gunicorn, started, uvicorn
from webapp.live.wire import Frame

TEAM, CROWD, MANY = 20, 1000, 500
ROUNDS = {100: (5, 10), 1000: (5, 4), 5000: (3, 2)}  # watchers: rounds, and saves in each of them
MOST_THREADS = 1000  # what flask-sock is asked to hold
LIMITS = {"LIVE_PER_PERSON": "20000", "LIVE_PER_ADDRESS": "20000", "LIVE_TOTAL": "20000"}
BEAT = 64  # bytes of a beat, at most: it comes by itself and is no delivery
NO_COMPILER = (
    "There is no C compiler (cc) here. The open pages and the floor are programs in C: nothing is measured."
)


def run() -> None:
    """Print CPU, memory and time for each number of watchers, as they are and as ratios."""
    if native.compiler() is None:
        print(NO_COMPILER)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        team, crowd = make(folder, "team", TEAM), make(folder, "crowd", CROWD)
        for count, (rounds, saves) in ROUNDS.items():
            sites = {"20 people": team} | ({"1,000 people": crowd} if count == CROWD else {})
            with _stage(folder, sites, count) as contenders:
                _print(count, measure(contenders, rounds, saves))
    print("\nbudget: CPU at most 1.5 x raw C and 0.5 x FastAPI; the slowest of 1,000 at most 1.5 x raw C")


def run_10000() -> None:
    """Print what 10,000 watchers on one worker take: 500 people with twenty pages each."""
    if native.compiler() is None:
        print(NO_COMPILER)
        return
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        site = make(Path(name), "many", MANY)
        contender = stack.enter_context(_daybook(Path(name), site, "event", 10_000, "Daybook"))
        spent = measure([contender], 2, 2)[contender.name]
        print(
            f"memory of the worker   {spent.rss / 1e6:7.0f} MB (budget 150), the pages are {spent.grown / 1e6:.0f} of it"
        )
        print(f"CPU a delivery         {spent.cpu * 1e6:7.1f} µs")
        print(f"the slowest            {spent.last * 1000:7.0f} ms after the commit")


@contextmanager
def _stage(folder: Path, sites: dict[str, Site], count: int) -> Iterator[list[Contender]]:
    """Everybody who is measured with so many watchers, connected."""
    with ExitStack() as stack:
        contenders: list[Contender] = []
        for who, site in sites.items():
            for kind in ("event", "month"):
                named = _daybook(folder, site, kind, count, f"Daybook, {kind} page, {who}")
                contenders.append(stack.enter_context(named))
        site, text = next(iter(sites.values())), contenders[0].text
        contenders += [stack.enter_context(rival) for rival in _rivals(folder, site, text, count)]
        yield contenders


@contextmanager
def _daybook(folder: Path, site: Site, kind: str, count: int, name: str) -> Iterator[Contender]:
    own = site.copy(f"{kind}-{count}-{len(site.cookies)}")
    with gunicorn(own.url, **LIMITS) as server:
        saver = Saver(server, own)
        alone, text, empty = saver.alone(), saver.frame(kind), server.rss()
        wanted = own.after(saver.saves).pages(kind, count)
        with native.open_pages(folder, server.port, wanted, BEAT) as pages:
            yield Contender(name, server, pages, saver.save, empty, text, alone)


def _rivals(folder: Path, site: Site, text: str, count: int) -> Iterator[AbstractContextManager[Contender]]:
    (folder / "text").write_text(text)
    (folder / "frame").write_bytes(Frame(text).for_line(compressed=True))
    broadcast = [str(native.compiled("broadcast", folder)), "{port}", str(folder / "frame")]
    env = {"BENCH_TEXT": str(folder / "text"), "BENCH_CALENDAR": str(site.calendar_id)}
    pages = [("/live", cookie) for _, cookie in site.pages("event", count)]
    bare = [sys.executable, "bench/rival_bare.py", *broadcast[1:]]
    yield _posted(folder, started(broadcast, site.url), pages, "/", "raw C")
    yield _posted(folder, started(bare, site.url), pages, "/", "bare loop in Python")
    for path, name in (("/ready", "FastAPI"), ("/checked", "FastAPI, rights read")):
        yield _posted(folder, uvicorn("bench.rival_live:app", site.url, **env), pages, path, name)
    if count <= MOST_THREADS:
        threads = {"GUNICORN_CMD_ARGS": f"--threads {count + 16} --worker-connections {count + 100}"}
        server = gunicorn(site.url, "bench.rival_sock:app", **env, **threads)
        yield _posted(folder, server, pages, "/ready", "flask-sock, a thread each")


@contextmanager
def _posted(
    folder: Path,
    starting: AbstractContextManager[Server],
    pages: list[tuple[str, str]],
    path: str,
    name: str,
) -> Iterator[Contender]:
    """A server that sends its ready text whenever something is posted to `path`."""
    with starting as server:
        poster = Poster(server, path)
        poster.post()
        empty = server.rss()
        with native.open_pages(folder, server.port, pages) as opened:
            yield Contender(name, server, opened, poster.post, empty)


def _print(count: int, found: dict[str, Spent]) -> None:
    print(
        f"\n{count:,} watchers{'CPU a delivery':>33}{'memory':>11}{'slowest':>12}{'of raw C':>19}{'of FastAPI':>12}"
    )
    floor, usual = found["raw C"], found["FastAPI"]
    for name, spent in found.items():
        print(
            f"{name:32}{spent.cpu * 1e6:9.1f} µs{spent.grown / count / 1e3:9.1f} KB{spent.last * 1e3:9.1f} ms"
            f"   CPU {spent.cpu / floor.cpu:5.2f}  time {spent.last / floor.last:5.2f}{spent.cpu / usual.cpu:9.2f}"
        )
