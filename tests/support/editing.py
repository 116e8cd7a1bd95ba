"""Somebody else edits while a page is open: what browser tests of open forms share."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from tests.support.browsers import Complaints
from tests.support.sockets import Visitor
from webapp.models import Event

# A server that cannot be reached is told by the browser itself, not by our scripts.
AWAY = re.compile("WebSocket connection to .* failed")


def edit(browser: Visitor, event_id: int, unit: str, base: int = 1, **fields: str) -> None:
    """Save one field as another browser does."""
    assert browser.post(f"/events/{event_id}/fields/{unit}", base=base, **fields) == 303


def watch(page: Page, path: str) -> Page:
    """Open a page and wait until it is live; loading it anew from here on shows in is_the_same()."""
    page.goto(path)
    expect(page.locator("#live-state")).to_have_text("Live")
    page.evaluate("window.neverReloaded = true")
    return page


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("window.neverReloaded === true"))


def open_field(page: Page, label: str) -> Locator:
    """Open the form of one field in its place."""
    page.get_by_role("link", name=f"Edit {label}").click()
    form = page.locator("form.fld--open")
    expect(form).to_be_visible()
    return form


def done(page: Page) -> Locator:
    """What the page shows of what was just done. Its status region soon says the same, to people who hear pages."""
    return page.get_by_role("region", name="What you just did")


def notes(page: Page, unit: str) -> Locator:
    return page.locator(f"[data-notes={unit}]")


def badge(page: Page, unit: str) -> Locator:
    return notes(page, unit).locator(".badge")


def save(page: Page, event_id: int, label: str = "Save changes") -> None:
    page.get_by_role("button", name=label).click()
    expect(page).to_have_url(re.compile(f"/events/{event_id}$"))


def saved(session: Session, event_id: int) -> dict[str, Any]:
    session.rollback()
    return session.get_one(Event, event_id).document


def forgive_being_away(complaints: Complaints) -> None:
    """For tests that took the network away."""
    complaints.texts[:] = [text for text in complaints.texts if not AWAY.search(text)]
