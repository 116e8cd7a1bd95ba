"""The pages of an event's past: what they show to whom, and the ways back."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from tests.support.cast import a_document
from tests.support.statements import count_statements
from webapp.domain.document import pack
from webapp.domain.locales import Audience
from webapp.domain.roles import Role
from webapp.fragments import history as fragments
from webapp.models import Event, EventVersion
from webapp.operations.events import edit_event, restore_version
from webapp.operations.sharing import share_calendar, share_event

pytestmark = pytest.mark.usefixtures("no_csrf")

PATHS = ("history", "compare/1/2", "versions/1")


@pytest.fixture
def summit(retreat, bob):
    """The retreat with two versions: Bob renamed it and moved it to another room."""
    edit_event(retreat, a_document(title="Summit", location="Studio Nord"), based_on=1, by=bob)
    return retreat


BERLIN = ZoneInfo("Europe/Berlin")


def numbers_in(page):
    return re.findall(r'id="v-(\d+)"', page.text)


def text_of(response):
    """What the page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text.split("<main", 1)[1]).split())


def row_of(page, number):
    return page.text.split(f'id="v-{number}"', 1)[1].split("</li>", 1)[0]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("who", "status"),
    [("alice", 200), ("bob", 200), ("vera", 200), ("charlie", 404), ("root", 404), (None, 401)],
)
def test_the_past_is_shown_to_those_who_see_the_event(visit, cast, summit, path, who, status):
    visitor = visit(getattr(cast, who) if who else None)
    assert visitor.get(f"/events/{summit}/{path}").status_code == status


def test_a_row_says_who_did_what_when_and_to_which_fields(visit, alice, session, summit):
    page = visit(alice).get(f"/events/{summit}/history")

    row = row_of(page, 2)
    assert '<b title="Bob Brook">Bob</b> renamed it to “Summit”' in row
    assert re.findall(r'class="tag">([^<]+)', row) == ["Title", "Where"]
    assert re.search(r'<time datetime="[^"]+" title="\w{3} \d+ \w+ \d{4}, \d\d:\d\d" data-ago>just now<', row)
    old, new = session.scalars(select(EventVersion.size).order_by(EventVersion.version))
    assert f'title="{old - new} characters fewer"><span aria-hidden="true">−{old - new}<' in row
    assert f'href="/events/{summit}/compare/1/2"' in row
    assert f'href="/events/{summit}/history/compare?a=2"' in row
    assert "via" not in text_of(page).split("Compare", 1)[1]


def test_two_columns_of_choices_lead_to_the_comparison(visit, alice, summit):
    page = visit(alice).get(f"/events/{summit}/history")
    assert 'name="a" value="1" checked' in page.text
    assert 'name="b" value="2" checked' in page.text

    answer = visit(alice).get(f"/events/{summit}/history/compare?a=1&b=2")
    assert (answer.status_code, answer.location) == (303, f"/events/{summit}/compare/1/2")


def test_changes_of_sharing_stand_among_the_versions(visit, cast, team, summit):
    share_calendar(team, cast.charlie.id, Role.VIEWER, by=cast.alice)
    edit_event(summit, a_document(title="Later"), based_on=2, by=cast.bob)
    page = visit(cast.vera).get(f"/events/{summit}/history")

    found = [
        page.text.index(text) for text in ('id="v-3"', "let Charlie Chan view the calendar Team", 'id="v-2"')
    ]
    assert found == sorted(found)
    assert "Sharing of the calendar before this event: 3 changes" in page.text


def test_who_sees_the_event_alone_learns_nothing_of_the_calendar(visit, cast, summit):
    share_event(summit, cast.charlie.id, Role.VIEWER, by=cast.alice)
    page = visit(cast.charlie).get(f"/events/{summit}/history")

    assert "let Charlie Chan view it" in page.text
    assert "Vera" not in page.text
    assert "Team" not in page.text
    assert f'data-live-since="e{summit}.2"' in page.text


def test_the_page_knows_where_it_stands(visit, alice, session, team, summit):
    seq = session.scalar(select(EventVersion.seq).where(EventVersion.version == 2))
    page = visit(alice).get(f"/events/{summit}/history").text
    assert f'data-live="history" data-live-id="{summit}" data-live-since="c{team}.{seq}"' in page


def test_filters_leave_what_fits_and_say_when_nothing_does(visit, alice, bob, summit):
    restore_version(summit, 1, by=alice)
    client = visit(alice)

    by_bob = client.get(f"/events/{summit}/history?who={bob.id}&unit=title&via=web").text
    assert re.findall(r'id="v-(\d+)"', by_bob) == ["2"]
    assert 'id="history-rows"' not in by_bob
    assert re.findall(r'id="v-(\d+)"', client.get(f"/events/{summit}/history?via=restore").text) == ["3"]
    assert "No version fits" in client.get(f"/events/{summit}/history?unit=title&via=api").text
    restored = client.get(f"/events/{summit}/history?kind=restore&via=web").text
    assert re.findall(r'id="v-(\d+)"', restored) == ["3"]
    assert '<option value="restore" selected>Restore</option>' in restored
    assert re.findall(r'<option value="(\w+)"', restored.split('name="via"')[1].split("</select>")[0]) == [
        "web"
    ]
    assert f"/events/{summit}/history?via=web&amp;kind=restore&amp;limit=20" in restored
    only_sharing = client.get(f"/events/{summit}/history?unit=sharing").text
    assert re.findall(r'id="v-(\d+)"', only_sharing) == []
    assert "let Bob Brook edit the calendar Team" in only_sharing


