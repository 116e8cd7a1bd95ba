"""Find a time: when several people are free at once, as an address that one can share."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import Blueprint, render_template, request

from webapp.domain.attendance import PARTS, person_of
from webapp.domain.common_times import Attendee, Slot, Wish, slots
from webapp.domain.document import Document
from webapp.domain.moving import Wanted, moved, seen_in
from webapp.domain.periods import span, to_utc, told_in
from webapp.domain.roles import Role
from webapp.domain.series import has_instance, instance_document
from webapp.domain.time_query import LENGTHS, LONGEST, MOST_DAYS, SHORTEST, Asked, read_query
from webapp.domain.which_input import FIRST, SECOND
from webapp.domain.wording_dates import span as say_length
from webapp.entry.identity import person
from webapp.fragments.free_times import AT_ONCE, Answer, Target
from webapp.operations.access import open_event
from webapp.operations.acquaintances import Someone, known_to
from webapp.operations.errors import NotThere, Refused
from webapp.operations.free_busy import Timetable, find_acquaintances, timetables
from webapp.views.shell import shell

bp = Blueprint("free_times", __name__)


@bp.get("/free-times")
def show() -> str | tuple[str, int]:
    event = _event()
    values = dict(request.args.lists())
    asked = read_query(values if event is None else event.values | values, shell().today)
    if not asked.people:
        asked.required = [person().username]
    people = _people(asked)
    if asked.errors:
        return _page(asked, event), 422
    return _page(asked, event, _answer(asked, people, event) if request.args else None)


@dataclass(frozen=True)
class _Event:
    """The event that a time is looked for, or one instance of it; `values` ask for whom and what it is now."""

    id: int
    occurrence: str
    document: Document
    values: dict[str, list[str]]
    unknown: list[str]  # who is invited too, and is nobody that the reader plans with

    @property
    def title(self) -> str:
        return str(self.document["title"])

    def goes_to(self, slot: Slot, zone: str) -> bool:
        """Whether moving it there gives this time: it stays as long by its own clocks, over a change of them as well."""
        start, end = (told_in(moment, zone) for moment in (slot.start, slot.end))
        if end - start == slot.end - slot.start:
            return True
        seen = seen_in(self.document, zone)
        wanted = Wanted(start, start + (seen.end - seen.start), False, SECOND if start.fold else FIRST)
        return span(moved(self.document, wanted, zone)) == (slot.start, slot.end)


def _event() -> _Event | None:
    """What `event` names, for who may move it; it does not count as something that keeps its people busy."""
    if "event" not in request.args:
        return None
    opened = open_event(person(), _number(request.args["event"]), at_least=Role.EDITOR)
    occurrence = request.args.get("occurrence", "")
    series = opened.event.document
    if occurrence and not has_instance(series, occurrence):
        raise NotThere
    document = instance_document(series, occurrence) if occurrence else series
    known = {one.id: one.username for one in known_to(person())}
    invited = {person_of(key) or 0: who for key, who in document["attendees"].items() if person_of(key)}
    wanted = {
        part: [known[who] for who, one in invited.items() if who in known and one["part"] == part]
        for part in PARTS
    }
    unknown = [one["name"].split(" ", 1)[0] for who, one in invited.items() if who not in known]
    seen = seen_in(document, shell().zone)
    minutes = min(max(int((seen.end - seen.start).total_seconds()) // 60, SHORTEST), LONGEST)
    values = {
        "with": wanted["required"] or [person().username],
        "optional": wanted["optional"],
        "date": [max(seen.start.date(), shell().today).isoformat()],
        "length": [str(minutes)],
    }
    return _Event(opened.event.id, occurrence, document, values, unknown)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise NotThere
    return int(text)


def _people(asked: Asked) -> dict[str, Someone]:
    """Who is meant, by username; whoever is not there, or shares nothing, is told alike."""
    try:
        found = find_acquaintances(asked.people, person())
    except Refused as refused:
        asked.errors["with"] = str(refused)
        return {}
    for field, names in (("with", asked.required), ("optional", asked.optional)):
        if missing := next((name for name in names if name not in found), ""):
            asked.errors[field] = (
                f"You share no calendar with anybody called “{missing}”. Choose people of your calendars."
            )
    return found


def _answer(asked: Asked, people: dict[str, Someone], event: _Event | None) -> Answer:
    wish = Wish(
        asked.first,
        asked.days,
        timedelta(minutes=asked.minutes),
        shell().zone,
        not asked.outside,
        asked.step,
        shell().now,
    )
    found = timetables([people[name] for name in asked.people], *_range(wish), event.id if event else 0)
    slots_of = _slots(asked, found.people, wish, event)
    times = [one for one in slots_of if not found.until or one.end <= found.until]
    audience, unknown = shell().audience("viewer"), event.unknown if event else []
    to = f"/events/{event.id}/moves/new" if event else ""
    of = event.occurrence if event else ""
    return Answer(wish, found, asked.optional, times, audience, Target(to, of), unknown)


def _range(wish: Wish) -> tuple[datetime, datetime]:
    """A slot may end on the day after the last one."""
    last = wish.first + timedelta(days=wish.days)
    first, end = (to_utc(datetime.combine(day, time()), wish.zone) for day in (wish.first, last))
    return first, end + wish.length


def _slots(asked: Asked, tables: list[Timetable], wish: Wish, event: _Event | None) -> list[Slot]:
    found = [
        Attendee(
            table.person.username, table.person.zone, table.busy, table.person.username not in asked.optional
        )
        for table in tables
        if table.person.tells
    ]
    if not found:
        return []
    return slots(found, wish, lambda slot: event is None or event.goes_to(slot, wish.zone))


def _page(asked: Asked, event: _Event | None, answer: Answer | None = None) -> str:
    shell().current, shell().month = "free_times", asked.first.replace(day=1)
    lengths = sorted({*LENGTHS, asked.minutes})
    return render_template(
        "free_times/show.html",
        asked=asked,
        event=event,
        answer=answer,
        errors=asked.errors,
        known=[one for one in known_to(person()) if one.username not in asked.people],
        lengths=[(minutes, say_length(minutes, shell().account.locale)) for minutes in lengths],
        most_days=MOST_DAYS,
        at_once=AT_ONCE,
    )
