"""Nothing typed is lost. A row is what goes wrong before Save, a column is how the form is used.

In every cell: what was typed is still on the page that comes instead, in its fields or handed back; it is still there when
the obstacle is gone; saved again it is there once; and no draft is left.
"""

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support import obstacles
from tests.support.obstacles import Scene
from tests.support.scenes import OpenScene, Way, bobs, contexts
from tests.support.sockets import PATIENCE
from webapp.domain.event_input import as_form
from webapp.models import Event, EventVersion

__all__ = ["bobs", "contexts"]

TITLE = "Sümmit 🎈 “ab” & <b>\\n</b> 'x'"
DESCRIPTION = "First line\n\n  ünïcödé 漢字 🧵\n</textarea><script>alert(1)</script>\nlast line"
DAY = "2026-04-01"
HUGE = "A long line of text. " * 60_000
# With hours: late in the evening a new event ends on the next day.
WHEN = {"start_date": DAY, "start_time": "10:00", "end_date": DAY, "end_time": "11:00"}
ALL = {"title": TITLE, "description": DESCRIPTION, **WHEN}
ONE = {"description": DESCRIPTION}


WAYS = {
    "edit": Way(ALL),
    "edit-plain": Way(ALL, script=False),
    "place": Way(ONE, unit="description"),
    "new": Way(ALL, new=True),
    "new-plain": Way(ALL, script=False, new=True),
}


@dataclass(frozen=True)
class Row:
    """What goes wrong and what the page says then, `but` for some ways; and for which ways it cannot happen."""

    happen: Callable[[Scene], AbstractContextManager[None]]
    says: str
    but: dict[str, str] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    by_itself: tuple[str, ...] = ()  # the page of these ways notices before anything is sent
    settings: tuple[tuple[str, Any], ...] = ()
    more: str = ""
    reload: bool = False
    saved: bool = False  # it is nothing that keeps anybody from saving


NEW = ("new", "new-plain")
LIVE = ("edit", "place")
GONE = "It may have been deleted, or it is not shared with you"
AWAY = "There is no connection to Daybook."
BROWSER = ""  # a page of the browser's own
# Chromium writes what is in a form into its history a second later; only after that does Back bring it.
UNTIL_THE_BROWSER_KEEPS_IT = 1500  # ms
CHOOSE = dict.fromkeys(NEW, "Choose a calendar that you may write to.")
BACK = dict.fromkeys(LIVE, "What you had typed")
LIMITED = (("RATELIMIT_ENABLED", True), ("WRITE_LIMIT", obstacles.WRITE_LIMIT))
ROWS = {
    "others saved the same field": Row(obstacles.same_field, "both changed", never=NEW),
    "others saved another field": Row(obstacles.another_field, "Studio Nord", never=NEW, saved=True),
    "event deleted": Row(obstacles.event_deleted, "deleted this event", never=NEW),
    "calendar deleted": Row(obstacles.calendar_deleted, GONE, CHOOSE | BACK, by_itself=LIVE),
    "access revoked": Row(obstacles.access_revoked, GONE, CHOOSE | BACK, by_itself=LIVE),
    "downgraded": Row(obstacles.downgraded, "Your role here does not", CHOOSE | BACK, by_itself=LIVE),
    "session ended": Row(obstacles.session_ended, "You are signed out"),
    "offline": Row(obstacles.offline, BROWSER, dict.fromkeys(("edit", "place", "new"), AWAY)),
    "server killed": Row(obstacles.server_killed, BROWSER, dict.fromkeys(LIVE, AWAY)),
    "answer lost": Row(obstacles.answer_lost, BROWSER, {"place": AWAY}, reload=True),
    "413": Row(
        obstacles.nothing,
        "Shorten it to 64 KB",
        dict.fromkeys(("edit-plain", "new-plain"), "That is too much for one page"),
        more=HUGE,
    ),
    "429": Row(obstacles.too_many_writes, "That was a lot at once", settings=LIMITED),
    "500": Row(obstacles.broken, "Something broke on our side"),
    "503": Row(obstacles.database_away, "Daybook is not reachable for a moment", never=("edit", *NEW)),
    "507": Row(obstacles.disk_full, "There is no room left to save", never=("edit", *NEW)),
}
# What takes long, or goes the way of another cell, is for `make soak`.
FOR_SOAK = {(row, way) for row in ROWS for way in NEW if row not in ("session ended", "413")} | {
    ("server killed", "edit-plain"),
    ("server killed", "place"),
    ("answer lost", "place"),
    ("429", "edit"),
    ("503", "place"),
    ("507", "edit-plain"),
    ("calendar deleted", "place"),
}
CELLS = [(row, way) for row in ROWS for way in WAYS if way not in ROWS[row].never]


def cell(row: str, way: str) -> Any:
    marks = [pytest.mark.soak] if (row, way) in FOR_SOAK else []
    return pytest.param(row, way, id=f"{row}-{way}", marks=marks)


