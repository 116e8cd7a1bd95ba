"""A series and its forms as a browser sends them."""

from datetime import UTC, datetime

import pytest

from tests.support.cast import a_document
from webapp.domain.event_input import FORM_FIELDS, as_form
from webapp.domain.series import instance_document, instances
from webapp.models import Event
from webapp.operations.events import create_event

WEEKLY = "FREQ=WEEKLY;COUNT=10;BYDAY=TU"
THIRD = "2026-04-07T09:00"


def standup(**changes):
    return a_document(title="Stand-up", rrule=WEEKLY, **changes)


@pytest.fixture
def series(team, alice):
    """The id of a stand-up on ten Tuesdays from 24 March 2026 on, nine to ten in Berlin."""
    return create_event(team, standup(), by=alice).event_id


def sent(document, base=1, **changes):
    """What a browser sends of a form: exceptions are no control of it, and empty boxes are not sent."""
    form = {name: value for name, value in as_form(document).items() if name not in ("overrides", "exdate")}
    boxes = {name for name in FORM_FIELDS["repeats"] if name.startswith("repeat_") and len(name) == 9}
    return {name: value for name, value in form.items() if value or name not in boxes | {"all_day"}} | {
        "base": str(base),
        **changes,
    }


def of_instance(document, name, base=1, **changes):
    mine = {**instance_document(document, name), "rrule": document["rrule"]}
    return sent(mine, base, occurrence=name, **changes)


def starts(session, event_id):
    document = session.get(Event, event_id).document
    found = instances(document, datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
    return [instance_document(document, one.recurrence_id)["start"][5:] for one in found]
