"""A person is erased from what was planned before everybody had to wait, whatever others did to history meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.operations.test_erasing import WHY, naming, zoe
from tests.support.cast import a_document
from tests.support.chains import misfits
from webapp.domain.roles import Role
from webapp.models import Seal
from webapp.operations import erasing
from webapp.operations.accounts import Device, change_profile, sign_in
from webapp.operations.calendars import change_calendar, create_calendar, delete_calendar
from webapp.operations.emptying import empty_trash
from webapp.operations.erasing import erase_person
from webapp.operations.events import create_event, edit_event
from webapp.operations.purging import purge_event
from webapp.operations.purging_calendars import purge_calendar
from webapp.operations.sharing import share_calendar

__all__ = ["zoe"]
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Scene:
    """What others do while it is looked up what names Zoe: `edit`, `rename` … by name."""

    def __init__(self, cast, zoe, team):
        self.cast, self.zoe, self.team = cast, zoe, team
        self.other = create_event(team, a_document(title="Other"), by=zoe).event_id
        self.attic = zoe_s_own(zoe)

    def nothing(self):
        pass

    def write(self):
        """New rows of every kind that name her."""
        edit_event(self.other, a_document(title="Hers"), 1, by=self.zoe)
        share_calendar(self.team, self.cast.charlie.id, Role.VIEWER, by=self.zoe)
        change_calendar(self.team, "Team", "moss", "Europe/Berlin", by=self.zoe)
        sign_in("zoe", "a lantern in the fog", Device("Firefox", "10.0.0.7"))

    def rename(self):
        change_profile(self.zoe, {"name": f"{self.zoe.name} Zauber"[:80]})

    def purge(self):
        purge_event(self.other, "Court order 12", by=self.zoe)

    def purge_all(self):
        purge_calendar(self.attic, "Court order 13", by=self.zoe)

    def empty(self):
        delete_calendar(self.attic, by=self.zoe)
        empty_trash(7, datetime.now(UTC) + timedelta(days=100))

    def erase_another(self):
        erase_person(self.cast.bob.id, WHY, by=self.cast.root)


def zoe_s_own(zoe):
    """A calendar of hers with something in its history, and nothing in it."""
    attic = create_calendar("Attic", "sky", "Europe/Berlin", by=zoe)
    change_calendar(attic, "Loft", "moss", "Europe/Berlin", by=zoe)
    return attic


@pytest.fixture
def planned(monkeypatch, cast, zoe, team):
    """`planned(name, times)`: that is done behind each of so many plans; a list of how many rows each plan had."""
    scene, made, original = Scene(cast, zoe, team), [], erasing._plan

    def after(name, times):
        def plan(act):
            found = original(act)
            if act.person_id == zoe.id:
                made.append(len(found.seals))
                if len(made) <= times:
                    getattr(scene, name)()
            return found

        monkeypatch.setattr(erasing, "_plan", plan)
        return made

    return after


def erased(session, zoe, root):
    """Whether she is gone as she should be; how many rows were rewritten."""
    rows = erase_person(zoe.id, WHY, by=root)
    assert naming(session) == set()
    assert misfits() == []
    assert 0 < rows <= session.scalar(select(func.count()).select_from(Seal))
    return rows


@pytest.mark.parametrize(("meanwhile", "more"), [("write", 4), ("nothing", 0)])
def test_what_is_written_behind_the_plan_is_rewritten_too(session, planned, zoe, root, meanwhile, more):
    plans = planned(meanwhile, 1)
    rows = erased(session, zoe, root)
    assert len(plans) == 1 and rows >= plans[0] + more


@only_sqlite
@pytest.mark.parametrize("meanwhile", ["rename", "purge", "purge_all", "empty", "erase_another"])
def test_where_history_was_rewritten_or_she_has_another_name_there_is_another_plan(
    session, planned, zoe, root, meanwhile
):
    plans = planned(meanwhile, 1)
    erased(session, zoe, root)
    assert len(plans) == 2


@only_sqlite
def test_who_is_overtaken_again_and_again_plans_while_everybody_waits(session, planned, zoe, root):
    plans = planned("rename", 99)
    erased(session, zoe, root)
    assert len(plans) == erasing.AHEAD
