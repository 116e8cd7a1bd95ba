"""After a move everything that reads calendars tells the truth: moments of the past, lists, files, webhooks, purges, checks."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.chains import alter, misfits
from tests.support.random_changes import RandomChanges
from webapp.domain.chain_checks import CAME
from webapp.models import Calendar, Event, EventVersion
from webapp.operations.access import open_calendar
from webapp.operations.calendar_history import happened
from webapp.operations.calendars import calendars_of, create_calendar
from webapp.operations.departures import LeftRow
from webapp.operations.event_lists import Wanted, read
from webapp.operations.events import create_event, edit_event
from webapp.operations.history_filters import Filters
from webapp.operations.past import export_then, items_then
from webapp.operations.past_changes import changes_between
from webapp.operations.purging import purge_event
from webapp.operations.purging_calendars import purge_calendar
from webapp.operations.relocating import Typed, move_event_to
from webapp.operations.searching import Wish, search
from webapp.operations.webhook_bodies import happened_beyond

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DAYS = date(2026, 3, 1), date(2026, 3, 31)


def then(person, calendar_id, at):
    """The titles that somebody sees in one calendar at a moment."""
    rows = calendars_of(person)
    shown = [row for row in rows if row.id == calendar_id]
    items = items_then(person, shown, [row.id for row in rows], DAYS, "Europe/Berlin", at)
    return sorted({item.title for item in items})


def moment_after(session, event_id):
    """Right after the last version of an event."""
    wanted = (
        select(EventVersion.at).where(EventVersion.event_id == event_id).order_by(EventVersion.version.desc())
    )
    at = session.scalars(wanted).first()
    session.rollback()
    return at + timedelta(microseconds=1)


def test_each_calendar_shows_it_at_the_moments_at_which_it_was_there(session, cast, team, retreat, rooms):
    before = moment_after(session, retreat)
    move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    after = moment_after(session, retreat)

    assert (then(cast.bob, team, before), then(cast.bob, rooms, before)) == (["Retreat"], [])
    assert (then(cast.bob, team, after), then(cast.bob, rooms, after)) == ([], ["Retreat"])
    assert then(cast.vera, team, before) == []  # what she may not see now she may not see in the past
    for calendar_id, at, there in ((team, before, True), (team, after, False), (rooms, after, True)):
        assert ("Retreat" in export_then(cast.bob, open_calendar(cast.bob, calendar_id), at)) is there
    assert "Retreat" not in export_then(cast.vera, open_calendar(cast.vera, team), before)
    wanted = Wanted(at=before, event_id=retreat)
    assert next(read(wanted, cast.bob, None, 1)).row.calendar_id == team


def test_what_changed_between_two_moments_says_that_it_moved(session, cast, team, retreat, rooms):
    before = moment_after(session, retreat)
    move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    found = changes_between(cast.bob, [team, rooms], before, datetime.now(UTC))
    assert [(row.kind, row.calendar_id) for row in found.rows] == [("moved", rooms)]


def test_pages_of_both_histories_follow_each_other_without_a_gap(session, cast, team, rooms):
    events = [create_event(team, a_document(title=f"Event {n}"), by=cast.alice).event_id for n in range(4)]
    for event_id in events:
        move_event_to(event_id, rooms, by=cast.bob, based_on=1)
        edit_event(event_id, a_document(title="Renamed"), based_on=2, by=cast.bob)
    calendar = session.get_one(Calendar, team)
    whole = happened(calendar, Filters(), 50)
    seqs = [row.seq for row in whole.rows]
    assert seqs == list(range(calendar.seq, 0, -1))
    down, last = [], None
    while True:
        page = happened(calendar, Filters(), 3, before=last)
        down += [row.seq for row in page.rows]
        if not page.older:
            break
        last = page.last
    assert down == seqs
    up = happened(calendar, Filters(), 3, after=seqs[-1])
    assert [row.seq for row in up.rows] == seqs[-4:-1]
    left = [row for row in whole.rows if isinstance(row, LeftRow)]
    assert [row.lines[0].title for row in left] == ["Event 3", "Event 2", "Event 1", "Event 0"]
    assert [row.author.first_name for row in left] == ["Bob"] * 4
    assert not any(isinstance(row, LeftRow) for row in happened(calendar, Filters(units=("title",)), 50).rows)
    assert not any(isinstance(row, LeftRow) for row in happened(calendar, Filters(who=cast.vera.id), 50).rows)
    named = [line.title for row in whole.rows if hasattr(row, "kind") for line in row.lines]
    assert "Renamed" not in named and "Event 3" in named


@on_sqlite
def test_a_search_finds_all_that_it_ever_said_where_it_is_now(session, cast, team, retreat, rooms):
    move_event_to(retreat, rooms, by=cast.bob, based_on=1, typed=Typed(a_document(title="Summit")))

    def found(person, **wish):
        return [one.event_id for one in search(person, Wish(("retreat",), **wish)).rows]

    assert found(cast.bob, calendar_id=rooms) == [retreat] and found(cast.bob, calendar_id=team) == []
    assert found(cast.vera) == []


def test_webhooks_of_both_calendars_are_told(session, cast, team, retreat, rooms):
    starts = {one: session.get_one(Calendar, one).seq for one in (team, rooms)}
    move_event_to(retreat, rooms, by=cast.bob, based_on=1, typed=Typed(a_document(title="Summit")))
    for calendar_id, start in starts.items():
        (told,) = happened_beyond(calendar_id, start)
        assert (told.kind, told.total) == ("events", 1)


# -- checks and purges


def test_a_version_that_hides_where_it_came_from_is_found_out(session, cast, team, retreat, rooms):
    move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    assert misfits() == []
    alter(session, "UPDATE event_version SET came_from_id = NULL WHERE version = 2")
    assert [one.what for one in misfits()] == [CAME]


@pytest.mark.parametrize("of", ["event", "old calendar", "new calendar"])
def test_a_purge_leaves_both_chains_whole(session, cast, team, retreat, rooms, of):
    edit_event(retreat, a_document(location="Attic"), based_on=1, by=cast.alice)
    move_event_to(retreat, rooms, by=cast.bob, based_on=2)
    edit_event(retreat, a_document(title="Summit"), based_on=3, by=cast.alice)
    if of == "event":
        purge_event(retreat, "Asked to", by=cast.root)
    else:
        purge_calendar(team if of == "old calendar" else rooms, "Asked to", by=cast.root)
    assert misfits() == []
    session.expire_all()
    assert session.get_one(Event, retreat).purged is (of != "old calendar")
    if of != "old calendar":
        rows = happened(session.get_one(Calendar, team), Filters(), 50).rows
        assert not any("Retreat" in line.title for row in rows if hasattr(row, "lines") for line in row.lines)


# -- at random


class Wanderer(RandomChanges):
    """Somebody who also moves events between calendars; `log` is what is where after each thing."""

    def __init__(self, by, calendars, seed):
        super().__init__(by, calendars[0], seed)
        self.calendars = calendars

    def change(self):
        if self.alive and self.dice.random() < 0.35:
            event = self._some()
            move_event_to(event.id, self.dice.choice(self.calendars), self.by, based_on=event.version)
            self.done["move"] = self.done.get("move", 0) + 1
        else:
            self.calendar_id = self.dice.choice(self.calendars)
            super().change()


def play(session, person, calendars, seed, turns):
    """Whatever is done, each calendar shows at each moment what was in it then, and the chains hold."""
    wanderer, seen = Wanderer(person, calendars, seed), []
    for _ in range(turns):
        wanderer.change()
        session.expire_all()
        heads = session.scalars(select(Event).where(Event.deleted.is_(False))).all()
        model = {one: set() for one in calendars}
        for head in heads:
            model[head.calendar_id].add((head.id, head.version))
        session.rollback()
        seen.append((datetime.now(UTC), model))
    for at, model in random.Random(seed).sample(seen, min(len(seen), 12)):
        for calendar_id in calendars:
            wanted = Wanted(at=at, calendar_id=calendar_id)
            found = {(one.row.id, one.row.version) for one in read(wanted, person, None, None)}
            assert found == model[calendar_id]
            file = export_then(person, open_calendar(person, calendar_id), at)
            assert file.count("\r\nUID:") >= len(found) and file.count("BEGIN:VCALENDAR") == 1
            session.rollback()
    assert misfits() == []
    return wanderer.done


@on_sqlite
@pytest.mark.parametrize("seed", range(2))
def test_moves_among_edits_and_undos_keep_every_moment(session, alice, seed):
    calendars = [create_calendar(name, "sky", "Europe/Berlin", by=alice) for name in ("One", "Two", "Three")]
    done = play(session, alice, calendars, seed, turns=50)
    assert done["move"] > 5 and len(done) > 4, done


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(6))
def test_the_same_for_long(session, alice, seed):
    calendars = [create_calendar(name, "sky", "Europe/Berlin", by=alice) for name in ("One", "Two", "Three")]
    done = play(session, alice, calendars, 100 + seed, turns=400)
    assert len(done) > 6, done
