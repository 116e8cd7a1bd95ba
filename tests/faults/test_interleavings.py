"""Two people change one event through forms that they opened at different times: nothing saved is ever lost.

The seed of a run and the shortest failing sequence of steps are in the failure.
"""

import random
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.faults.interleavings import (
    LINES,
    UNITS,
    Form,
    Hands,
    Save,
    Step,
    Values,
    Version,
    random_steps,
    shrunk,
    values_of,
)
from tests.faults.outcomes import lost, resolved, started_from, together
from tests.support.cast import a_document
from tests.support.http import Browser, new_token
from tests.support.page_forms import fields_of
from webapp.domain.event_input import as_form
from webapp.models import EventVersion
from webapp.operations.events import create_event
from webapp.operations.reading import read_event

NAMES = ("Alice Adler", "Bob Brook")
DOCUMENT = a_document(description="\n".join(LINES))
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
LIVE_UNITS = tuple(
    unit for unit in UNITS if unit != "status"
)  # each value once, to tell which save made a version


def stored(session: Any, event_id: int) -> list[Version]:
    """The versions of an event; fails when their numbers have a gap, or one says wrongly what it changed."""
    session.rollback()
    query = select(EventVersion).where(EventVersion.event_id == event_id).order_by(EventVersion.version)
    found = session.scalars(query).all()
    assert [one.version for one in found] == list(range(1, len(found) + 1))
    versions = [Version(NAMES.index(one.actor_label), values_of(as_form(one.document))) for one in found]
    for number, one in enumerate(found[1:], 1):
        assert one.changed == differing(versions[number - 1].values, versions[number].values)
    return versions


def differing(one: Values, other: Values) -> list[str]:
    return [unit for unit in UNITS if one[unit] != other[unit]]


def authors(versions: Sequence[Version]) -> dict[str, tuple[int, str]]:
    """Which version gave each unit its value, and whose it is."""
    last = dict.fromkeys(UNITS, 1)
    for number in range(1, len(versions)):
        last |= dict.fromkeys(differing(versions[number - 1].values, versions[number].values), number + 1)
    return {unit: (number, NAMES[versions[number - 1].who]) for unit, number in last.items()}


def asked_again(page: str, event_id: int) -> Form:
    """The form of a conflict page."""
    fields = fields_of(page, "conflict")
    questions = list(dict.fromkeys(re.findall(r'name="choice\.([^"]+)"', page)))
    for name in questions:
        fields.setdefault(
            f"choice.{name}", "mine"
        )  # the question stands alone, and its first button is pressed
    bases = dict.fromkeys(UNITS, int(fields["base"]))
    boxes = {name: value for name, value in fields.items() if name.startswith("anew.")}
    return Form(f"/events/{event_id}", fields, bases, questions=questions, boxes=boxes)


class Table:
    """One event behind the app in this process, and what has to become of it."""

    def __init__(self, clients: Sequence[FlaskClient], session: Any, event_id: int) -> None:
        self._clients, self._session, self._id = clients, session, event_id
        self._path = f"/events/{event_id}"
        self._keys = 0
        self._answered: set[str] = set()
        self.versions = [Version(0, values_of(as_form(DOCUMENT)))]
        self.saves: list[Save] = []

    def open(self, who: int, rnd: random.Random) -> Form:
        version, fields = self.now(who)
        if rnd.random() < 0.1:  # drawing the page costs more than everything else here
            fields = fields_of(self._clients[who].get(f"{self._path}/edit").text, f"edit-{self._id}")
            assert (int(fields["base"]), values_of(fields)) == (version, self.versions[-1].values)
        return Form(self._path, fields, dict.fromkeys(UNITS, version))

    def open_field(self, who: int, unit: str) -> Form:
        page = self._clients[who].get(f"{self._path}/fields/{unit}/form", headers=HTMX).text
        fields = fields_of(page, f"form-{unit}")
        bases = dict.fromkeys(UNITS, int(fields["base"]))
        return Form(f"{self._path}/fields/{unit}", fields, bases, (unit,))

    def now(self, _who: int) -> tuple[int, dict[str, str]]:
        self._keys += 1
        version = len(self.versions)
        held = as_form(read_event(self._id).document)
        return version, held | {"base": str(version), "key": f"{self._id}-{self._keys}"}

    def send(self, who: int, form: Form) -> tuple[int, Form | None]:
        answer = self._clients[who].post(form.path, data=form.fields)
        asked = asked_again(answer.text, self._id) if answer.status_code == 409 else None
        self._expect(resolved(form.save(who), self.versions), form, answer.status_code, asked)
        return answer.status_code, asked

    def _expect(self, save: Save, form: Form, status: int, asked: Form | None) -> None:
        if form.fields["key"] in self._answered:  # a retry: nothing happens
            return
        base, theirs = started_from(save, self.versions), self.versions[-1].values
        result, collide = together(base, theirs, base | save.mine)
        units = dict.fromkeys(name.split(".")[0] for name in asked.questions) if asked else {}
        assert (status, list(units)) == (409 if collide else 303, collide)
        if not collide:
            self._answered.add(form.fields["key"])
            if result != theirs:
                self.versions.append(Version(save.who, result))
                self.saves.append(save)

    def check(self) -> None:
        """What was stored is what had to become of it, nothing is lost, and each unit names its author."""
        assert stored(self._session, self._id) == self.versions
        assert lost(self.versions, self.saves) == []
        origins = read_event(self._id).origins
        assert {unit: (one.version, one.author) for unit, one in origins.items() if unit in UNITS} == authors(
            self.versions
        )


