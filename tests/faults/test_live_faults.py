"""Sockets and workers are killed while people save: every page ends as a fresh one, no frame comes twice, none is missed."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import cycle, islice
from types import SimpleNamespace

import pytest

from tests.faults.interleavings import LINES
from tests.faults.trouble import PATIENCE, SECRET, Access, Actor, Stage, Writer, kill_a_worker
from tests.support.cast import a_document
from tests.support.crowd import Crowd, OpenPage, wrongs
from tests.support.databases import Database
from tests.support.dice import DICE
from tests.support.live_pages import Shown, essence, get
from tests.support.live_server import LiveServer, StartServer
from tests.support.signed_in import session_token
from webapp.domain.roles import Role
from webapp.operations.events import create_event
from webapp.operations.sharing import share_event


@pytest.fixture
def stage(start_server: StartServer, database: Database, cast: SimpleNamespace, team: int) -> Stage:
    settings = {"LIVE_PER_PERSON": 2000, "LIVE_PER_ADDRESS": 2000, "LIVE_SAFETY_POLL": 5}
    server = start_server(WEB_WORKERS=1 if database.kind == "sqlite" else 2, **settings)
    return set_up(server, cast, team)


def set_up(server: LiveServer, cast: SimpleNamespace, team: int) -> Stage:
    """Alice, Bob and Vera with their calendar, and Charlie, who was given its first event alone."""
    text = "\n".join(LINES)
    events = [
        create_event(team, a_document(title=title, description=text), by=cast.alice).event_id
        for title in "AB"
    ]
    share_event(events[0], cast.charlie.id, Role.VIEWER, by=cast.alice)
    tokens = {name: session_token(person) for name, person in vars(cast).items()}
    return Stage(server, tokens, team, events, cast.vera.id)


def places(stage: Stage) -> list[tuple[str, str]]:
    """Who looks at what: every kind of page that is live."""
    first, second = (f"/events/{event_id}" for event_id in stage.events)
    lists = ["/month/2026/3", "/agenda/2026-03-20"]
    seen = {
        "alice": [first, second, f"{first}/history", f"/calendars/{stage.team}/sharing", *lists],
        "bob": [first, second, f"{second}/history", *lists],
        "vera": [first, f"{second}/history", *lists],
        "charlie": [first, f"{first}/history", *lists],
    }
    return [(who, path) for who, paths in seen.items() for path in paths]


def open_pages(crowd: Crowd, stage: Stage, number: int) -> None:
    """Open so many pages; those that look alike were drawn at the same time."""
    drawn = {place: get(stage.server.port, stage.tokens[place[0]], place[1])[1] for place in places(stage)}
    for who, path in islice(cycle(drawn), number):
        crowd.open(stage.tokens[who], path, who, drawn[who, path])
    crowd.settle(30, still_for=0.3)


def fresh(stage: Stage, pages: Sequence[OpenPage]) -> dict[tuple[str, str], str]:
    """What a page says that is opened now, by person and path."""
    return {
        (page.who, page.path): essence(Shown(get(stage.server.port, page.token, page.path)[1]))
        for page in {(page.who, page.path): page for page in pages}.values()
    }


def stale(stage: Stage, pages: Sequence[OpenPage]) -> list[str]:
    """Pages that say something else than a fresh one."""
    now = fresh(stage, pages)
    return [
        f"{page.who} {page.path} at {page.shown.since}: {difference(essence(page.shown), now[page.who, page.path])}"
        for page in pages
        if essence(page.shown) != now[page.who, page.path]
    ]


def difference(one: str, other: str) -> str:
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return f"shows …{one[max(0, start - 60) : start + 60]}… instead of …{other[max(0, start - 60) : start + 60]}…"


def listen(access: Access, leaks: list[str]) -> Callable[[OpenPage, str], None]:
    """Note what reaches somebody who may not hear it."""

    def on_frame(page: OpenPage, html: str) -> None:
        secret = access.secret()
        if page.who == "vera" and secret and secret in html:
            leaks.append(f"{page.path}: {secret}")
        if page.who == "charlie" and SECRET in html and "/events/2" in html:
            leaks.append(f"{page.path}: of another event")

    return on_frame


def through_trouble(stage: Stage, number: int, seconds: float) -> Counter[str]:
    """So many pages through so many seconds of trouble; fails when one of them is not as a fresh one after it."""
    access, leaks = Access(stage), []
    with (
        Crowd(stage.server.port, listen(access, leaks)) as crowd,
        closing(access.browser),
        closing(Writer(stage, "alice", access)) as one,
        closing(Writer(stage, "bob", access)) as other,
    ):
        open_pages(crowd, stage, number)
        make_trouble(crowd, stage, access, [one, other], seconds)
        access.give_back()
        crowd.settle(90)
        for page in crowd.pages:
            page.open_again()
        crowd.settle(90)
        heard = sum((page.heard for page in crowd.pages), Counter())
        assert (wrongs(crowd.pages)[:5], leaks, stale(stage, crowd.pages)[:5]) == ([], [], [])
        return heard + Counter(saved=one.saved + other.saved, shut_out=access.times)


def make_trouble(
    crowd: Crowd, stage: Stage, access: Access, writers: Sequence[Writer], seconds: float
) -> None:
    actors = [Actor(writer.save, (0.02, 0.15)) for writer in writers]
    actors += [Actor(access.change, (0.7, 1.5)), Actor(lambda: kill_a_worker(stage.server), (2.0, 5.0))]
    """At least for so many seconds, and until it has come to something: on a busy machine that takes longer."""
    deadline = time.monotonic() + seconds
    while (
        time.monotonic() < deadline
        or sum(one.saved for one in writers) < seconds
        or access.times < seconds / 10
    ):
        crowd.turn(0.03)
        DICE.choice(crowd.pages).lose(**{DICE.choice(("hard", "soft")): True})
        if not access.is_out:
            for page in crowd.pages:
                page.open_again()
    for actor in actors:
        actor.end()
    crowd.turn_until(lambda: all(actor.is_over() for actor in actors), PATIENCE)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_pages_come_through_a_few_seconds_of_trouble_as_fresh_ones(stage: Stage) -> None:
    print(through_trouble(stage, 38, 6))


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_two_hundred_pages_come_through_half_a_minute_of_trouble_as_fresh_ones(stage: Stage) -> None:
    heard = through_trouble(stage, 200, 30)
    print(heard)
    assert heard["frames"] > 200
