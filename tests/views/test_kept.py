"""A refused form comes back with what was typed: safe, bounded, never a secret, never of another site."""

from html import unescape
from urllib.parse import unquote

import pytest

from tests.support.cast import a_document, sign_in_as
from tests.support.event_forms import form
from tests.support.series_forms import THIRD, of_instance, series, standup
from tests.support.sockets import end_every_session
from webapp.domain.event_input import as_form
from webapp.views.kept import AT_MOST

__all__ = ["series"]

HOSTILE = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}\nsecond line"


def boxes(page: str) -> str:
    """The form that was handed back, as text."""
    return unescape(page[page.index('id="kept"') :])


@pytest.fixture
def signed_out(visit, bob):
    client = visit(bob)
    assert client.get("/profile").status_code == 200
    end_every_session(bob)
    return client


def test_signed_out_it_comes_back_whole_and_as_text(signed_out, retreat):
    answer = signed_out.post(f"/events/{retreat}", data=form(title=HOSTILE, description=HOSTILE, key="k1"))
    assert answer.status_code == 401
    assert boxes(answer.text).count(HOSTILE) == 2
    assert (
        "<script>alert" not in answer.text
        and "<img" not in answer.text
        and "49\nsecond" not in boxes(answer.text)
    )
    assert 'name="key" value="k1"' in answer.text and f'action="/events/{retreat}"' in answer.text
    assert f"/sign-in?next=/events/{retreat}/edit" in answer.text


def test_the_form_of_one_date_is_not_that_of_the_series(signed_out, series):
    answer = signed_out.post(
        f"/events/{series}", data=of_instance(standup(), THIRD, title="Retro", scope="this")
    )
    assert answer.status_code == 401
    assert f'data-draft="event-{series}@{THIRD}"' in boxes(answer.text)
    assert f"/sign-in?next=/events/{series}/edit?occurrence={THIRD}" in unquote(unquote(answer.text))
    assert f'<input type="hidden" name="occurrence" value="{THIRD}">' in answer.text


def test_hostile_names_of_fields_are_text_too(signed_out, retreat):
    answer = signed_out.post(f"/events/{retreat}", data={'"><script>x</script>': "y", "title": "Workshop"})
    assert "<script>x" not in answer.text and "Workshop" in answer.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_of_another_site_is_never_handed_back(visit, bob, retreat, origin):
    client = visit(bob)
    ours = client.post(f"/events/{retreat}", data=form(title="Workshop"))
    assert ours.status_code == 400 and "Workshop" in boxes(ours.text)
    theirs = client.post(f"/events/{retreat}", data=form(title="Workshop"), headers={"Origin": origin})
    assert theirs.status_code == 403
    assert "Workshop" not in theirs.text and 'id="kept"' not in theirs.text


def test_a_secret_is_asked_for_again_and_never_shown(visit, bob):
    secrets = {"present": "a lantern in the fog", "new_password": "another lantern"}
    answer = visit(bob).post("/profile", data={"name": "Bobby", **secrets})
    assert "Bobby" in boxes(answer.text)
    assert 'type="password"' in answer.text
    assert not any(secret in answer.text for secret in secrets.values())


def test_what_is_too_large_to_save_comes_back_up_to_a_limit(visit, bob, retreat):
    client = visit(bob)
    large = client.post(f"/events/{retreat}", data=form(description="x" * 2_000_000))
    assert large.status_code == 413 and "x" * 2_000_000 in large.text
    huge = client.post(f"/events/{retreat}", data=form(description="x" * (AT_MOST + 1)))
    assert huge.status_code == 413
    assert "Go back in your browser" in huge.text and len(huge.text) < 50_000


def test_signed_out_nothing_beyond_the_usual_size_is_read(signed_out, retreat):
    assert len(signed_out.post(f"/events/{retreat}", data=form(description="x" * 100_000)).text) > 100_000
    answer = signed_out.post(f"/events/{retreat}", data=form(description="x" * 2_000_000))
    assert answer.status_code == 401 and len(answer.text) < 50_000


def test_thousands_of_fields_do_not_come_back(signed_out, retreat):
    answer = signed_out.post(f"/events/{retreat}", data={f"field{n}": "x" for n in range(5000)})
    assert answer.status_code == 401
    assert answer.text.count("<input") < 120


def test_a_key_that_was_spent_on_something_else_is_replaced(visit, bob, retreat, no_csrf):
    client = visit(bob)
    new = {**as_form(a_document()), "key": "once"}
    assert client.post("/events", data=new).status_code == 303
    again = client.post("/events", data={**new, "title": "Workshop"})
    assert again.status_code == 422 and "Workshop" in boxes(again.text)
    assert 'name="key"' in again.text and 'value="once"' not in again.text


def test_a_viewer_and_a_stranger_get_back_what_they_typed(visit, vera, charlie, retreat, no_csrf):
    for who, status in ((vera, 403), (charlie, 404)):
        answer = visit(who).post(f"/events/{retreat}", data=form(title="Workshop"))
        assert answer.status_code == status and "Workshop" in boxes(answer.text)
        assert "Harbour" not in answer.text.replace(boxes(answer.text), "")


def test_a_pause_hands_the_form_back_and_says_how_long(alice, retreat, make_app):
    app = make_app(RATELIMIT_ENABLED=True, WRITE_LIMIT="2/minute", WTF_CSRF_ENABLED=False)
    with app.app_context():
        client, other = (sign_in_as(app.test_client(), alice) for _ in range(2))
        answers = [client.post(f"/events/{retreat}", data=form(title="Workshop")) for _ in range(3)]
        assert other.post(f"/events/{retreat}", data=form()).status_code == 303
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "Workshop" in boxes(answers[-1].text) and int(answers[-1].headers["Retry-After"]) <= 60
