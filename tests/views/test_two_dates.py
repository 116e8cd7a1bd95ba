"""A series with an extra date at each of two equal times: both are drawn, opened, moved and deleted by themselves."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.domain.two_times import FIRST, SECOND
from tests.support.cast import a_document
from tests.support.event_forms import partial
from tests.support.time_zones import IN_2026
from tests.views.test_days import column
from webapp.models import Event, Occurrence
from webapp.operations import placing
from webapp.operations.events import create_event

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

DAY = "2026-10-25"
BY_ID = f"?occurrence={quote(SECOND)}"


@pytest.fixture
def watch(alice, team, monkeypatch):
    monkeypatch.setattr(placing, "BEHIND", timedelta(days=40_000))  # there are rows of 2026 whenever that was
    document = a_document(
        title="Watch", start="2026-10-24T02:30", end="2026-10-24T02:40", rdate=[FIRST, SECOND]
    )
    return create_event(team, document, by=alice).event_id


def stored(session, event):
    session.expire_all()
    return session.get_one(Event, event).document


def test_both_are_drawn_and_each_has_a_page(visit, session, alice, watch):
    client = visit(alice)
    assert session.query(Occurrence).filter_by(event_id=watch).count() == 3
    for path in (f"/day/{DAY}", f"/week/{DAY}"):
        text = column(client.get(path).text, DAY)
        ids = re.findall(r'<li class="ev [^>]*id="([^"]*)"', text)
        assert len(set(ids)) == len(ids) == 2 and not any(" " in one for one in ids)
        assert [f'data-occurrence="{name}"' in text for name in (FIRST, SECOND)] == [True, True]
        assert "02:30 CEST" in text and "02:30 CET" in text
    for name, face in ((FIRST, "02:30 CEST–02:40 CEST"), (SECOND, "02:30 CET–02:40 CET")):
        page = client.get(f"/events/{watch}", query_string={"occurrence": name})
        assert page.status_code == 200 and face in page.text
    assert (
        client.get(f"/events/{watch}", query_string={"occurrence": "2026-10-24T02:30 later"}).status_code
        == 404
    )
    agenda = client.get(f"/agenda/{DAY}").text
    assert "02:30 CEST–02:40 CEST" in agenda and "02:30 CET–02:40 CET" in agenda


def test_one_is_moved_and_the_other_stays(visit, session, alice, watch):
    client = visit(alice)
    drop = {"base": 1, "occurrence": SECOND, "scope": "this", "start": f"{DAY}T02:45", "end": f"{DAY}T02:55"}
    said = partial(client, "POST", f"/events/{watch}/moves", data=drop | {"key": "drop"})
    assert f"Moved Watch to Sun 25 October{IN_2026}, 02:45 CET–02:55 CET." in said.text
    own = stored(session, watch)["overrides"]
    assert list(own) == [SECOND] and own[SECOND]["start"] == f"{DAY}T02:45 later"
    history = client.get(f"/events/{watch}/history").text
    assert "25 Oct" in history


def test_one_is_deleted_and_the_other_stays(visit, session, alice, watch):
    client = visit(alice)
    form = client.get(f"/events/{watch}/deletion", query_string={"occurrence": SECOND})
    assert form.status_code == 200
    gone = client.post(
        f"/events/{watch}/deletions", data={"base": 1, "occurrence": SECOND, "scope": "this", "key": "k"}
    )
    assert gone.status_code == 303
    assert stored(session, watch)["rdate"] == [FIRST]
    assert client.get(f"/events/{watch}{BY_ID}").status_code == 404
    assert client.get(f"/events/{watch}", query_string={"occurrence": FIRST}).status_code == 200
