"""The trash of a calendar: what was deleted in it, how long it stays, and bringing back some of it or all."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain import retention
from webapp.domain.locales import say_ago, say_day, say_moment
from webapp.domain.roles import Role
from webapp.domain.series import repeats
from webapp.domain.spans import say_span
from webapp.domain.texts import showable
from webapp.domain.wording_undo import say_brought_back
from webapp.entry.identity import person
from webapp.models import Calendar
from webapp.operations.access import OpenCalendar, open_calendar
from webapp.operations.errors import Refused
from webapp.operations.trash import BroughtBack, Deleted, Place, deleted_events, restore_events
from webapp.views import history_query, overlaps, toasts
from webapp.views.forms import key, new_key
from webapp.views.limits import limited_writes
from webapp.views.shell import local_today, shell

bp = Blueprint("trash", __name__, url_prefix="/calendars/<int:calendar_id>/trash")

Answer = str | Response | tuple[str, int]
AT_ONCE = 50
TITLE_AT_MOST = 100


@bp.get("")
def show(calendar_id: int) -> Answer:
    return _page(open_calendar(person(), calendar_id))


@bp.post("/restorations")
@limited_writes
def restore(calendar_id: int) -> Answer:
    opened = open_calendar(person(), calendar_id, Role.EDITOR)
    chosen = _chosen()
    try:
        brought = restore_events(calendar_id, chosen, by=person(), key=key(), title=_title())
    except Refused as refusal:
        return _page(opened, str(refusal), chosen or ()), 422
    _say(brought)
    return redirect(url_for(".show", calendar_id=calendar_id, q=_title() or None), 303)


def days_of(calendar: Calendar) -> int:
    """For how many days the trash of a calendar keeps things, 0 for ever."""
    return retention.days_kept(site_days(), calendar.trash_days)


def site_days() -> int:
    """For how many days it does where no owner says less."""
    return int(current_app.config["TRASH_DAYS"])


def say_until(deleted: datetime, days: int) -> str:
    """The last whole day on which it can be brought back: "Sat 27 February"; nothing where it stays for ever."""
    until = retention.kept_until(deleted, days)
    if until is None:
        return ""
    day = local_today(shell().zone, until) - timedelta(days=1)
    return say_day(max(day, shell().today), person().locale, today=shell().today)


def _chosen() -> list[int] | None:
    """The events whose boxes are ticked, None for all of them."""
    if "all" in request.form:
        return None
    numbers = map(history_query.number, request.form.getlist("event"))
    return [number for number in numbers if number is not None]


def _say(brought: BroughtBack) -> None:
    if not brought.change_set:
        return toasts.say("All of that was back already.")
    there = (
        [toasts.link("Open it", url_for("events.show", event_id=brought.event_id))]
        if brought.event_id
        else []
    )
    undo = toasts.undo(brought.change_set)
    return overlaps.say(say_brought_back(brought.events), brought, *undo, *there)


def _page(opened: OpenCalendar, refusal: str = "", chosen: Collection[int] = ()) -> str:
    calendar, title, after = opened.calendar, _title(), _after()
    found = deleted_events(calendar, AT_ONCE, title, after)
    days = days_of(calendar)
    return render_template(
        "calendars/trash.html",
        calendar=calendar,
        role=opened.role.word,
        may_restore=opened.role >= Role.EDITOR,
        rows=[_row(row, days, chosen) for row in found.rows],
        total=found.total,
        title=title,
        title_at_most=TITLE_AT_MOST,
        kept=retention.say_kept(days) if days else "",
        refusal=refusal,
        older=_older(calendar.id, title, found.rows[-1].place) if found.more else "",
        newest=url_for(".show", calendar_id=calendar.id, q=title or None) if after else "",
        since=f"c{calendar.id}.{calendar.seq}",
        key=new_key(),
    )


def _row(row: Deleted, days: int, chosen: Collection[int]) -> dict[str, Any]:
    audience = shell().audience("")
    span = say_span(row.document, audience)
    return {
        "id": row.event_id,
        "title": row.title,
        "span": f"{span.text} ({span.note})" if span.note else span.text,
        "repeats": repeats(row.document),
        "author": row.author,
        "until": say_until(row.at, days),
        "chosen": row.event_id in chosen,
        "iso": row.at.isoformat(),
        "moment": say_moment(row.at, audience),
        "on": _on(row.at),
    }


def _on(at: datetime) -> str:
    """How long ago, else on which day: "2 hours ago", "on Sat 7 March"."""
    there, now = (one.astimezone(ZoneInfo(shell().zone)) for one in (at, shell().now))
    if there.date() == now.date():
        return say_ago(at, now, person().locale, clock=person().clock)
    return f"on {say_day(there, person().locale, today=shell().today)}"


def _title() -> str:
    return " ".join(showable(request.values.get("q"))[:TITLE_AT_MOST].split())


def _after() -> Place | None:
    """The row after which the page goes on; the address names it by its moment and its number."""
    moment, _, number = request.values.get("after", "").rpartition("~")
    event_id = history_query.number(number)
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return Place(at, event_id) if event_id is not None and at.tzinfo is not None else None


def _older(calendar_id: int, title: str, place: Place) -> str:
    after = f"{place.at.isoformat()}~{place.event_id}"
    return url_for(".show", calendar_id=calendar_id, q=title or None, after=after)
