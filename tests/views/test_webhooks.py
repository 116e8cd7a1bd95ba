"""The pages of webhooks: made, seen, changed, tested, switched off and deleted."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from tests.support.cast import a_document
from tests.support.statements import count_statements
from tests.support.webhooks import Clock, hook, is_signed, reread, send
from webapp.models import WebhookDelivery
from webapp.operations.events import create_event
from webapp.operations.webhooks import send_test, webhooks_of

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
ADDRESS = "https://hooks.example.org/secret-path"


@pytest.fixture
def alices(visit, alice):
    return visit(alice)


@pytest.fixture
def hooks(team):
    return f"/calendars/{team}/webhooks"


@pytest.fixture
def at_home(app, monkeypatch):
    """Forms take addresses of this machine, where the receivers are."""
    monkeypatch.setitem(app.config, "WEBHOOKS_TO_PRIVATE", True)


def secret_in(page):
    return unescape(re.search(r'value="(whsec_[^"]+)"', page.text)[1])


def test_made_by_a_form_its_secret_is_shown_once(alices, session, hooks, receiver, at_home, cast, team):
    page = alices.post(hooks, data={"address": receiver.url, "kinds": ["events", "sharing"], "key": "k"})
    assert page.status_code == 201 and page.headers["Cache-Control"] == "no-store"
    secret = secret_in(page)
    create_event(team, a_document(), by=cast.bob)
    send(Clock())
    assert is_signed(receiver.got[0], secret)

    again = alices.post(hooks, data={"address": receiver.url, "kinds": ["events", "sharing"], "key": "k"})
    assert again.status_code == 201 and "is not shown again" in again.text
    assert "whsec_" not in again.text + alices.get(hooks).text + alices.get(f"{hooks}/1").text


def test_what_will_not_do_is_said_beside_the_field_and_kept(alices, hooks):
    page = alices.post(hooks, data={"address": "http://10.0.0.1/x", "kinds": ["cats"]})
    assert page.status_code == 422
    assert "Give an address that begins with https://." in page.text
    assert "Choose at least one kind of change." in page.text
    assert 'value="http://10.0.0.1/x"' in page.text


def test_the_eleventh_is_refused_with_what_was_typed(alices, hooks, cast, team):
    for number in range(10):
        hook(team, f"{ADDRESS}{number}", cast.alice)
    page = alices.post(hooks, data={"address": ADDRESS, "kinds": "events"})
    assert (page.status_code, len(webhooks_of(team, cast.alice))) == (422, 10)
    assert "A calendar has at most 10 webhooks." in page.text and f'value="{ADDRESS}"' in page.text
    assert "New webhook" not in alices.get(hooks).text


def test_the_page_says_how_it_is(alices, session, hooks, receiver, cast, team):
    clock, webhook = Clock(), hook(team, receiver.url, cast.alice)
    assert "Nothing so far." in alices.get(f"{hooks}/{webhook}").text
    receiver.answers, receiver.text = [500], b"<script>alert(1)</script>"
    create_event(team, a_document(title="Secret plan"), by=cast.bob)
    clock.now = datetime.now(UTC) + timedelta(seconds=30)
    send(clock)

    page = alices.get(f"{hooks}/{webhook}").text
    assert "Failing" in page and "Failed 1 time in a row." in page and "Waiting" in page
    assert "Answered 500" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>alert" not in page
    assert "Secret plan" not in page
    assert "Failing" in alices.get(hooks).text


@pytest.mark.parametrize(
    ("why", "sentence", "way_out"),
    [
        ("gone", "it is gone (410)", "Switch it on"),
        ("failing", "Nothing arrived for three days", "Switch it on"),
        ("secret", "SECRET_KEY was changed", "Make a new secret"),
    ],
)
def test_why_it_is_off_and_the_way_out(alices, session, hooks, cast, team, why, sentence, way_out):
    webhook = reread(session, hook(team, ADDRESS, cast.alice))
    webhook.state, webhook.off_why = "off", why
    session.commit()

    page = alices.get(f"{hooks}/{webhook.id}").text
    assert sentence in page and way_out in page
    assert ("Switch it on" in page) == (why != "secret")
    assert "Send a test" not in page


def test_changed_paused_and_switched_on(alices, session, hooks, cast, team):
    webhook = hook(team, ADDRESS, cast.alice)
    at = f"{hooks}/{webhook}"

    assert alices.post(at, data={"address": "https://other.example/", "kinds": "calendar"}).status_code == 303
    assert reread(session, webhook).address == "https://other.example/"
    assert reread(session, webhook).kinds == ["calendar"]
    refused = alices.post(at, data={"address": "https://other.example/#x", "kinds": "calendar"})
    assert refused.status_code == 422 and "never sent" in refused.text
    for state in ("paused", "on"):
        assert alices.post(f"{at}/state", data={"state": state}).status_code == 303
        assert reread(session, webhook).state == state


def test_a_new_secret_is_shown_once(alices, session, hooks, cast, team):
    webhook = hook(team, ADDRESS, cast.alice)
    page = alices.post(f"{hooks}/{webhook}/secrets")
    assert page.status_code == 200 and secret_in(page)
    after = alices.get(f"{hooks}/{webhook}").text
    assert "The one before it signs as well until" in after and "whsec_" not in after


def test_a_test_is_sent_and_what_came_of_it_is_on_the_page(alices, session, hooks, receiver, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    assert alices.post(f"{hooks}/{webhook}/tests").status_code == 303
    waiting = alices.get(f"{hooks}/{webhook}").text
    assert "A test" in waiting and f'hx-get="{hooks}/{webhook}/deliveries?looks=7"' in waiting

    send(Clock())
    piece = alices.get(f"{hooks}/{webhook}/deliveries?looks=7").text
    assert "Delivered" in piece and "hx-get" not in piece
    assert piece.startswith("<section") and "Answered 204" in piece


def test_a_page_asks_a_few_times_and_no_more(alices, hooks, cast, team):
    webhook = hook(team, ADDRESS, cast.alice)
    send_test(team, webhook, cast.alice)
    assert "looks=0" in alices.get(f"{hooks}/{webhook}/deliveries?looks=1").text
    assert "hx-get" not in alices.get(f"{hooks}/{webhook}/deliveries?looks=0").text
    assert "looks=7" in alices.get(f"{hooks}/{webhook}/deliveries?looks=999").text


def test_one_is_sent_again_or_left_out(alices, session, hooks, receiver, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    delivery = send_test(team, webhook, cast.alice)
    at = f"{hooks}/{webhook}/deliveries/{delivery}"
    send(Clock())

    assert alices.post(at, data={"state": "waiting"}).status_code == 303
    send(Clock())
    assert [got.id for got in receiver.got] == [receiver.got[0].id] * 2
    alices.post(at, data={"state": "waiting"})
    alices.post(at, data={"state": "skipped"})
    assert send(Clock()) == 0
    assert "Left out" in alices.get(f"{hooks}/{webhook}").text


def test_deleted_after_a_question(alices, session, hooks, cast, team):
    webhook = hook(team, ADDRESS, cast.alice)
    assert "Delete the webhook to hooks.example.org?" in alices.get(f"{hooks}/{webhook}/deletion").text
    assert alices.post(f"{hooks}/{webhook}/deletions").status_code == 303
    assert "Nobody is told" in alices.get(hooks).text
    assert alices.get(f"{hooks}/{webhook}").status_code == 404


def test_deliveries_are_listed_fifty_a_page_at_a_constant_cost(alices, session, hooks, cast, team):
    webhook = hook(team, ADDRESS, cast.alice)
    send_test(team, webhook, cast.alice)
    few = count_statements(alices, f"{hooks}/{webhook}"), count_statements(alices, hooks)
    now = datetime.now(UTC)
    for number in range(119):
        session.add(
            WebhookDelivery(
                webhook_id=webhook, name=f"m{number}", kind="test", at=now, made_at=now, tried_at=now
            )
        )
    session.commit()
    for number in range(5):
        hook(team, f"{ADDRESS}{number}", cast.alice)
    assert (count_statements(alices, f"{hooks}/{webhook}"), count_statements(alices, hooks)) == few

    seen, path = [], f"{hooks}/{webhook}"
    while path:
        page = alices.get(path).text
        seen += re.findall(r'<li id="delivery-(\d+)"', page)
        older = re.search(r'href="([^"]+)" rel="next">Older', page)
        path = unescape(older[1]) if older else ""
    assert seen == [str(number) for number in range(120, 0, -1)]


def test_the_settings_lead_there_and_only_owners_see_the_way(visit, cast, team, hooks):
    assert f'href="{hooks}"' in visit(cast.alice).get(f"/calendars/{team}/settings").text
    assert f'href="{hooks}"' not in visit(cast.bob).get(f"/calendars/{team}/settings").text
