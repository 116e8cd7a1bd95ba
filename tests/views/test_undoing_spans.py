"""The two columns of a history: everything between two versions is looked at, and taken back."""

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from webapp.domain.roles import Role
from webapp.domain.series import instance_document
from webapp.models import ChangeSet, Event, EventVersion
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event, delete_event, edit_event
from webapp.operations.relocating import move_event_to
from webapp.operations.series import edit_instances, remove_instances
from webapp.operations.sharing import share_calendar

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def story(retreat, alice, bob):
    """Four versions: renamed by Bob, carried to the attic by Alice, tagged by Bob."""
    edit_event(retreat, a_document(title="Summit"), 1, by=bob)
    edit_event(retreat, a_document(title="Summit", location="Attic"), 2, by=alice)
    edit_event(retreat, a_document(title="Summit", location="Attic", tags=["sea"]), 3, by=bob)
    return retreat


def main(page):
    return page.text.split("<main", 1)[1].split("</main>", 1)[0]


def test_the_button_beside_compare_leads_to_what_it_does_and_that_does_it(visit, session, bob, story):
    client = visit(bob)
    assert f'formaction="/events/{story}/history/undo"' in client.get(f"/events/{story}/history").text
    page = client.get(f"/events/{story}/history/undo?a=1&b=3", follow_redirects=True)
    assert page.request.path == f"/events/{story}/undo/1/3"
    assert "Take back versions 2 to 3 of Summit" in page.text
    assert "in which you renamed it to “Retreat”" in page.text and "Later changes stay." in page.text
    assert 'id="v-3"' in page.text and 'id="v-2"' in page.text and 'id="v-1"' not in page.text

    done = client.post(f"/events/{story}/undo/1/3", data={"key": "k"}, follow_redirects=True)
    assert "Took back versions 2 to 3." in done.text
    session.expire_all()
    assert session.get_one(Event, story).document == a_document(tags=["sea"])
    row = client.get(f"/events/{story}/history").text.split('id="v-5"', 1)[1].split("</li>", 1)[0]
    assert "took back versions 2 to 3: renamed it to “Retreat”" in row
    assert "undo of 2 to 3" in client.get(f"/events/{story}/compare/4/5").text
    left = client.get(f"/events/{story}/undo/1/3").text
    assert "Nothing of versions 2 to 3 is left to take back." in left
    assert ">Undo these changes</button>" not in left


def test_what_collides_is_asked_about_and_answered_on_the_page_of_a_conflict(
    visit, session, alice, bob, story
):
    edit_event(story, a_document(title="Sea", location="Attic", tags=["sea"]), 4, by=alice)
    client = visit(bob)
    assert "Others changed Title since" in client.get(f"/events/{story}/undo/1/3").text
    asked = client.post(f"/events/{story}/undo/1/3", data={"key": "k"})
    assert asked.status_code == 409
    assert "Take back versions 2 to 3 of Sea" in asked.text and "as in version 1" in asked.text
    assert f'action="/events/{story}/undo/1/3"' in asked.text
    session.expire_all()
    assert session.get_one(Event, story).version == 5


@pytest.mark.parametrize("path", ["undo/3/1", "undo/2/2", "undo/1/9", "undo/0/2", "history/undo?a=x"])
def test_what_is_not_there_is_not_found(visit, bob, story, path):
    client = visit(bob)
    assert client.get(f"/events/{story}/{path}").status_code == 404
    if path.startswith("undo"):
        assert client.post(f"/events/{story}/{path}", data={"key": "k"}).status_code == 404
    assert client.get(f"/events/{story}/undo/1/3").status_code == 200


def test_one_version_chosen_twice_means_that_one(visit, bob, story):
    page = visit(bob).get(f"/events/{story}/history/undo?a=3&b=3", follow_redirects=True)
    assert page.request.path == f"/events/{story}/undo/2/3"
    assert "Take back version 3 of Summit" in page.text


def test_viewers_are_not_offered_it(visit, vera, story):
    client = visit(vera)
    assert "Undo these changes" not in client.get(f"/events/{story}/history").text
    assert client.get(f"/events/{story}/undo/1/3").status_code == 403


@pytest.fixture
def taken_along(session, team, alice, bob):
    """A series whose fourth date Bob put into the Attic, then Alice split it from the third date on: its id, and the other's."""
    dates = [f"2027-03-0{day}T09:00" for day in range(1, 6)]
    series = a_document(start=dates[0], end="2027-03-01T10:00", rrule="FREQ=DAILY;COUNT=5")
    made = create_event(team, series, by=alice).event_id
    one = instance_document(series, dates[3]) | {name: series[name] for name in ("rrule", "rdate", "exdate")}
    edit_instances(made, dates[3], "this", one | {"location": "Attic"}, 1, by=bob)
    before = session.get_one(Event, made).document
    two = instance_document(before, dates[2]) | {name: before[name] for name in ("rrule", "rdate", "exdate")}
    rest = edit_instances(made, dates[2], "following", two | {"title": "Summit"}, 2, by=alice).rest_id
    return made, rest


