"""Ways into Daybook for browser tests."""

from playwright.sync_api import Page, expect

from tests.support.cast import PASSWORD


def enter(page: Page, username: str) -> Page:
    """Sign in through the door, as a person does, and arrive at the month."""
    page.goto("/sign-in")
    page.fill("[name=identifier]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("#sign-in button")
    expect(page.locator("#cal")).to_be_visible()
    return page
