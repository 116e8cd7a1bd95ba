"""The feed of a calendar: its secret address, who reads what there, and that every reader understands it."""

import re
import uuid
from datetime import datetime
from xml.etree import ElementTree

import pytest

from tests.operations.test_calendar_history import FILE
from tests.support.cast import a_document
from tests.support.statements import count_statements
from webapp.models import Calendar, Person
from webapp.operations.calendar_history import happened
from webapp.operations.calendars import change_calendar
from webapp.operations.events import create_event, edit_event
from webapp.operations.feeds import make_address
from webapp.operations.history_filters import Filters
from webapp.operations.importing import import_calendar
from webapp.operations.purging import purge_event

pytestmark = pytest.mark.usefixtures("no_csrf")
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = "Budget <b>&amp;</b> “Q3” \x0b]]> é"


def fetch(app, secret, **headers):
    """What a feed reader gets, which has no cookies and no Accept that asks for pages."""
    return app.test_client().get(f"/feeds/{secret}.atom", headers=headers)


def entries(response):
    return ElementTree.fromstring(response.data).findall(f"{ATOM}entry")


def titles(response):
    return [entry.findtext(f"{ATOM}title") for entry in entries(response)]


@pytest.fixture
def secret(team, vera):
    return make_address(team, by=vera)


@pytest.fixture
def story(session, team, retreat, alice, bob):
    """Everything that a history can hold."""
    edit_event(retreat, a_document(title=NASTY), based_on=1, by=bob, why="so <i>")
    import_calendar(team, FILE, by=bob)
    change_calendar(team, "Crew & <co>", "rose", "Asia/Tokyo", by=alice)
    return session.get(Calendar, team)


# -- what a feed is (RFC 4287)


def check_common(element, ids):
    """What feed and entry have in common: exactly one id, title and updated (4.1.1, 4.1.2), people with a name."""
    for name in ("id", "title", "updated"):
        (found,) = element.findall(f"{ATOM}{name}")
        assert found.text and not list(found)
    number = element.findtext(f"{ATOM}id")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", number) and uuid.UUID(number[9:]) and number not in ids
    ids.add(number)
    at = element.findtext(f"{ATOM}updated")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", at) and datetime.fromisoformat(at)
    (link,) = element.findall(f"{ATOM}link")  # at most one alternate of a type and language
    assert link.get("rel") == "alternate" and link.get("href").startswith("http://localhost/")
    for author in element.findall(f"{ATOM}author"):
        assert [child.tag for child in author] == [f"{ATOM}name"] and author[
            0
        ].text  # and nothing else of them
    return at


def test_it_keeps_the_rules_of_atom(app, secret, story):
    response = fetch(app, secret)
    root, ids = ElementTree.fromstring(response.data), set()

    assert response.content_type == "application/atom+xml; charset=utf-8"
    assert response.data.startswith(b"<?xml") and root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"
    newest = check_common(root, ids)
    moments = [check_common(entry, ids) for entry in entries(response)]
    assert moments == sorted(moments, reverse=True) and newest == moments[0]
    for entry in entries(response):
        assert len(entry.findall(f"{ATOM}author")) == 1
        (content,) = entry.findall(f"{ATOM}content")
        assert content.get("type") == "html" and not list(content)
    known = {"id", "title", "updated", "author", "link", "entry", "content", "name"}
    assert {one.tag.removeprefix(ATOM) for one in root.iter()} - {"feed"} == known


def test_it_says_what_the_history_says(app, secret, story):
    response, rows = fetch(app, secret), happened(story, Filters(), 50).rows
    found = titles(response)

    assert len(found) == len(rows)
    assert found[0].startswith("Alice renamed the calendar from “Team” to “Crew & <co>”, changed the colour")
    assert found[1] == "Bob imported 5 events"
    assert found[2].startswith("Budget <b>&amp;</b> “Q3” \ufffd]]> é: Bob renamed it to")
    html = entries(response)[2].findtext(f"{ATOM}content")
    assert "<b>Budget &lt;b&gt;&amp;amp;&lt;/b&gt;" in html and "<q>so &lt;i&gt;</q>" in html
    assert "Alice Adler let Vera" not in response.text and "let Vera Voss view" in response.text
    for private in ("@", "adler.example", secret):
        assert private not in response.text


@only_sqlite
def test_it_speaks_the_language_of_its_reader(session, app, secret, story, vera):
    session.get(Person, vera.id).locale = "de_DE"
    session.commit()
    assert titles(fetch(app, secret))[1] == "Bob hat 5 Termine importiert"


def test_ids_last_and_at_most_50_entries_cost_the_same_statements(app, secret, story, team, bob):
    client, path = app.test_client(), f"/feeds/{secret}.atom"
    before = {one.findtext(f"{ATOM}title"): one.findtext(f"{ATOM}id") for one in entries(fetch(app, secret))}
    few = count_statements(client, path)
    for n in range(50):
        create_event(team, a_document(title=f"Event {n}"), by=bob)
        if n == 10:
            after = {
                one.findtext(f"{ATOM}title"): one.findtext(f"{ATOM}id") for one in entries(fetch(app, secret))
            }
            assert before.items() <= after.items()
    assert len(titles(fetch(app, secret))) == 50
    assert count_statements(client, path) == few <= 6


@only_sqlite
def test_what_was_purged_is_not_in_it(app, secret, story, retreat, root):
    assert "Budget" in fetch(app, secret).text
    purge_event(retreat, "Court order", by=root)
    left = fetch(app, secret).text
    assert "Budget" not in left and "Court order" in left


# -- how it is fetched


@only_sqlite
def test_a_reader_that_has_it_already_gets_304(app, secret, story, team, bob):
    first = fetch(app, secret)
    tag = first.headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]{40,64}"', tag)
    again = fetch(app, secret, **{"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)

    create_event(team, a_document(title="Supper"), by=bob)
    assert fetch(app, secret, **{"If-None-Match": tag}).status_code == 200


@only_sqlite
def test_no_cache_shares_it_no_search_engine_lists_it_and_nobody_is_given_a_cookie(app, secret, story):
    response = fetch(app, secret)
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in response.headers


@only_sqlite
def test_one_address_is_fetched_20_times_a_minute_and_others_do_not_suffer(make_app, team, vera, bob):
    app = make_app(RATELIMIT_ENABLED=True)
    mine, other = make_address(team, by=vera), make_address(team, by=bob)
    assert [fetch(app, mine).status_code for _ in range(21)] == [200] * 20 + [429]
    assert int(fetch(app, mine).headers["Retry-After"]) > 0
    assert fetch(app, other).status_code == 200
