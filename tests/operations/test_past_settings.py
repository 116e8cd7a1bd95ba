"""Calendars at a past moment: called as they were, in the colour and zone of then, whatever was changed and taken back."""

import random
import re

import pytest
from sqlalchemy import func, select

from tests.operations.test_past import DAYS, ZONE, now
from tests.support.cast import a_document
from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.models import CalendarChange
from webapp.operations.access import open_calendar
from webapp.operations.calendar_changes import settings_of, undo_settings
from webapp.operations.calendars import calendars_of, change_calendar
from webapp.operations.events import create_event
from webapp.operations.past import export_then, items_then
from webapp.operations.past_settings import calendar_then, rows_then
from webapp.operations.sharing import share_event


def test_a_calendar_is_called_and_looks_as_it_did(alice, charlie, team):
    event = create_event(team, a_document(), by=alice).event_id
    share_event(event, charlie.id, Role.VIEWER, by=alice)

    def told(at):
        rows = {row.id: row for row in rows_then(calendars_of(alice), at)}
        alone = items_then(charlie, [], [], DAYS, ZONE, at)
        row = rows[team]
        file = export_then(alice, open_calendar(alice, team), at)
        named = re.findall("X-WR-CALNAME:(.*)\r", file)
        return row.name, row.hue, row.zone, row.one_at_a_time, {item.hue for item in alone}, named

    moments = [now()]
    change_calendar(team, "Crew", "rose", "Asia/Tokyo", by=alice, one_at_a_time=True)
    moments.append(now())
    change_calendar(team, "Crew", "leaf", "Asia/Tokyo", by=alice)
    moments.append(now())
    assert [told(at) for at in moments] == [
        ("Team", "sky", "Europe/Berlin", False, {"sky"}, ["Team"]),
        ("Crew", "rose", "Asia/Tokyo", True, {"rose"}, ["Crew"]),
        ("Crew", "leaf", "Asia/Tokyo", True, {"leaf"}, ["Crew"]),
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_settings_changed_and_taken_back_at_random_are_told_as_they_were_recorded(alice, team):
    dice, recorded = random.Random(5), []
    for _ in range(40):
        calendar = open_calendar(alice, team).calendar
        recorded.append((now(), settings_of(calendar)))
        newest = db.session.scalar(select(func.max(CalendarChange.id)))
        if newest and dice.random() < 0.3:
            undo_settings(team, newest, by=alice)
            continue
        wanted = {"name": dice.choice("ABC"), "hue": dice.choice(["sky", "rose"]), "zone": "UTC"}
        change_calendar(team, **wanted, by=alice, one_at_a_time=dice.random() < 0.5)
    found = [calendar_then(open_calendar(alice, team).calendar, at) for at, _ in recorded]
    assert found == [settings for _, settings in recorded]
    assert len({str(settings) for settings in found}) > 6
