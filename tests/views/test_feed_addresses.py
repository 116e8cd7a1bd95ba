"""The secret address of a feed: whose it is, when it ends, how it is shown, and that no log has it."""

import logging
import re

import pytest
from sqlalchemy import text

from tests.views.test_feeds import fetch, only_sqlite, secret
from webapp.domain.roles import Role
from webapp.models import FeedAddress, Person
from webapp.operations.administration import disable_person, enable_person
from webapp.operations.calendars import delete_calendar, undelete_calendar
from webapp.operations.feeds import make_address, switch_off
from webapp.operations.members import Target
from webapp.operations.sharing import change_role, share_calendar, stop_sharing_calendar
from webapp.ops.logs import redact

__all__ = ["secret"]

pytestmark = pytest.mark.usefixtures("no_csrf")


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
