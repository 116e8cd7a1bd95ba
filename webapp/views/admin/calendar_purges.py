"""Purging a whole calendar. The admin sees how much is in it and whose it is, and nothing that it says."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.audit_wording import count
from webapp.domain.texts import showable
from webapp.entry.identity import device, person
from webapp.operations.errors import NotThere
from webapp.operations.purging_calendars import (
    ALREADY,
    PurgeableCalendar,
    purge_calendar,
    purgeable_calendar,
)
from webapp.views.admin.blueprint import bp
from webapp.views.admin.purge_forms import number_in, page, read, scrubbed
from webapp.views.admin.purges import index
from webapp.views.forms import number

NO_CALENDAR = (
    "No calendar has this number. Copy the address of its page, or the number in it: /calendars/3 is 3."
)


@bp.get("/purges/calendars/new", endpoint="new_calendar_purge")
def new() -> str | tuple[str, int]:
    asked = showable(request.args.get("calendar"))[:300]
    try:
        found = purgeable_calendar(number_in(asked, "calendars"))
    except NotThere:
        return index({"calendar": asked}, {"calendar": NO_CALENDAR}), 422
    if found.purged:
        return index({"calendar": asked}, {"calendar": ALREADY}), 422
    return _form(found, {})


@bp.post("/purges/calendars", endpoint="purge_calendar")
def purge() -> Response | tuple[str, int]:
    try:
        found = purgeable_calendar(number("calendar"))
    except NotThere:
        return index({}, {"calendar": NO_CALENDAR}), 422
    why, errors = read(_words(found))
    if errors:
        return _form(found, errors), 422
    emptied = purge_calendar(found.calendar_id, why, person(), device().address)
    gone = f"{count(emptied.events, 'event')} with {count(emptied.versions, 'version')}"
    flash(scrubbed(f"Calendar {found.calendar_id} is purged: {gone}."))
    return redirect(url_for("admin.purges"), 303)


def _words(found: PurgeableCalendar) -> str:
    return f"purge calendar {found.calendar_id}"


def _form(found: PurgeableCalendar, errors: dict[str, str]) -> str:
    return page("admin/calendar_purge.html", errors, found=found, words=_words(found))
