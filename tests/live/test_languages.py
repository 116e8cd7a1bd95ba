"""Live pages speak the language of who reads them: pieces are shared by those who read alike, and by nobody else."""

import pytest

from tests.live.test_delivery import edit, event
from tests.support.sockets import Arrive
from webapp.domain.roles import Role
from webapp.models import Person
from webapp.operations.accounts import change_profile
from webapp.operations.sharing import share_event

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_same_change_is_told_to_each_in_their_language(
    arrive: Arrive, alice: Person, bob: Person, vera: Person, charlie: Person, retreat: int
) -> None:
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    change_profile(vera, {"locale": "de_DE"})  # Vera and Charlie are viewers both
    pages = {}
    for who in (alice, vera, charlie):
        browser = arrive(who)
        shown = browser.watch(**event(retreat), since=browser.since(f"/events/{retreat}"))
        past = browser.watch(page="history", id=retreat, since=browser.since(f"/events/{retreat}/history"))
        pages[who.username] = (shown, past)

    edit(arrive(bob), retreat, "title", title="Summit")

    heard = {name: [page.hear() for page in both] for name, both in pages.items()}
    english, german = "Bob renamed it to “Summit”.", "Bob hat den Termin in „Summit“ umbenannt."
    for name, said in (("alice", english), ("vera", german), ("charlie", english)):
        assert [one.said for one in heard[name]] == [said, said]
        assert said.removeprefix("Bob ").rstrip(".") in heard[name][1].html


def test_an_open_page_changes_its_language_with_its_reader(
    arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    reader, editor = arrive(alice), arrive(bob)
    page = reader.watch(**event(retreat), since=reader.since(f"/events/{retreat}"))
    edit(editor, retreat, "title", title="Summit")
    assert page.hear().said.startswith("Bob renamed it")

    change_profile(alice, {"locale": "de_DE"})
    edit(editor, retreat, "title", base=2, title="Retreat")

    # A piece in the other language would not fit its page: it is asked to fetch itself.
    heard = page.hear()
    assert 'kind="refresh"' in heard.html and not heard.said
    assert "umbenannt" in reader.get(f"/events/{retreat}/history")
