"""Since you last looked, on pages: where it stands, where it leads, and how a look is said."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.statements import count_statements
from webapp.models import Calendar, CalendarLook, EventLook
from webapp.operations.events import edit_event

pytestmark = pytest.mark.usefixtures("no_csrf")
HOUR = timedelta(hours=1)


@pytest.fixture
def looked(session, visit, alice, bob, team, retreat):
    """Alice looked at the retreat and at the history of Team an hour ago; Bob changed the retreat twice since."""
    seq = session.get(Calendar, team).seq
    visit(alice).post(f"/events/{retreat}/looks", data={"seen": 1})
    visit(alice).post(f"/calendars/{team}/looks", data={"seen": seq})
    for kind in (EventLook, CalendarLook):
        session.scalars(select(kind)).one().at -= HOUR
    session.commit()
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)
    edit_event(retreat, a_document(title="Summit II"), based_on=2, by=bob)
    return seq


def test_an_event_says_what_is_new_and_leads_to_the_comparison(visit, alice, vera, looked, retreat):
    for path in (f"/events/{retreat}", f"/events/{retreat}/history"):
        page = visit(alice).get(path).text
        assert "2 changes since you last looked" in page
        assert f'class="looked__new" href="/events/{retreat}/compare/1/3"' in page
        assert "since you last looked" not in visit(vera).get(path).text


def test_a_calendar_says_what_is_new_and_leads_to_its_history_from_there(visit, alice, looked, team):
    client = visit(alice)
    for path in (f"/calendars/{team}/history", f"/calendars/{team}/settings"):
        page = client.get(path).text
        assert "2 changes since you last looked" in page
        assert f'href="/calendars/{team}/history?after={looked}"' in page
    since = client.get(f"/calendars/{team}/history?after={looked}").text
    assert since.count('id="set-') == 2


def test_a_look_is_said_with_a_script_and_without_one(visit, alice, looked, team, retreat):
    client = visit(alice)
    for path, there in ((f"/events/{retreat}", ""), (f"/calendars/{team}", "")):
        plain = client.post(f"{path}/looks", data={"seen": 3})
        assert (plain.status_code, plain.location) == (303, f"{path}/history{there}")
        scripted = client.post(f"{path}/looks", data={"seen": 3}, headers={"X-CSRFToken": "x"})
        assert (scripted.status_code, scripted.data) == (204, b"")
        assert client.post(f"{path}/looks", data={"seen": "x" * 99}).status_code == 303


def test_reading_writes_nothing(visit, session, alice, team, retreat):
    for path in (f"/events/{retreat}", f"/events/{retreat}/history", f"/calendars/{team}/history"):
        visit(alice).get(path)
    assert session.scalars(select(EventLook)).all() == session.scalars(select(CalendarLook)).all() == []


def test_more_that_is_new_costs_no_more_statements(visit, alice, bob, looked, team, retreat):
    client, paths = visit(alice), (f"/events/{retreat}", f"/calendars/{team}/history")
    few = [count_statements(client, path) for path in paths]
    for n in range(6):
        edit_event(retreat, a_document(title=f"Title {n}"), based_on=3 + n, by=bob)
    assert [count_statements(client, path) for path in paths] == few
