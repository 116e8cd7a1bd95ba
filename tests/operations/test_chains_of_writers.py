"""However rows of history come to be, at once and in any order, their chains fit."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select

from tests.support.cast import a_document
from tests.support.chains import alter, misfits
from webapp.domain.chain_checks import CONTENT
from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.models import CalendarChange, Event, EventVersion, Person, ShareChange
from webapp.operations import calendars, events, sharing
from webapp.operations.accounts import Device, sign_in
from webapp.operations.calendar_changes import SettingsConflict, undo_settings
from webapp.operations.errors import NotThere, Refused
from webapp.operations.history import bring_back
from webapp.operations.importing import import_calendar
from webapp.operations.purging import purge_event
from webapp.operations.undoing import undo_version
from webapp.operations.undoing_sets import SetConflict, undo_change_set
from webapp.operations.verifying import verify

THREADS, EACH = 8, 6
FILE = "".join(
    f"BEGIN:VEVENT\r\nUID:{n}-{{0}}\r\nDTSTART:2026032{n}T180000\r\nSUMMARY:Supper {n}\r\nEND:VEVENT\r\n"
    for n in range(5)
)


def test_eight_at_once_leave_chains_that_fit(app, session, cast, team, retreat):
    """They edit one event, share it, make others, and sign in: all chains are written to at the same time."""
    session.rollback()
    ids = [cast.alice.id, cast.bob.id]

    def write(number):
        with app.app_context():
            by = db.session.get_one(Person, ids[number % 2])
            for n in range(EACH):
                one_write(number, n, by)
            db.session.remove()

    def one_write(number, n, by):
        if n % 3 == 0:
            events.create_event(team, a_document(title=f"{number} {n}"), by=by)
        elif n % 3 == 1:
            sign_in("alice" if number % 2 == 0 else "bob", "no password of theirs", Device())
        else:
            version = db.session.get_one(Event, retreat).version
            with suppress(events.EditConflict):
                events.edit_event(retreat, a_document(tags=[f"{number}-{n}"]), version, by=by)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, range(THREADS)))

    session.rollback()
    found = list(verify({}))
    assert [one.misfit for one in found] == [None] * len(found)
    assert found[0].rows == THREADS * EACH // 3
    made = session.scalar(select(func.count()).select_from(EventVersion).where(EventVersion.version == 1))
    assert made == THREADS * EACH // 3 + 1


ACTS = {
    "make": lambda story: events.create_event(story.calendar, story.document(), by=story.by()),
    "edit": lambda story: events.edit_event(
        story.event(), story.document(), story.version, by=story.by(), why=story.dice.choice(["", "so"])
    ),
    "delete": lambda story: events.delete_event(story.event(), by=story.by()),
    "undelete": lambda story: events.undelete_event(story.event(), by=story.by()),
    "restore": lambda story: events.restore_version(story.event(), story.old(), by=story.by()),
    "undo": lambda story: undo_version(story.event(), story.old(), by=story.by()),
    "undo all": lambda story: undo_change_set(story.change_set(), by=story.by()),
    "bring back": lambda story: bring_back(story.event(), story.old(), "location", by=story.by()),
    "share": lambda story: sharing.share_event(
        story.event(), story.cast.charlie.id, story.dice.choice(list(Role)), by=story.cast.alice
    ),
    "unshare": lambda story: sharing.stop_sharing_event(
        story.event(), story.cast.charlie.id, by=story.cast.alice
    ),
    "import": lambda story: import_calendar(story.calendar, story.file(), by=story.by()),
    "rename": lambda story: calendars.change_calendar(
        story.calendar, f"Team {story.dice.random()}", "sky", "Europe/Berlin", by=story.cast.alice
    ),
    "undo rename": lambda story: undo_settings(*story.change_of_settings(), by=story.cast.alice),
    "sign in": lambda story: sign_in("alice", "no password of hers", Device()),
    "purge": lambda story: purge_event(story.event(), "so", by=story.cast.root),
}
# A purge leaves little to go on with.
WEIGHTS = [{"purge": 1, "import": 1, "make": 2, "edit": 8, "undo": 8}.get(name, 4) for name in ACTS]


class Story:
    """Random acts of the cast on two calendars; what is refused writes nothing."""

    def __init__(self, seed, cast, team):
        self.dice, self.cast = random.Random(seed), cast
        self.calendars = [team, calendars.create_calendar("Other", "leaf", "Europe/Berlin", by=cast.alice)]
        sharing.share_calendar(self.calendars[1], cast.bob.id, Role.EDITOR, by=cast.alice)
        self.version = 1

    @property
    def calendar(self):
        return self.dice.choice(self.calendars)

    def by(self):
        return self.dice.choice([self.cast.alice, self.cast.bob])

    def event(self):
        found = db.session.execute(select(Event.id, Event.version).order_by(Event.id)).all()
        number, self.version = self.dice.choice(found) if found else (1, 1)
        return number

    def old(self):
        return self.dice.randint(1, self.version)

    def change_set(self):
        """Of some version; new ones more often than old ones."""
        found = db.session.scalars(select(EventVersion.change_set_id).order_by(EventVersion.seq)).all()
        return self.dice.choice(found[-10:]) if found else 1

    def change_of_settings(self):
        found = db.session.execute(select(CalendarChange.calendar_id, CalendarChange.id)).all()
        return self.dice.choice(found) if found else (1, 1)

    def document(self):
        day = self.dice.randint(10, 28)
        rule = self.dice.choice(["", "", "FREQ=DAILY;COUNT=3"])
        words = {"title": f"T{self.dice.randint(1, 9)} ü", "location": f"L{self.dice.randint(1, 9)}"}
        return a_document(**words, start=f"2026-03-{day}T09:00", end=f"2026-03-{day}T10:00", rrule=rule)

    def file(self):
        events_of_file = FILE.format(self.dice.randint(1, 9))
        return f"BEGIN:VCALENDAR\r\n{events_of_file}END:VCALENDAR\r\n".encode()

    def play(self, acts, but=()):
        done = []
        for name in self.dice.choices(list(ACTS), WEIGHTS, k=acts):
            if name in but:
                continue
            with suppress(NotThere, Refused, events.EditConflict, SetConflict, SettingsConflict):
                ACTS[name](self)
                done.append(name)
        return done


def test_a_random_story_leaves_chains_that_fit(session, cast, team):
    story, done = Story(2, cast, team), set()
    for turn in range(10):  # at least 120 acts, and all kinds of them
        done |= set(story.play(40))
        if turn >= 2 and done == set(ACTS):
            break

    assert done == set(ACTS)
    assert misfits() == []


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(20))
def test_many_random_stories_leave_chains_that_fit(session, cast, team, seed):
    Story(seed, cast, team).play(400)

    assert misfits() == []
    alter(session, "UPDATE event_version SET summary = 'x' WHERE id = (SELECT max(id) FROM event_version)")
    assert [one.what for one in misfits()] == [CONTENT]


def test_what_was_there_before_the_chains_is_chained_by_the_migration(session, cast, team):
    Story(3, cast, team).play(40, but=("purge",))
    session.rollback()
    downgrade(revision="0006")  # changes of settings and their lines go with it
    upgrade()

    found = list(verify({}))
    assert [one.misfit for one in found] == [None] * len(found)
    rows = [session.scalar(select(func.count()).select_from(model)) for model in (EventVersion, ShareChange)]
    assert sum(one.rows for one in found[1:]) == sum(rows) > 20
    events.create_event(team, a_document(), by=cast.alice)
    assert misfits() == []