def test_some_days_can_be_asked_for(visit, alice, session, summit):
    session.scalars(select(EventVersion).where(EventVersion.version == 1)).one().at -= timedelta(days=9)
    session.commit()
    client, path = visit(alice), f"/events/{summit}/history"
    day = session.scalar(select(EventVersion.at).where(EventVersion.version == 1)).astimezone(BERLIN).date()

    assert numbers_in(client.get(f"{path}?to={day}")) == ["1"]
    assert numbers_in(client.get(f"{path}?from={day}")) == ["2", "1"]
    later = client.get(f"{path}?from={day + timedelta(days=1)}")
    assert numbers_in(later) == ["2"]
    assert f'name="from" value="{day + timedelta(days=1)}"' in later.text
    assert numbers_in(client.get(f"{path}?from=2026-13-01&to=9999-12-31")) == ["2", "1"]


def test_edits_within_ten_minutes_are_folded_and_unfolded_by_a_switch(visit, bob, summit):
    edit_event(summit, a_document(title="Summit II", location="Studio Nord"), based_on=2, by=bob)
    folded, path = visit(bob).get(f"/events/{summit}/history"), f"/events/{summit}/history?fold=no"

    run = folded.text.split('id="run-2"', 1)[1].split("</details>", 1)[0]
    assert "2 edits by Bob" in run and "In all: renamed it to “Summit II”" in run
    assert numbers_in(folded) == ["3", "2", "1"]
    assert f'href="/events/{summit}/compare/1/3"' in folded.text
    assert f'href="{path}"' in folded.text
    flat = visit(bob).get(path)
    assert "run-" not in flat.text and numbers_in(flat) == ["3", "2", "1"]


def test_filters_that_make_no_sense_are_left_out(visit, alice, summit):
    page = visit(alice).get(f"/events/{summit}/history?who=x&unit=owner&limit=7&before=y&after=9999999999999")
    assert re.findall(r'id="v-(\d+)"', page.text) == ["2", "1"]


def test_an_event_without_changes_says_so(visit, alice, retreat):
    page = visit(alice).get(f"/events/{retreat}/history")

    assert "Nothing has changed" in page.text
    assert "Its history starts with the first change" in page.text


def add_versions(session, event_id, upto):
    """Versions straight in the database: a thousand edits would take their time."""
    first = session.scalars(select(EventVersion).where(EventVersion.version == 1)).one()
    kept = {name: getattr(first, name) for name in EventVersion.__table__.columns.keys() if name != "id"}  # noqa: SIM118
    have = session.get(Event, event_id).version
    changes = {"changed": ["title"], "said": [["title.renamed", {"from": "A", "to": "B"}]]}
    rows = [
        {
            **kept,
            **changes,
            "version": n,
            "position": None,
            "at": first.at + timedelta(minutes=n),
            "body": pack(a_document(title=f"Title {n}")),
        }
        for n in range(have + 1, upto + 1)
    ]
    session.execute(insert(EventVersion), rows)
    session.execute(update(Event).values(version=upto))
    session.commit()


@pytest.mark.parametrize("path", ["history", "history?limit=500", "compare/1/9", "versions/9"])
def test_a_thousand_versions_cost_no_more_statements_than_ten(visit, alice, session, retreat, path):
    client, address = visit(alice), f"/events/{retreat}/{path}"
    add_versions(session, retreat, 10)
    few = count_statements(client, address)
    add_versions(session, retreat, 1000)

    assert count_statements(client, address) == few <= 11


def test_long_histories_come_in_pages(visit, alice, session, retreat):
    add_versions(session, retreat, 130)
    client = visit(alice)
    top = client.get(f"/events/{retreat}/history").text
    next_page = client.get(f"/events/{retreat}/history?before=81&limit=20").text

    assert re.findall(r'id="v-(\d+)"', top) == [str(n) for n in range(130, 80, -1)]
    assert f'href="/events/{retreat}/history?before=81"' in top
    assert re.findall(r'id="v-(\d+)"', next_page) == [str(n) for n in range(80, 60, -1)]
    assert f'href="/events/{retreat}/history?limit=20&amp;after=80"' in next_page


def test_the_socket_sends_the_very_row_of_the_page(app, visit, alice, bob, summit):
    edit_event(summit, a_document(title="Later"), based_on=2, by=bob)
    page = visit(alice).get(f"/events/{summit}/history").text
    with app.test_request_context():
        rows = fragments.rows(summit, [1], Audience("owner", "Europe/Berlin", "en_GB", 24))

    assert list(rows) == ["v-1"]
    assert rows["v-1"].strip() in page
