"""Events at times that clocks show twice, for the tests of them."""

from datetime import UTC, datetime

from tests.support.cast import a_document
from webapp.domain import series
from webapp.domain.icalendar.files import read_file
from webapp.domain.icalendar.writing import Outgoing, write_file

BERLIN = "Europe/Berlin"
FIRST, SECOND = "2026-10-25T02:30", "2026-10-25T02:30 later"
EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def twice(**changes):
    return a_document(**{"start": SECOND, "end": "2026-10-25T03:30", **changes})


def weekly(**changes):
    return twice(end="2026-10-25T02:45 later", rrule="FREQ=WEEKLY;COUNT=3", **changes)


def spans(document):
    return [(f"{one.start:%d %H:%M}", f"{one.end:%H:%M}") for one in series.instances(document, *EVER)]


def file_of(document):
    return write_file([Outgoing("one@daybook.example", document, 1, NOW, NOW)])


def from_file(text):
    return read_file(text.encode(), BERLIN).events[0].document
