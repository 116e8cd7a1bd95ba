"""The page of a calendar's trash: who sees it, what it says, and restoring without scripts."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.cast import a_document
from tests.support.page_forms import fields_of
from tests.support.statements import count_statements
from webapp.domain.roles import Role
from webapp.models import Event
from webapp.operations.calendars import calendars_of, change_calendar
from webapp.operations.events import create_event, delete_event
from webapp.operations.sharing import share_event

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def delete(team, by, count=1, title="Fair"):
    made = [create_event(team, a_document(title=f"{title} {n}"), by=by).event_id for n in range(count)]
    for event_id in made:
        delete_event(event_id, by=by)
    return made


def main(page):
    return page.text.split("<main", 1)[1].split("</main>", 1)[0]


def toasts(page):
    return page.text.split('id="toasts"', 1)[1].split("</section>", 1)[0]


def said_in(page):
    return " ".join(re.sub(r"<[^>]+>", " ", main(page)).split())


def rows_in(page):
    return [int(number) for number in re.findall(r'id="trash-(\d+)"', page.text)]


def is_there(session, event_id):
    return not session.get(Event, event_id, populate_existing=True).deleted


@pytest.mark.parametrize(
    ("who", "status", "offers"),
    [
        ("alice", 200, True),
        ("bob", 200, True),
        ("vera", 200, False),
        ("charlie", 404, False),
        ("root", 404, False),
    ],
)
def test_who_sees_the_calendar_sees_its_trash_and_editors_restore(visit, cast, team, who, status, offers):
    (gone,) = delete(team, cast.alice)
    share_event(gone, cast.charlie.id, Role.EDITOR, by=cast.alice)
    page = visit(getattr(cast, who)).get(f"/calendars/{team}/trash")

    assert page.status_code == status
    assert ("Fair 0" in page.text) == (status == 200)
    assert ('name="event"' in page.text, "/trash/restorations" in page.text) == (offers, offers)
    assert ("Whoever may edit can restore it." in page.text) == (who == "vera")


def test_each_row_says_what_it_was_who_deleted_it_and_how_long_it_stays(session, visit, cast, team):
    (gone,) = delete(team, cast.bob)
    at = datetime.now(UTC) - timedelta(days=30, hours=1)
    session.get(Event, gone).updated_at = at
    session.commit()
    said = said_in(visit(cast.vera).get(f"/calendars/{team}/trash"))

    last = at + timedelta(days=89)
    assert "What is deleted stays here for 90 days; then it is gone for good" in said
    assert "Fair 0 Tue 24 March 2026, 09:00–10:00" in said
    assert re.search(rf"Bob deleted it on \w+ {at.day}|Bob deleted it on \w+ {(at + timedelta(1)).day}", said)
    assert re.search(rf"stays until \w+ ({last.day}|{(last + timedelta(1)).day}) ", said)


def test_a_calendar_can_keep_it_less_long_and_a_site_for_ever(visit, cast, team, app, monkeypatch):
    delete(team, cast.alice)
    change_calendar(team, "Team", "sky", "Europe/Berlin", by=cast.alice, trash_days=7)
    assert "stays here for 7 days" in said_in(visit(cast.vera).get(f"/calendars/{team}/trash"))
    change_calendar(team, "Team", "sky", "Europe/Berlin", by=cast.alice, trash_days=0)
    monkeypatch.setitem(app.config, "TRASH_DAYS", 0)
    said = said_in(visit(cast.vera).get(f"/calendars/{team}/trash"))
    assert "stays here until somebody restores it" in said and "stays until" not in said


def test_the_ticked_ones_come_back_without_scripts_and_go_again_with_undo(session, visit, cast, team):
    gone = delete(team, cast.alice, 3)
    client = visit(cast.bob)
    page = client.get(f"/calendars/{team}/trash")
    sent = fields_of(page.text, "trash") | {"event": [str(gone[0]), str(gone[2])]}
    answer = client.post(f"/calendars/{team}/trash/restorations", data=sent, follow_redirects=True)

    assert [is_there(session, event_id) for event_id in gone] == [True, False, True]
    assert rows_in(answer) == [gone[1]] and "2 events are back." in toasts(answer)
    undo = re.search(r'action="(/changes/\d+/undo)"', toasts(answer))[1]
    client.post(undo, data={"key": "undo"})
    assert not any(is_there(session, event_id) for event_id in gone)


def test_all_of_a_trash_or_of_a_search_comes_back(session, visit, cast, team):
    fairs, camps = delete(team, cast.alice, 3), delete(team, cast.alice, 2, "Camp")
    client = visit(cast.bob)
    page = client.get(f"/calendars/{team}/trash?q=camp")
    assert sorted(rows_in(page)) == camps and "Restore all 2" in page.text
    client.post(f"/calendars/{team}/trash/restorations", data=fields_of(page.text, "trash") | {"all": "1"})
    assert [is_there(session, event_id) for event_id in camps + fairs] == [True] * 2 + [False] * 3
    client.post(f"/calendars/{team}/trash/restorations", data={"all": "1"})
    assert all(is_there(session, event_id) for event_id in fairs)


def test_a_single_one_that_came_back_is_one_click_away(visit, cast, team):
    (gone,) = delete(team, cast.alice)
    answer = visit(cast.bob).post(
        f"/calendars/{team}/trash/restorations", data={"event": gone}, follow_redirects=True
    )
    assert "1 event is back." in toasts(answer) and f'href="/events/{gone}">Open it<' in toasts(answer)
    assert "The trash is empty" in answer.text


def test_what_is_refused_says_why_and_keeps_the_ticks(session, visit, cast, team):
    gone = delete(team, cast.alice, 2)
    client, path = visit(cast.bob), f"/calendars/{team}/trash/restorations"
    nothing = client.post(path, data={})
    assert nothing.status_code == 422 and "Choose at least one event" in nothing.text

    change_calendar(team, "Team", "sky", "Europe/Berlin", cast.alice, True, "refuse")
    soon = f"{datetime.now(UTC).date() + timedelta(days=3)}T09:00"
    taken = a_document(start=soon, end=soon.replace("T09", "T10"))
    held = create_event(team, taken, by=cast.alice).event_id
    delete_event(held, by=cast.alice)
    create_event(team, taken, by=cast.alice)
    refused = client.post(path, data={"event": [held, gone[0]]})
    assert (
        refused.status_code == 422 and "data-live=" not in refused.text.split("<main", 1)[1].split(">", 1)[0]
    )
    assert re.findall(r'id="pick-(\d+)"[^>]* checked', refused.text) == [str(held), str(gone[0])]
    assert not any(is_there(session, event_id) for event_id in (held, *gone))


def test_events_of_another_calendar_are_not_there(session, visit, cast, team):
    (gone,) = delete(team, cast.alice)
    own = next(row.id for row in calendars_of(cast.vera) if row.private)
    other = create_event(own, a_document(), by=cast.vera).event_id
    delete_event(other, by=cast.vera)
    answer = visit(cast.bob).post(f"/calendars/{team}/trash/restorations", data={"event": [gone, other]})
    assert answer.status_code == 404 and not is_there(session, gone)


def test_it_is_read_page_by_page_and_costs_the_same_however_much_it_holds(visit, cast, team):
    delete(team, cast.alice, 3)
    client = visit(cast.vera)
    few = count_statements(client, f"/calendars/{team}/trash")
    delete(team, cast.alice, 52, "Camp")
    assert count_statements(client, f"/calendars/{team}/trash") == few

    first = client.get(f"/calendars/{team}/trash")
    older = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    second = client.get(older)
    assert (len(rows_in(first)), len(rows_in(second))) == (50, 5)
    assert not set(rows_in(first)) & set(rows_in(second))
    for odd in ("x", "~", "2026-01-01~1", "2026-01-01T00:00:00+00:00~99999999999"):
        assert client.get(f"/calendars/{team}/trash", query_string={"after": odd}).status_code == 200


def test_it_is_linked_where_a_calendar_is_looked_after(visit, cast, team):
    for who, page in (("alice", "settings"), ("vera", "settings"), ("vera", "history")):
        shown = visit(getattr(cast, who)).get(f"/calendars/{team}/{page}", headers={"Accept": "text/html"})
        assert f'href="/calendars/{team}/trash"' in shown.text
