"""What something overlaps with: the note of a form, with times that are free, and the line of an event page."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import render_template

from webapp.domain.locales import Audience
from webapp.domain.wording_overlaps import Overlap, say_busy, say_one, say_slot, say_until
from webapp.operations.overlaps import Overlaps, Slot

# So many lines an event page has of them; the rest is counted.
LINES = 5


@dataclass(frozen=True)
class Line:
    """One of them: a link where the reader may see it, else who is busy."""

    text: str
    when: str
    url: str = ""


def form_note(url: str, said: str, slots: Sequence[Slot], audience: Audience) -> str:
    """HTML of the note with the DOM id `overlaps`; empty while nothing overlaps. `url` is where a fresh one comes from."""
    free = [(slot.choice, say_slot(slot.start, slot.end, slot.all_day, audience)) for slot in slots]
    return render_template("events/_overlaps_note.html", url=url, said=said, free=free)


def event_line(event_id: int, occurrence: str, found: Overlaps, audience: Audience) -> str:
    """HTML of the row with the DOM id `ev-overlaps`."""
    return render_template(
        "events/_overlaps.html",
        event_id=event_id,
        occurrence=occurrence,
        lines=[_line(one, audience) for one in found.found[:LINES]],
        more=max(found.count - LINES, 0),
        until=say_until(found.until, audience),
    )


def path_of(one: Overlap) -> str:
    """The page of an occurrence, or nothing for whom it is hidden from."""
    if one["event_id"] is None:
        return ""
    occurrence = f"?occurrence={quote(one['recurrence_id'])}" if one["recurrence_id"] else ""
    return f"/events/{one['event_id']}{occurrence}"


def _line(one: Overlap, audience: Audience) -> Line:
    text = say_busy(one) if one["title"] is None else one["title"]
    return Line(text, say_one(one, audience), path_of(one))