@pytest.mark.parametrize(("row", "way"), [cell(*one) for one in CELLS])
def test_nothing_typed_is_lost(row: str, way: str, bobs: OpenScene, session: Session) -> None:
    what, how = ROWS[row], WAYS[way]
    scene = bobs(how, **dict(what.settings))
    fill(scene.page, how, what.more)
    if what.but.get(way, what.says) == BROWSER:
        scene.page.wait_for_timeout(UNTIL_THE_BROWSER_KEEPS_IT)
    with what.happen(scene):
        if (
            row == "others saved the same field" and how.script
        ):  # a badge that comes now moves the button away
            expect(scene.page.locator(".badge")).to_be_visible()
        if way not in what.by_itself:
            press(scene.page)
        see(scene.page, what.but.get(way, what.says))
        if what.saved:
            eventually(scene.page, lambda: scene.page.locator(FORM).count() == 0)
        elif not is_of_the_browser(scene.page):
            holds(scene.page, how, what.more)
    if is_of_the_browser(scene.page):
        come_back(scene.page, how, what)
    save_after_all(scene, how, session)
    assert (saves(scene, how, session), stored(scene, how, session)) == (1, how.typed)
    eventually(scene.page, lambda: drafts(scene.page) == [])


def fill(page: Page, way: Way, more: str = "") -> None:
    for name, text in way.typed.items():
        page.fill(f"[name={name}]", more + text if name == "description" else text)
    if way.new:
        page.select_option("[name=calendar_id]", label="Team")
    if way.script and not more:
        expect(page.locator("[data-draft-note]").first).to_contain_text("Draft kept")


FORM = "form:is([data-draft], #kept):not([data-locked])"


def press(page: Page) -> None:
    """Save, or whatever the button of the form is called now."""
    page.locator(FORM).locator(".btn--primary").first.click(no_wait_after=True)


def see(page: Page, words: str) -> None:
    """Wait for the page that says so; the browser's own page, where there is nothing to say."""
    if words:
        expect(page.locator("body").get_by_text(re.compile(words)).first).to_be_visible()
    else:
        eventually(page, lambda: is_of_the_browser(page))


def is_of_the_browser(page: Page) -> bool:
    """Whether there is no page of ours, as no answer came."""
    return page.url.startswith("chrome-error:")


def come_back(page: Page, way: Way, row: Row) -> None:
    """With the browser's own Back, or Reload, which sends the form once more."""
    if row.reload and not way.script:
        page.reload()
    else:
        page.go_back()
        eventually(page, lambda: all(text in page.evaluate(CONTENTS) for text in way.typed.values()))


CONTENTS = """() => [document.body.innerText, ...[...document.querySelectorAll('input, textarea')].map(one => one.value)]"""


def holds(page: Page, way: Way, more: str = "") -> None:
    """Every typed character is on the page: in a field, in a box to copy from, or in words."""
    contents = page.evaluate(CONTENTS)
    for name, text in way.typed.items():
        whole = more + text if name == "description" else text
        assert any(whole in held for held in contents), name


def save_after_all(scene: Scene, way: Way, session: Session) -> None:
    """The way on that the page offers, until it is saved: its button, or its draft where the form is gone."""
    for _ in range(3):
        if saves(scene, way, session) and not scene.page.locator(FORM).count():
            return
        if not scene.page.locator(FORM).count():
            way.open(scene.page, scene.event)
            scene.page.get_by_role("button", name="Use it").click()
        shorten(scene.page)
        holds(scene.page, way)
        with scene.page.expect_response(is_a_save) if way.in_place else scene.page.expect_navigation():
            press(scene.page)
        if way.in_place:
            settle(scene, way, session)
    assert saves(scene, way, session), scene.page.locator("body").inner_text()


def is_a_save(answer: Response) -> bool:
    return answer.request.method == "POST"


def settle(scene: Scene, way: Way, session: Session) -> None:
    """A form in place is sent again by itself where that helps, and goes away when it is saved."""
    with suppress(AssertionError):
        eventually(scene.page, lambda: saves(scene, way, session) > 0, 2)
        expect(scene.page.locator(FORM)).to_have_count(0, timeout=5000)


def shorten(page: Page) -> None:
    box = page.locator("textarea[name=description]:not([hidden])")
    if box.count() and len(box.input_value()) > len(HUGE):
        box.fill(DESCRIPTION)


def saves(scene: Scene, way: Way, session: Session) -> int:
    """How often what Bob typed has been saved."""
    session.rollback()
    mine = select(func.count()).select_from(EventVersion).where(EventVersion.actor_id == scene.bob.id)
    whose = EventVersion.event_id != scene.event if way.new else EventVersion.event_id == scene.event
    return session.scalars(mine.where(whose)).one()


def stored(scene: Scene, way: Way, session: Session) -> dict[str, str]:
    """What Bob typed, as the event has it now."""
    newest = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert newest
    return {name: value for name, value in as_form(newest.document).items() if name in way.typed}


def drafts(page: Page) -> list[str]:
    kept: list[str] = page.evaluate(
        "Object.keys(localStorage).filter(name => name.startsWith('daybook:draft:'))"
    )
    return kept


def eventually(page: Page, holds_now: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not holds_now():
        assert time.monotonic() < deadline, page.evaluate("JSON.stringify(localStorage)")
        page.wait_for_timeout(20)
