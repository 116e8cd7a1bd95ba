"""A document, and what is said when some of its fields change."""

from webapp.domain.document import ONCE
from webapp.domain.wording import describe, say, say_unit

RETREAT = {
    **ONCE,
    "title": "Retreat",
    "description": "",
    "location": "Harbour room",
    "start": "2026-03-24T09:00",
    "end": "2026-03-24T10:00",
    "zone": "Europe/Berlin",
    "all_day": False,
    "tags": ["planning"],
    "status": "confirmed",
}
HOLIDAY = {**RETREAT, "all_day": True, "start": "2026-03-24", "end": "2026-03-24"}


def said(before=RETREAT, locale="en_GB", clock=24, **fields):
    return say(describe(before, {**before, **fields}), locale, clock)


def said_of_unit(before=RETREAT, locale="en_GB", clock=24, **fields):
    (message,) = describe(before, {**before, **fields})
    return say_unit(message, locale, clock)


def at(start, end, **fields):
    return {"start": f"2026-03-{start}", "end": f"2026-03-{end}", **fields}
