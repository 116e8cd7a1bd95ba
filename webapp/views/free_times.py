"""Find a time: when several people are free at once, as an address that one can share."""

from datetime import datetime, time, timedelta

from flask import Blueprint, render_template, request

from webapp.domain.common_times import Attendee, Slot, Wish, slots
from webapp.domain.periods import to_utc
from webapp.domain.time_query import LENGTHS, MOST_DAYS, Asked, read_query
from webapp.domain.wording_dates import span
from webapp.entry.identity import person
from webapp.fragments.free_times import AT_ONCE, Answer
from webapp.operations.errors import Refused
from webapp.operations.acquaintances import Someone, known_to
from webapp.operations.free_busy import Timetable, find_acquaintances, timetables
from webapp.views.shell import shell

bp = Blueprint("free_times", __name__)


@bp.get("/free-times")
def show() -> str | tuple[str, int]:
    asked = read_query(dict(request.args.lists()), shell().today)
    if not asked.people:
        asked.required = [person().username]
    people = _people(asked)
    if asked.errors:
        return _page(asked), 422
    return _page(asked, _answer(asked, people) if request.args else None)


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


def _answer(asked: Asked, people: dict[str, Someone]) -> Answer:
    wish = Wish(
        asked.first,
        asked.days,
        timedelta(minutes=asked.minutes),
        shell().zone,
        not asked.outside,
        asked.step,
        shell().now,
    )
    found = timetables([people[name] for name in asked.people], *_range(wish))
    times = [one for one in _slots(asked, found.people, wish) if not found.until or one.end <= found.until]
    return Answer(wish, found.people, asked.optional, times, shell().audience("viewer"), found.until)


def _range(wish: Wish) -> tuple[datetime, datetime]:
    """A slot may end on the day after the last one."""
    last = wish.first + timedelta(days=wish.days)
    first, end = (to_utc(datetime.combine(day, time()), wish.zone) for day in (wish.first, last))
    return first, end + wish.length


def _slots(asked: Asked, tables: list[Timetable], wish: Wish) -> list[Slot]:
    found = [
        Attendee(
            table.person.username, table.person.zone, table.busy, table.person.username not in asked.optional
        )
        for table in tables
        if table.person.tells
    ]
    return slots(found, wish) if found else []


def _page(asked: Asked, answer: Answer | None = None) -> str:
    shell().current, shell().month = "free_times", asked.first.replace(day=1)
    lengths = sorted({*LENGTHS, asked.minutes})
    return render_template(
        "free_times/show.html",
        asked=asked,
        answer=answer,
        errors=asked.errors,
        known=[one for one in known_to(person()) if one.username not in asked.people],
        lengths=[(minutes, span(minutes, shell().account.locale)) for minutes in lengths],
        most_days=MOST_DAYS,
        at_once=AT_ONCE,
    )
