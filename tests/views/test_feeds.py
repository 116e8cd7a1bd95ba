"""The feed of a calendar: its secret address, who reads what there, and that every reader understands it."""

import logging
import re
import uuid
from datetime import datetime
from xml.etree import ElementTree

import pytest
from sqlalchemy import text

from tests.operations.test_calendar_history import FILE
from tests.support.cast import a_document
from tests.support.statements import count_statements
from webapp.domain.roles import Role
from webapp.models import Calendar, FeedAddress, Person
from webapp.operations.administration import disable_person, enable_person
from webapp.operations.calendar_history import happened
from webapp.operations.calendars import change_calendar, delete_calendar, undelete_calendar
from webapp.operations.events import create_event, edit_event
from webapp.operations.feeds import make_address, switch_off
from webapp.operations.history_filters import Filters
from webapp.operations.importing import import_calendar
from webapp.operations.members import Target
from webapp.operations.purging import purge_event
from webapp.operations.sharing import change_role, share_calendar, stop_sharing_calendar
from webapp.ops.logs import redact

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


# -- whose it is


def gone(app, secret):
    """Whether an address answers as one that never was."""
    never = fetch(app, "x" * 32)
    found = fetch(app, secret)
    number = re.compile(r"[0-9a-f]{32}")
    return found.status_code == never.status_code == 404 and number.sub("", found.text) == number.sub(
        "", never.text
    )


ENDS = {
    "switched off": lambda cast, team: switch_off(team, by=cast.vera),
    "made anew": lambda cast, team: make_address(team, by=cast.vera),
    "role taken": lambda cast, team: stop_sharing_calendar(team, cast.vera.id, by=cast.alice),
    "account closed": lambda cast, team: disable_person(cast.vera.id, by=cast.root),
    "calendar deleted": lambda cast, team: delete_calendar(team, by=cast.alice),
}
# What gives the access back, but not the address; a deleted calendar comes back as it was.
AGAIN = {
    "role taken": lambda cast, team: share_calendar(team, cast.vera.id, Role.OWNER, by=cast.alice),
    "account closed": lambda cast, team: enable_person(cast.vera.id, by=cast.root),
}


@pytest.mark.parametrize("end", ENDS)
def test_it_ends_with_the_address_the_role_and_the_account(app, session, cast, team, secret, end):
    other = make_address(team, by=cast.bob)
    assert fetch(app, secret).status_code == fetch(app, other).status_code == 200

    ENDS[end](cast, team)
    assert gone(app, secret)
    assert fetch(app, other).status_code == (404 if end == "calendar deleted" else 200)
    if end in AGAIN:
        AGAIN[end](cast, team)
        assert gone(app, secret)


@only_sqlite
def test_a_calendar_that_comes_back_has_its_feeds_and_another_role_changes_nothing(app, cast, team, secret):
    delete_calendar(team, by=cast.alice)
    undelete_calendar(team, by=cast.alice)
    assert fetch(app, secret).status_code == 200
    change_role(Target(team), cast.vera.id, Role.EDITOR, by=cast.alice)
    assert fetch(app, secret).status_code == 200


def test_an_account_that_is_removed_takes_its_addresses_along(app, session, secret, vera):
    assert session.query(FeedAddress).count() == 1
    session.delete(session.get(Person, vera.id))
    session.commit()
    assert session.query(FeedAddress).count() == 0 and gone(app, secret)


@only_sqlite
def test_what_is_stored_is_no_address(session, app, secret):
    (kept,) = session.query(FeedAddress).all()
    assert secret not in (kept.digest, str(kept.share_id)) and len(secret) == 32
    assert gone(app, kept.digest)


# -- the page


@only_sqlite
def test_the_address_is_shown_once(app, visit, team, vera):
    client, path = visit(vera), f"/calendars/{team}/feed"
    assert "Make an address" in client.get(path).text
    made = client.post(path)
    (address,) = re.findall(r">http://localhost(/feeds/[\w-]{32}\.atom)<", made.text)

    assert made.status_code == 201 and made.headers["Cache-Control"] == "no-store"
    assert app.test_client().get(address).status_code == 200
    later = client.get(path).text
    assert "Make a new one" in later and "/feeds/" not in later

    off = client.post(f"{path}/revocations", follow_redirects=True)
    assert "The feed is off." in off.text and "Make an address" in off.text
    assert app.test_client().get(address).status_code == 404


@only_sqlite
def test_the_way_there_stands_with_the_calendar(visit, alice, vera, team):
    link = f'href="/calendars/{team}/feed"'
    for who, path in ((alice, "settings"), (vera, "settings"), (vera, "history")):
        assert link in visit(who).get(f"/calendars/{team}/{path}").text


# -- no log has the secret


@only_sqlite
@pytest.mark.parametrize("style", ["json", "text"])
def test_no_log_has_the_secret_even_where_the_page_fails(make_app, secret, session, capsys, caplog, style):
    app = make_app(LOG_FORMAT=style, PROPAGATE_EXCEPTIONS=False)
    assert fetch(app, secret).status_code == 200
    session.execute(text("UPDATE share_change SET new_role = 'emperor'"))
    session.commit()
    assert fetch(app, secret).status_code == 500
    assert fetch(app, secret + "x").status_code == 404

    logged = capsys.readouterr().err + caplog.text
    assert "Exception on /feeds/[secret] [GET]" in logged and "/feeds/<secret>.atom" in logged
    assert secret not in logged


@pytest.mark.parametrize("logger", ["gunicorn.error", "gunicorn.access", "werkzeug"])
def test_others_who_log_addresses_log_no_secret(app, caplog, logger):
    with caplog.at_level(logging.INFO, logger):
        logging.getLogger(logger).info("Error handling request %s", "/feeds/abc-DEF_1.atom?x=1")
        logging.getLogger(logger).info('"GET /feeds/abc-DEF_1.atom HTTP/1.1" 200')
    assert caplog.messages == [
        "Error handling request /feeds/[secret]?x=1",
        '"GET /feeds/[secret] HTTP/1.1" 200',
    ]


def test_only_the_secret_is_taken_out():
    assert redact("GET /feeds/abc.atom and /calendars/3/feed") == "GET /feeds/[secret] and /calendars/3/feed"
