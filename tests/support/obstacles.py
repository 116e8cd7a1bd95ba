"""What can stand between Save and the database, brought about by real means and taken away again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page, Route, expect

from tests.support.databases import Database
from tests.support.doors import enter
from tests.support.live_server import LiveServer
from tests.support.sockets import Visitor, end_every_session
from webapp.models import Person

WRITE_LIMIT = "1/3 second"


@dataclass
class Scene:
    """Bob has a form open and types into it; Alice and the rest of the world are about to interfere.

    `owner` is Alice's browser, `mine` sends what Bob's could, with the same cookie.
    """

    page: Page
    server: LiveServer
    database: Database
    owner: Visitor
    mine: Visitor
    bob: Person
    team: int
    event: int
    unit: str


@contextmanager
def same_field(scene: Scene) -> Iterator[None]:
    new = {"title": "Offsite", "description": "Bring two books."}[scene.unit]
    path = f"/events/{scene.event}/fields/{scene.unit}"
    assert scene.owner.post(path, base=1, **{scene.unit: new}) == 303
    yield


@contextmanager
def another_field(scene: Scene) -> Iterator[None]:
    assert scene.owner.post(f"/events/{scene.event}/fields/location", base=1, location="Studio Nord") == 303
    yield


@contextmanager
def event_deleted(scene: Scene) -> Iterator[None]:
    assert scene.owner.post(f"/events/{scene.event}/deletions") == 303
    yield
    assert scene.owner.post(f"/events/{scene.event}/recoveries") == 303


@contextmanager
def calendar_deleted(scene: Scene) -> Iterator[None]:
    assert scene.owner.post(f"/calendars/{scene.team}/deletions") == 303
    yield
    assert scene.owner.post(f"/calendars/{scene.team}/restorations") == 303


@contextmanager
def access_revoked(scene: Scene) -> Iterator[None]:
    assert scene.owner.post(f"/calendars/{scene.team}/shares/{scene.bob.id}", remove="1") == 303
    yield
    assert scene.owner.post(f"/calendars/{scene.team}/shares", person=scene.bob.id, role="editor") == 303


@contextmanager
def downgraded(scene: Scene) -> Iterator[None]:
    path = f"/calendars/{scene.team}/shares/{scene.bob.id}"
    assert scene.owner.post(path, role="viewer", **{f"role-{scene.bob.id}": "viewer"}) == 303
    yield
    assert scene.owner.post(path, role="editor", **{f"role-{scene.bob.id}": "editor"}) == 303


@contextmanager
def session_ended(scene: Scene) -> Iterator[None]:
    end_every_session(scene.bob)
    yield
    tab = scene.page.context.new_page()
    enter(tab, "bob")
    tab.close()


@contextmanager
def offline(scene: Scene) -> Iterator[None]:
    scene.page.context.set_offline(True)
    yield
    scene.page.context.set_offline(False)


@contextmanager
def server_killed(scene: Scene) -> Iterator[None]:
    live = scene.page.locator("#live-state").is_visible()
    scene.server.kill()
    if live:
        expect(scene.page.locator("#live-state")).to_have_text("Reconnecting")
    yield
    scene.server.start()


@contextmanager
def answer_lost(scene: Scene) -> Iterator[None]:
    """The save arrives and is done; its answer does not."""

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        route.fetch(max_redirects=0)
        scene.page.context.clear_cookies(name="daybook-messages")  # it came with the answer
        return route.abort("connectionreset")

    scene.page.route("**/events**", lose)
    yield
    scene.page.unroute("**/events**", lose)


@contextmanager
def too_many_writes(scene: Scene) -> Iterator[None]:
    same = scene.mine.post(f"/events/{scene.event}/fields/location", base=1, location="Harbour room")
    assert same == 303  # it counts, although it changes nothing
    yield
    wait = re.search(r"Wait (\d) seconds", scene.page.locator("main").inner_text())
    assert wait
    scene.page.wait_for_timeout(1000 * int(wait[1]))


@contextmanager
def while_it_holds(database: Database, begin: str, end: str) -> Iterator[None]:
    database.execute(begin)
    try:
        yield
    finally:
        database.execute(end)


def _refuses_writes(message: str) -> str:
    return (
        f"CREATE TRIGGER obstacle BEFORE INSERT ON event_version BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


@contextmanager
def broken(scene: Scene) -> Iterator[None]:
    """The database raises what nobody expects."""
    with while_it_holds(scene.database, _refuses_writes("broken on purpose"), "DROP TRIGGER obstacle"):
        yield


@contextmanager
def disk_full(scene: Scene) -> Iterator[None]:
    """The words of SQLite for a full disk, from SQLite."""
    with while_it_holds(scene.database, _refuses_writes("database or disk is full"), "DROP TRIGGER obstacle"):
        yield


@contextmanager
def database_away(scene: Scene) -> Iterator[None]:
    """A table that every save needs is not there: for SQLite, an operational error."""
    away = "ALTER TABLE answered RENAME TO answered_away"
    with while_it_holds(scene.database, away, "ALTER TABLE answered_away RENAME TO answered"):
        yield


@contextmanager
def nothing(scene: Scene) -> Iterator[None]:
    """What was typed is itself the obstacle."""
    yield
