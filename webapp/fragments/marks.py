"""Which of the events on some days overlap in a calendar that holds one at a time; from what the page has loaded.

A mark speaks of the days it is drawn on alone, so that it is the same wherever those days are drawn anew.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from webapp.domain.overlaps import Span, on_days_of, overlapping_on
from webapp.operations.schedule import Item

Marks = frozenset[tuple[int, str]]
NONE: Marks = frozenset()


def marks_on(items: Iterable[Item], first: date, last: date, zone: str) -> Marks:
    """Event and recurrence id of what overlaps on the days `first` to `last`, as they are in `zone`."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for item in items:
        counts = item.one_at_a_time and item.status != "cancelled"
        if counts and item.first_day <= last and item.last_day >= first:
            spans[item.calendar_id].append(_span(item, zone))
    found = (overlapping_on(of_one, first, last, zone) for of_one in spans.values() if len(of_one) > 1)
    return NONE.union(*found)


def _span(item: Item, zone: str) -> Span:
    one = Span(item.start_utc, item.end_utc, item.event_id, item.recurrence_id, item.all_day)
    return on_days_of(one, zone)