def test_a_date_that_a_split_took_along_is_changed_back_where_it_is(visit, session, bob, taken_along):
    series, rest = taken_along
    client = visit(bob)
    change_set = session.scalars(
        select(EventVersion.change_set_id).filter_by(event_id=series, version=2)
    ).one()
    page = main(client.get(f"/changes/{change_set}"))
    assert "Undo changes 1 event back. Thu 4 March 2027: changed back in “Summit”" in page
    assert "changed back in “Summit”" in main(client.get(f"/events/{series}/undo/1/2"))
    done = client.post(f"/events/{series}/versions/2/undo", data={"key": "k"}, follow_redirects=True)

    assert done.request.path == f"/events/{rest}"
    assert "Took back version 2 in “Summit”, which was split off since: Thu 4 March 2027." in done.text
    assert session.get_one(Event, rest).document["overrides"] == {}
    last = session.scalars(select(EventVersion).filter_by(event_id=rest, version=2)).one()
    assert session.get_one(ChangeSet, last.change_set_id).undoes_id == change_set
    history = client.get(f"/events/{rest}/history").text
    assert "took back version 2 of “Retreat”: made Thu 4 March 2027 like the others again" in history
    client.post(f"/changes/{last.change_set_id}/undo", data={"key": "j"})
    session.expire_all()
    assert session.get_one(Event, rest).document["overrides"] == {"2027-03-04T09:00": {"location": "Attic"}}


def test_in_german_it_says_the_same(visit, session, bob, taken_along):
    series, rest = taken_along
    bob.locale = "de_DE"
    session.commit()
    client = visit(bob)
    done = client.post(f"/events/{series}/versions/2/undo", data={"key": "k"}, follow_redirects=True)

    assert "Version 2 in „Summit“ zurückgenommen, das seither abgetrennt wurde: Do 4. März 2027." in done.text
    history = client.get(f"/events/{rest}/history").text
    assert "hat Version 2 von „Retreat“ zurückgenommen" in history


def test_what_others_changed_on_that_date_since_is_asked_field_by_field(
    visit, session, alice, bob, taken_along
):
    series, rest = taken_along
    date = "2027-03-04T09:00"
    now = session.get_one(Event, rest).document
    mine = instance_document(now, date) | {name: now[name] for name in ("rrule", "rdate", "exdate")}
    edit_instances(rest, date, "this", mine | {"location": "Deck", "title": "Talks"}, 1, by=alice)
    client = visit(bob)
    asked = client.post(f"/events/{series}/versions/2/undo", data={"key": "k"})

    assert asked.status_code == 409
    page = main(asked)
    assert "Where on Thu 4 March 2027" in page and "Attic" in page and "Deck" in page and "Talks" not in page
    assert "of Retreat: what you take back" in page
    session.expire_all()
    assert session.get_one(Event, rest).version == 2
    form = {"key": "m", f"seen.{rest}": "2", f"choice.{rest}.{date}.location": "mine"}
    assert client.post(f"/events/{series}/versions/2/undo", data=form).status_code == 303
    session.expire_all()
    assert session.get_one(Event, rest).document["overrides"] == {date: {"title": "Talks"}}


@pytest.mark.parametrize(
    ("why", "says", "in_german", "linked"),
    [
        ("deleted", "in an event now that has been deleted", "der gelöscht wurde", True),
        ("ended", "is not there any more", "ist dort nicht mehr", False),
        ("left out", "has been taken out since", "inzwischen herausgenommen", True),
        ("closed", "which you may not edit", "nicht bearbeitet werden darf", True),
        ("hidden", "which you do not see", "nicht zu sehen ist", False),
    ],
)
def test_where_it_cannot_be_done_a_sentence_says_why(
    visit, session, alice, bob, taken_along, why, says, in_german, linked
):
    series, rest = taken_along
    out_of_reach(why, rest, alice, bob)
    before = session.get_one(Event, rest, populate_existing=True).version
    client = visit(bob)
    done = client.post(f"/events/{series}/versions/2/undo", data={"key": "k"}, follow_redirects=True)

    assert done.status_code == 200
    assert "Nothing of version 2 is left to take back. Thu 4 March 2027" in done.text and says in done.text
    assert ("Open that event" in done.text) == linked
    bob.locale = "de_DE"
    session.commit()
    page = client.post(f"/events/{series}/versions/2/undo", data={"key": "l"}, follow_redirects=True)
    assert in_german in page.text
    assert session.get_one(Event, rest, populate_existing=True).version == before


def out_of_reach(why, rest, alice, bob):
    """What becomes of the event that was split off, so that its date cannot be changed by Bob."""
    if why == "deleted":
        delete_event(rest, by=alice)
    elif why == "ended":
        remove_instances(rest, "2027-03-04T09:00", "following", by=alice)
    elif why == "left out":
        remove_instances(rest, "2027-03-04T09:00", "this", by=alice)
    else:
        own = create_calendar("Own", "rose", "Europe/Berlin", by=alice)
        if why == "closed":
            share_calendar(own, bob.id, Role.VIEWER, by=alice)
        move_event_to(rest, own, alice, 1)


def test_who_may_edit_the_other_event_takes_it_back_wherever_it_is(visit, session, alice, bob, taken_along):
    series, rest = taken_along
    own = create_calendar("Own", "rose", "Europe/Berlin", by=alice)
    move_event_to(rest, own, alice, 1)
    client = visit(bob)
    client.post(f"/events/{series}/versions/2/undo", data={"key": "k"})
    assert session.get_one(Event, rest, populate_existing=True).version == 2
    share_calendar(own, bob.id, Role.EDITOR, by=alice)
    client.post(f"/events/{series}/versions/2/undo", data={"key": "l"})
    assert session.get_one(Event, rest, populate_existing=True).document["overrides"] == {}