Play = Callable[[Sequence[Step]], Table]


@pytest.fixture
def play(visit: Any, session: Any, alice: Any, bob: Any, team: int, no_csrf: None) -> Play:
    """Play steps on an event of their own; fails when anything is not as it has to be."""
    clients = [visit(alice), visit(bob)]

    def run(steps: Sequence[Step]) -> Table:
        table = Table(clients, session, create_event(team, DOCUMENT, by=alice).event_id)
        hands = [Hands(0, table), Hands(1, table)]
        for step in steps:
            hands[step.who].do(step)
        table.check()
        return table

    return run


def fails(play: Play, steps: Sequence[Step]) -> bool:
    try:
        play(steps)
    except AssertionError:
        return True
    return False


def play_at_random(play: Play, number: int, seed: int) -> list[Table]:
    """Play so many interleavings; a failure says with which seed, and the fewest steps that still fail."""
    rnd = random.Random(seed)
    tables = []
    for _ in range(number):
        steps = random_steps(rnd)
        try:
            tables.append(play(steps))
        except AssertionError as error:
            fewest = shrunk(steps, lambda some: fails(play, some))
            listed = "\n".join(map(str, fewest))
            raise AssertionError(f"Seed {seed} fails; the fewest steps are:\n{listed}\n{error}") from error
    return tables


def test_random_interleavings_of_two_people_lose_no_field(play: Play, database: Any) -> None:
    number = 60 if database.kind == "sqlite" else 15
    tables = play_at_random(play, number, seed=7)
    saves = sum(len(table.saves) for table in tables)
    assert saves > 2 * number, "most steps have to come to something"


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_ten_thousand_random_interleavings_lose_no_field(play: Play) -> None:
    play_at_random(play, 10_000, seed=time.time_ns())


class Wire:
    """One event on the real server, for two people who do not wait for each other."""

    def __init__(self, browsers: Sequence[Browser], event_id: int) -> None:
        self._browsers, self.event_id, self._path = browsers, event_id, f"/events/{event_id}"

    def open(self, who: int, _rnd: random.Random) -> Form:
        fields = fields_of(self._browsers[who].get(f"{self._path}/edit")[2], f"edit-{self.event_id}")
        return Form(self._path, fields, dict.fromkeys(UNITS, int(fields["base"])))

    def open_field(self, who: int, _unit: str) -> Form:
        return self.open(
            who, random.Random()
        )  # one field in place is for htmx, which the browser here is not

    def now(self, who: int) -> tuple[int, dict[str, str]]:
        fields = self.open(who, random.Random()).fields
        return int(fields["base"]), fields

    def send(self, who: int, form: Form) -> tuple[int, Form | None]:
        status, _, page = self._browsers[who].post(form.path, form.fields)
        assert status in (303, 409), f"{status} from {form.path}"
        return status, asked_again(page, self.event_id) if status == 409 else None


def play_at_once(wire: Wire, steps: Sequence[Step]) -> list[Hands]:
    """Both people do their steps at the same time."""

    def run(who: int) -> Hands:
        hands = Hands(who, wire, LIVE_UNITS)
        for step in steps:
            if step.who == who:
                hands.do(step)
        return hands

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def in_order(hands: Sequence[Hands], versions: Sequence[Version]) -> list[Save]:
    """The saves that made the versions: each person's in the order in which they were acknowledged."""
    made = [
        iter([save for save in one.saves if (base := started_from(save, versions)) | save.mine != base])
        for one in hands
    ]
    saves = [next(made[version.who]) for version in versions[1:]]
    assert [list(rest) for rest in made] == [[], []], "a save was acknowledged that made no version"
    return saves


@pytest.mark.parametrize("number", [12, pytest.param(50, marks=pytest.mark.soak)])
def test_two_people_at_the_same_time_on_the_real_server_lose_no_field(
    session: Any, alice: Any, bob: Any, team: int, live_server: Any, number: int
) -> None:
    rnd = random.Random(11)
    with (
        Browser(live_server.port, new_token(alice)) as one,
        Browser(live_server.port, new_token(bob)) as other,
    ):
        for _ in range(number):
            wire = Wire([one, other], create_event(team, DOCUMENT, by=alice).event_id)
            hands = play_at_once(wire, random_steps(rnd))
            check_at_once(hands, stored(session, wire.event_id))


def check_at_once(hands: Sequence[Hands], versions: Sequence[Version]) -> None:
    """Whatever came first: each version is what had to become of the one before, and nothing is lost."""
    for one in hands:
        one.saves[:] = [resolved(save, versions) for save in one.saves]
    saves = in_order(hands, versions)
    assert lost(versions, saves) == []
    for before, after, save in zip(versions, versions[1:], saves, strict=False):
        base = started_from(save, versions)
        assert together(base, before.values, base | save.mine) == (after.values, [])
