"""Who is here on a page to which no socket comes: it shows the others, and they show it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_presence import watch
from tests.support.accessibility import violations
from tests.support.signed_in import OpenAs
from tests.support.without_sockets import MONTH, block
from tests.support.without_sockets import watch as watch_asking
from webapp.models import Person

# Playwright may not hear of what a page sends while it goes.
LAST_QUESTION = """
  const real = fetch;
  window.fetch = (address, how) => {
    if (how?.keepalive) sessionStorage.last = address;
    return real(address, how);
  };"""


def test_pages_with_and_without_sockets_show_each_other(
    open_as: OpenAs, alice: Person, bob: Person, retreat: int
) -> None:
    hers = watch(open_as(alice), f"/events/{retreat}")
    his = watch_asking(block(open_as(bob)), f"/events/{retreat}/edit")
    present = his.locator("#present").get_by_role("img", name="Alice is here")
    expect(present).to_be_visible()
    expect(hers.locator("#present").get_by_role("img", name="Bob is here")).to_be_visible()
    assert "Bob" not in his.locator("#present").inner_html()
    his.locator("[name=location]").focus()
    expect(hers.locator("#ev-location .marks")).to_contain_text("Bob is editing")
    hers.locator("#ev-description .fld__edit").click()
    hers.locator("#form-description [name=description]").focus()
    mark = his.locator(".control[data-unit=description] .marks")
    expect(mark).to_contain_text("Alice is editing")
    assert violations(his) == []
    hers.goto("/agenda/2026-04-20")
    expect(his.locator("#present")).to_be_empty()
    expect(his.locator(".marks")).to_have_count(0)


def test_who_asks_and_goes_is_gone_from_a_month_that_asks(
    open_as: OpenAs, alice: Person, bob: Person, retreat: int
) -> None:
    hers: Page = watch_asking(block(open_as(alice)), MONTH)
    his = block(open_as(bob))
    his.add_init_script(LAST_QUESTION)
    watch_asking(his, f"/events/{retreat}")
    link = hers.locator(f'#cal a[href="/events/{retreat}"]')
    expect(link.locator(".here")).to_have_class(re.compile("hue-"))
    his.goto("/agenda/2026-04-20")
    assert "again=0" in his.evaluate("sessionStorage.last")
    expect(link.locator(".dots")).to_have_count(0)
