"""Random edits and deletions of a series, taken back change set by change set: documents and occurrences are as before."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tests.domain.test_series_edits import Plain, at, by_name, changed, told
from tests.operations.test_undoing_sets import heads, now
from tests.support.cast import a_document
from webapp.domain.series import wall_of
from webapp.models import CalendarLog, ChangeSet, Event, EventVersion
from webapp.operations.events import EditConflict, create_event, delete_event
from webapp.operations.series import edit_instances, remove_instances
from webapp.operations.undoing import undo_version
from webapp.operations.undoing_sets import SetConflict, undo_change_set

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
RULES = ("FREQ=WEEKLY;COUNT=8;BYDAY=TU", "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;UNTIL=20260421T070000Z;BYDAY=TU")
SCOPES = ("this", "following", "all", "out", "end", "gone")


class Played:
    """A series in the database, what was done to it, and which instance is which: `ids` has them by event."""

    def __init__(self, session, team, by, seed):
        self.session, self.by, self.dice = session, by, random.Random(seed)
        series = a_document(
            title="Stand-up", start="2026-03-03T09:00", end="2026-03-03T09:15", rrule=self.dice.choice(RULES)
        )
        self.first = series
        self.events = [create_event(team, series, by=by).event_id]
        self.ids = [list(range(len(by_name(series))))]
        self.steps, self.sets, self.states = [], [], [heads(session)]

    def play(self, scopes):
        """Some steps, each with the state that it leads to."""
        for n in range(self.dice.randint(2, 5)):
            if there := [k for k, one in enumerate(self.events) if not now(self.session, one).deleted]:
                event = self.dice.choice(there)
                self._step(event, self.dice.choice(self.ids[event]), self.dice.choice(scopes), n)

    def play_a_date_that_goes_along(self):
        """A step about one date, some others, a split that takes it along, and others after that."""
        which = self.dice.choice(self.ids[0][1:])
        self._step(0, which, self.dice.choice(("this", "out")), 0)
        for n in range(1, self.dice.randint(2, 4)):
            self._anywhere(("this", "out", "all"), n)
        if upto := [one for one in self.ids[0][1:] if one <= which]:
            self._step(0, self.dice.choice(upto), "following", 10)
        for n in range(11, self.dice.randint(12, 14)):
            self._anywhere(SCOPES[:4], n)

    def _anywhere(self, scopes, n):
        event = self.dice.randrange(len(self.events))
        self._step(event, self.dice.choice(self.ids[event]), self.dice.choice(scopes), n)

    def _step(self, event, which, scope, n):
        step = (which, scope, *self._change(n))
        if change_set := self._do(event, *step):
            self.steps.append(step)
            self.sets.append(change_set)
            self.states.append(heads(self.session))

    def _change(self, n):
        """How much later, and another title than any before."""
        shift = timedelta(minutes=15 * self.dice.choice((0, 0, 1, 2, -1)))
        return shift, self.dice.choice((None, f"Title {n}")) if shift else f"Title {n}"

    def _do(self, event, which, scope, shift, title):
        event_id, place = self.events[event], self.ids[event].index(which)
        document = now(self.session, event_id).document
        name = by_name(document)[place].recurrence_id
        if scope == "gone":
            return delete_event(event_id, by=self.by).change_set
        if scope in ("out", "end"):
            if len(self.ids[event]) == 1 or (scope == "end" and not place):
                return 0
            self.ids[event] = without(self.ids[event], place, scope)
            return remove_instances(
                event_id, name, {"out": "this", "end": "following"}[scope], by=self.by
            ).change_set
        mine = changed(document, name)
        moved = at((wall_of(mine["start"]) + shift).isoformat()) if shift else {}
        mine |= moved | ({"title": title} if title else {})
        saved = edit_instances(event_id, name, scope, mine, now(self.session, event_id).version, by=self.by)
        if saved.rest_id:
            self.events.append(saved.rest_id)
            self.ids[event : event + 1], rest = [self.ids[event][:place]], self.ids[event][place:]
            self.ids.append(rest)
        return saved.change_set

    def told(self):
        """Every instance that is there, as the reference tells it."""
        there = [now(self.session, one) for one in self.events]
        return sorted(line for one in there if not one.deleted for line in told(one.document))

    def without_step(self, number):
        """What the reference makes of all steps but one."""
        plain, ids = Plain(self.first), [list(range(len(by_name(self.first))))]
        for n, (which, scope, shift, title) in enumerate(self.steps):
            event = next(k for k, some in enumerate(ids) if which in some)
            place = ids[event].index(which)
            if n == number:
                continue
            if scope == "out":
                plain.leave_out(event, place)
                ids[event] = without(ids[event], place, scope)
            else:
                plain.change(event, place, scope, shift, title)
                if scope == "following" and place:
                    ids.append(ids[event][place:])
                    ids[event] = ids[event][:place]
        return plain.told()


def without(ids, place, scope):
    return ids[:place] + ids[place + 1 :] if scope == "out" else ids[:place]


def back_to_the_beginning(session, team, by, seed):
    played = Played(session, team, by, seed)
    played.play(SCOPES)
    for change_set, state in zip(reversed(played.sets), reversed(played.states[:-1]), strict=True):
        undo_change_set(change_set, by=by)
        assert heads(session) == state, (seed, played.steps)
    clear(session)
    return len(played.sets)


def one_of_them_alone(session, team, by, seed):
    """Take one step back and keep the later ones; whether nothing collided."""
    played = Played(session, team, by, seed)
    played.play(SCOPES[:4])
    number = played.dice.randrange(len(played.sets))
    before = heads(session)
    try:
        take_back(session, by, played.sets[number], seed)
    except (SetConflict, EditConflict):
        assert heads(session) == before, "where it asks, nothing is written"
        clear(session)
        return False
    # A change of the series alone is no change of the event that a later split makes of its rest; one of a date goes along.
    split = any(scope == "following" for _, scope, _, _ in played.steps[number + 1 :])
    if not split or (played.steps[number][1] in ("this", "out") and not moved_again(played, number)):
        assert played.told() == played.without_step(number), (seed, number, played.steps)
    clear(session)
    return True


def a_date_that_went_along(session, team, by, seed):
    """Take back what was changed on a date that a split has taken along since; whether nothing collided."""
    played = Played(session, team, by, seed)
    played.play_a_date_that_goes_along()
    before, went = heads(session), len(played.events) > 1
    try:
        take_back(session, by, played.sets[0], seed)
    except (SetConflict, EditConflict):
        assert heads(session) == before, "where it asks, nothing is written"
        went = False
    else:
        if not moved_again(played, 0):
            assert played.told() == played.without_step(0), (seed, played.steps)
    clear(session)
    return went


def moved_again(played, number):
    """Whether the same date was moved by itself once more: then it may be where the rest of its series is by now, and stays there."""
    which, scope, shift, _ = played.steps[number]
    later = played.steps[number + 1 :]
    return scope == "this" and shift and any(one[:2] == (which, "this") and one[2] for one in later)


def take_back(session, by, change_set, seed):
    """As a whole, or as the one version that it wrote; both come to the same."""
    versions = session.scalars(select(EventVersion).where(EventVersion.change_set_id == change_set)).all()
    if len(versions) > 1 or seed % 2:
        undo_change_set(change_set, by=by)
    else:
        undo_version(versions[0].event_id, versions[0].version, by=by)


def clear(session):
    session.execute(delete(Event))
    session.execute(delete(CalendarLog).where(CalendarLog.kind == "event"))
    session.execute(delete(ChangeSet).where(ChangeSet.undoes_id.is_not(None)))
    session.execute(delete(ChangeSet))
    session.commit()


def test_random_edits_taken_back_newest_first_lead_to_the_beginning(session, team, alice):
    assert sum(back_to_the_beginning(session, team, alice, seed) for seed in range(40)) > 100


def test_one_random_edit_taken_back_leaves_what_the_others_make(session, team, alice):
    assert sum(one_of_them_alone(session, team, alice, seed) for seed in range(20)) > 8


def test_what_was_changed_on_a_date_is_taken_back_wherever_splits_took_it(session, team, alice):
    assert sum(a_date_that_went_along(session, team, alice, seed) for seed in range(30)) > 10


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_thousand_dates_are_changed_back_wherever_splits_took_them(session, team, alice):
    assert sum(a_date_that_went_along(session, team, alice, seed) for seed in range(1000, 3000)) > 500


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_thousand_sequences_lead_to_the_beginning(session, team, alice):
    for seed in range(1000, 3000):
        back_to_the_beginning(session, team, alice, seed)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_one_of_two_thousand_sequences_taken_back_leaves_what_the_others_make(session, team, alice):
    assert sum(one_of_them_alone(session, team, alice, seed) for seed in range(1000, 3000)) > 500
