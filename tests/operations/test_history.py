"""An event's past: pages of versions, sharing beside them, comparisons, one field brought back."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.support.cast import a_document, switch_off
from webapp.domain.roles import Role
from webapp.models import Event, EventVersion, Person
from webapp.operations import history
from webapp.operations.access import open_event
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import (
    EventDeleted,
    Making,
    create_event,
    delete_event,
    edit_event,
    restore_version,
    undelete_event,
)
from webapp.operations.history import Page
from webapp.operations.history_filters import KINDS, NOBODY, SHARING, Filters
from webapp.operations.history_sharing import sharing_rows
from webapp.operations.orphans import take_over
from webapp.operations.sharing import share_calendar, share_event, stop_sharing_calendar
from webapp.operations.undoing import undo_version
from webapp.operations.unit import KeyReused

ALL = Filters()


def rename(event_id, by, *titles):
    for title in titles:
        edit_event(
            event_id,
            a_document(title=title),
            by=by,
            based_on=history.versions(event_id, ALL, 1).rows[0].number,
        )


def numbers(page):
    return [row.number for row in page.rows]


def said(rows):
    return [row.said for row in rows]


@pytest.fixture
def six(retreat, alice, bob):
    """The retreat with six versions: Alice made it, Bob and Alice renamed it in turn."""
    for n in range(5):
        rename(retreat, (bob, alice)[n % 2], f"Title {n}")
    return retreat


def test_versions_come_newest_first_and_know_who_made_them(six):
    page = history.versions(six, ALL, 50)

    assert numbers(page) == [6, 5, 4, 3, 2, 1]
    assert (page.newer, page.older) == (False, False)
    assert [row.author.name for row in page.rows[:2]] == ["Bob Brook", "Alice Adler"]
    assert page.rows[0].said == [("title.renamed", {"from": "Title 3", "to": "Title 4"})]
    assert (page.rows[0].author.first_name, page.rows[0].author.initials) == ("Bob", "BB")


def test_pages_follow_each_other_without_a_gap(six):
    first = history.versions(six, ALL, 2)
    second = history.versions(six, ALL, 2, before=first.rows[-1].number)
    last = history.versions(six, ALL, 2, before=second.rows[-1].number)

    assert [numbers(page) for page in (first, second, last)] == [[6, 5], [4, 3], [2, 1]]
    assert [page.older for page in (first, second, last)] == [True, True, False]
    assert [page.newer for page in (first, second, last)] == [False, True, True]
    assert (first.since, second.until) == (first.rows[-1].at, first.rows[-1].at)
    assert last.since is None


def test_one_can_go_back_towards_the_newest(six):
    oldest, middle, newest = (history.versions(six, ALL, 2, after=n) for n in (0, 2, 4))

    assert [numbers(page) for page in (oldest, middle, newest)] == [[2, 1], [4, 3], [6, 5]]
    assert [page.older for page in (oldest, middle, newest)] == [False, True, True]
    assert [page.newer for page in (oldest, middle, newest)] == [True, True, False]


def test_versions_are_filtered_by_person_unit_and_way(six, alice, bob):
    edit_event(six, a_document(title="Title 4", location="Studio Nord"), based_on=6, by=bob)
    restore_version(six, 1, by=alice)

    assert numbers(history.versions(six, Filters(who=bob.id), 50)) == [7, 6, 4, 2]
    assert numbers(history.versions(six, Filters(units=("location",)), 50)) == [8, 7, 1]
    assert numbers(history.versions(six, Filters(units=("location", "status"), who=alice.id), 50)) == [8, 1]
    assert numbers(history.versions(six, Filters(via="restore"), 50)) == [8]
    assert numbers(history.versions(six, Filters(via="web"), 50)) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert numbers(history.versions(six, Filters(who=NOBODY), 50)) == []
    assert numbers(history.versions(six, Filters(units=(SHARING,)), 50)) == []


def test_the_filters_offer_who_and_what_there_is(six, alice, bob):
    restore_version(six, 1, by=alice)

    assert history.choices(six) == history.Choices(
        [(alice.id, "Alice Adler"), (bob.id, "Bob Brook")], ["restore", "web"]
    )


def test_rows_never_read_a_body(six, statements):
    history.versions(six, ALL, 50)

    assert statements
    assert not [text for text in statements if "body" in text]


def test_sharing_is_told_to_those_who_see_the_calendar(retreat, team, alice, bob, charlie):
    share_calendar(team, charlie.id, Role.VIEWER, by=alice)
    share_calendar(team, charlie.id, Role.EDITOR, by=alice)
    stop_sharing_calendar(team, charlie.id, by=charlie)
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    everything = Page()

    seen_by_bob = sharing_rows(open_event(bob, retreat), everything, ALL)
    assert said(seen_by_bob)[:4] == [
        ("sharing.granted", {"person": "Charlie Chan", "role": "viewer"}),
        ("sharing.left", {"calendar": "Team"}),
        ("sharing.changed", {"person": "Charlie Chan", "role": "editor", "calendar": "Team"}),
        ("sharing.granted", {"person": "Charlie Chan", "role": "viewer", "calendar": "Team"}),
    ]
    assert said(seen_by_bob)[-1] == ("calendar.created", {"name": "Team"})

    seen_by_charlie = sharing_rows(open_event(charlie, retreat), everything, ALL)
    assert said(seen_by_charlie) == [("sharing.granted", {"person": "Charlie Chan", "role": "viewer"})]


def test_versions_are_filtered_by_kind_whatever_way_they_came(six, alice, bob):
    edit_event(six, a_document(title="Title 4", location="Studio Nord"), based_on=6, by=bob)
    edit_event(
        six, a_document(title="Title 4", status="tentative"), based_on=6, by=alice
    )  # keeps Bob's place
    restore_version(six, 1, by=alice, via="api")
    undo_version(six, 9, by=bob, via="api")
    delete_event(six, by=alice)
    undelete_event(six, by=alice)
    kinds = {kind: numbers(history.versions(six, Filters(kind=kind), 50)) for kind in KINDS}

    assert kinds.pop("edit") == [11, 7, 6, 5, 4, 3, 2, 1]
    assert kinds.pop("merge") == [8]
    assert kinds.pop("restore") == [12, 9]
    assert kinds.pop("undo") == [10]
    assert set(kinds) == {"batch", "import", "purge"} and not any(kinds.values())
    assert numbers(history.versions(six, Filters(kind="undo", via="api", who=bob.id), 50)) == [10]
    assert numbers(history.versions(six, Filters(kind="nothing"), 50)) == []
    assert sharing_rows(open_event(bob, six), Page(), Filters(kind="edit")) == []


def test_who_owns_their_own_event_or_takes_a_calendar_over_has_not_made_the_calendar(
    team, bob, root, session
):
    own = create_event(team, a_document(), by=bob, making=Making(as_owner=True)).event_id
    for person in session.scalars(select(Person).where(Person.username == "alice")):
        switch_off(session, person, datetime.now(UTC))
    take_over(team, "Alice has left", by=root)

    rows = sharing_rows(open_event(root, own), Page(), ALL)
    assert said(rows)[:2] == [
        ("sharing.taken", {"role": "owner", "calendar": "Team"}),
        ("sharing.taken", {"role": "owner"}),
    ]
    assert [row.author.name for row in rows if row.said[0] == "calendar.created"] == ["Alice Adler"]


def test_sharing_lies_on_the_page_of_its_time_and_on_no_other(six, team, alice, bob, charlie):
    share_calendar(team, charlie.id, Role.VIEWER, by=alice)
    rename(six, bob, "Seven", "Eight", "Nine")
    opened = open_event(bob, six)
    top = history.versions(six, ALL, 2)
    below = history.versions(six, ALL, 2, before=8)
    bottom = history.versions(six, ALL, 50, before=6)

    assert [len(sharing_rows(opened, page, ALL)) for page in (top, below)] == [0, 1]
    assert [row.said[0] for row in sharing_rows(opened, bottom, ALL)] == [
        "sharing.granted",
        "sharing.granted",
        "calendar.created",
    ]


def test_sharing_is_left_out_where_other_things_are_asked_for(retreat, alice, bob):
    opened = open_event(bob, retreat)

    assert sharing_rows(opened, Page(), Filters(units=(SHARING,), who=alice.id))
    assert sharing_rows(opened, Page(), Filters(who=bob.id)) == []
    assert sharing_rows(opened, Page(), Filters(units=("title",))) == []
    assert sharing_rows(opened, Page(), Filters(via="web")) == []


def test_a_comparison_names_the_units_that_differ_and_who_wrote_in_between(six):
    found = history.compare(six, 1, 4)

    assert [change.unit for change in found.changes] == ["title"]
    assert found.messages == [("title.renamed", {"from": "Retreat", "to": "Title 2"})]
    assert found.between == ["Alice Adler", "Bob Brook"]
    assert history.compare(six, 1, 2).between == []


@pytest.mark.parametrize("number", [0, 7, 2_147_483_647, 2_147_483_648, -1])
def test_a_version_that_does_not_exist_is_not_there(six, number):
    assert history.snapshot(six, 6).row.number == 6
    for look in (lambda: history.snapshot(six, number), lambda: history.compare(six, 1, number)):
        with pytest.raises(NotThere):
            look()


def test_bringing_a_field_back_leaves_the_others_as_they_are(session, retreat, alice, bob):
    edit_event(retreat, a_document(title="Summit", location="Studio Nord"), based_on=1, by=alice)
    saved = history.bring_back(retreat, 1, "location", by=bob)

    assert (saved.version, saved.changed) == (3, True)
    assert session.get(Event, retreat).document == a_document(title="Summit")
    last = session.scalars(select(EventVersion).where(EventVersion.version == 3)).one()
    assert (last.via, last.changed) == ("restore", ["location"])
    assert last.said[0] == ["unit.reverted", {"unit": "location", "version": 1}]


def test_when_comes_back_as_a_whole(session, retreat, bob):
    moved = a_document(start="2026-04-01", end="2026-04-02", all_day=True, zone="Asia/Tokyo")
    edit_event(retreat, moved, based_on=1, by=bob)
    history.bring_back(retreat, 1, "when", by=bob)

    assert session.get(Event, retreat).document == a_document()


def test_a_field_that_is_as_it_was_makes_no_version(retreat, bob):
    assert not history.bring_back(retreat, 1, "title", by=bob).changed
    assert numbers(history.versions(retreat, ALL, 50)) == [1]


def test_bringing_back_twice_with_one_key_writes_once(retreat, alice, bob):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)
    first = history.bring_back(retreat, 1, "title", by=bob, key="k")

    assert history.bring_back(retreat, 1, "title", by=bob, key="k") == first
    assert numbers(history.versions(retreat, ALL, 50)) == [3, 2, 1]
    with pytest.raises(KeyReused):
        history.bring_back(retreat, 1, "location", by=bob, key="k")


def test_nothing_is_brought_back_into_a_deleted_event(retreat, alice, bob):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)
    delete_event(retreat, by=bob)

    with pytest.raises(EventDeleted):
        history.bring_back(retreat, 1, "title", by=bob)


@pytest.mark.parametrize(
    ("number", "unit"), [(0, "title"), (9, "title"), (2**31, "title"), (1, "owner"), (1, "")]
)
def test_what_never_was_cannot_be_brought_back(retreat, bob, number, unit):
    with pytest.raises(NotThere):
        history.bring_back(retreat, number, unit, by=bob)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("alice", None), ("bob", None), ("vera", RoleTooLow), ("charlie", NotThere), ("root", NotThere)],
)
def test_owners_and_editors_bring_fields_back(cast, retreat, who, refusal):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=cast.alice)

    if refusal is None:
        assert history.bring_back(retreat, 1, "title", by=getattr(cast, who)).changed
    else:
        with pytest.raises(refusal):
            history.bring_back(retreat, 1, "title", by=getattr(cast, who))
        assert numbers(history.versions(retreat, ALL, 50)) == [2, 1]
