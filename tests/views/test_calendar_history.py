"""The page of a calendar's history: who sees it, what it says, where it leads."""

import re

import pytest

from tests.operations.test_calendar_history import FILE
from tests.support.cast import a_document
from tests.support.statements import count_statements
from webapp.domain.roles import Role
from webapp.operations.events import create_event, edit_event
from webapp.operations.importing import import_calendar
from webapp.operations.sharing import share_event


def text_of(response):
    """What the page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text.split("<main", 1)[1]).split())


def sets_in(response):
    return re.findall(r'id="(set-\d+|share-\d+)"', response.text)


@pytest.mark.parametrize(
    ("who", "status"),
    [("alice", 200), ("bob", 200), ("vera", 200), ("charlie", 404), ("root", 404), (None, 401)],
)
def test_who_sees_the_calendar_sees_its_history(visit, cast, team, retreat, who, status):
    answer = visit(getattr(cast, who) if who else None).get(f"/calendars/{team}/history")
    assert answer.status_code == status


def test_who_sees_one_event_alone_sees_nothing_of_it(visit, cast, team, retreat):
    share_event(retreat, cast.charlie.id, Role.EDITOR, by=cast.alice)
    client = visit(cast.charlie)
    assert client.get(f"/events/{retreat}/history").status_code == 200
    assert client.get(f"/calendars/{team}/history").status_code == 404


def test_each_row_says_what_was_done_to_which_event_and_leads_to_the_change(visit, bob, team, retreat):
    changed = edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)
    import_calendar(team, FILE, by=bob)
    page = visit(bob).get(f"/calendars/{team}/history")
    said = text_of(page)

    assert "Summit : Bob renamed it to “Summit”" in said
    assert "Bob imported 5 events Guest 1 : made it" in said and "and 2 more" in said
    assert "let Vera Voss view the calendar" in said
    row = page.text.split(f'id="set-{changed.change_set}"', 1)[1].split("</li>", 1)[0]
    assert f'href="/changes/{changed.change_set}">Undo<' in row
    assert re.search(r'title="[^"]+ \d{4}, \d\d:\d\d" data-ago>just now<', row)


def test_viewers_may_look_at_a_change_and_not_take_it_back(visit, vera, bob, team, retreat):
    path = f"/calendars/{team}/history"
    rows = [visit(one).get(path).text.split('id="history-rows"')[1] for one in (bob, vera)]
    assert "Undo<" in rows[0]
    assert "Undo<" not in rows[1] and "Look<" in rows[1]


def test_filters_and_pages_stand_in_the_address(visit, alice, bob, team, retreat):
    for n in range(25):
        create_event(team, a_document(title=f"Event {n}"), by=bob)
    client, path = visit(alice), f"/calendars/{team}/history"
    first = client.get(f"{path}?limit=20&who={bob.id}")
    following = re.search(r'href="([^"]+)" rel="next"', first.text).group(1).replace("&amp;", "&")
    second = client.get(following)

    assert len(sets_in(first)) == 20 and len(sets_in(second)) == 5
    assert not set(sets_in(first)) & set(sets_in(second))
    assert 'id="history-rows"' not in first.text and 'id="history-rows"' in client.get(path).text
    assert "No change fits" in client.get(f"{path}?via=api").text
    assert client.get(f"{path}?before=1").status_code == 200
    assert client.get(f"{path}?from=x&who=99999999999&after=-1&limit=7").status_code == 200


def test_more_changes_cost_no_more_statements(visit, alice, bob, team, retreat):
    client, path = visit(alice), f"/calendars/{team}/history?limit=500"
    few = count_statements(client, path)
    for n in range(12):
        create_event(team, a_document(title=f"Event {n}"), by=bob)
    import_calendar(team, FILE, by=bob)
    assert count_statements(client, path) == few <= 13


def test_the_way_there_stands_with_the_calendar(visit, alice, vera, team):
    link = f'href="/calendars/{team}/history"'
    assert link in visit(alice).get("/calendars").text
    assert link in visit(alice).get(f"/calendars/{team}/settings").text
    assert link in visit(vera).get(f"/calendars/{team}/settings").text
