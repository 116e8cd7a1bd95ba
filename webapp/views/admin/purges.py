"""Purging an event: which one, why, and typed once more. The admin sees who changed it and when, and nothing it says."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.audit_wording import count
from webapp.domain.texts import showable
from webapp.entry.identity import device, person
from webapp.operations.audit import AuditFilter, audit_log
from webapp.operations.errors import NotThere
from webapp.operations.purging import ALREADY, Purgeable, purge_event, purgeable
from webapp.views.admin.audit_log import line
from webapp.views.admin.blueprint import bp
from webapp.views.admin.purge_forms import number_in, page, read, scrubbed
from webapp.views.forms import number
from webapp.views.moments import moment
from webapp.views.paging import asked_number

NO_EVENT = "No event has this number. Copy the address of its page, or the number in it: /events/9 is 9."
DONE = ("event-purged", "calendar-purged", "person-erased")


@bp.get("/purges")
def purges() -> str:
    return _index("", {})


@bp.get("/purges/new", endpoint="new_purge")
def new() -> str | tuple[str, int]:
    asked = showable(request.args.get("event"))[:300]
    try:
        found = purgeable(number_in(asked, "events"))
    except NotThere:
        return _index(asked, {"event": NO_EVENT}), 422
    if found.purged:
        return _index(asked, {"event": ALREADY}), 422
    return _form(found, {})


@bp.post("/purges")
def purge() -> Response | tuple[str, int]:
    try:
        found = purgeable(number("event"))
    except NotThere:
        return _index("", {"event": NO_EVENT}), 422
    why, errors = read(_words(found))
    if errors:
        return _form(found, errors), 422
    versions = purge_event(found.event_id, why, person(), device().address)
    flash(scrubbed(f"Event {found.event_id} is purged: {count(versions, 'version')}."))
    return redirect(url_for("admin.purges"), 303)


def _words(found: Purgeable) -> str:
    return f"purge {found.event_id}"


def _index(asked: str, errors: dict[str, str]) -> str:
    return index({"event": asked}, errors)


def index(asked: dict[str, str], errors: dict[str, str]) -> str:
    """The page that asks what is to be purged, with what was typed there, and says what has been."""
    lines, more = audit_log(AuditFilter(actions=DONE), before=asked_number("before"))
    return render_template(
        "admin/purges.html",
        asked={"event": "", "calendar": "", **asked},
        errors=errors,
        lines=[line(one) for one in lines],
        older=url_for("admin.purges", before=lines[-1].entry.id) if more else None,
        newest=url_for("admin.purges") if "before" in request.args else None,
    )


def _form(found: Purgeable, errors: dict[str, str]) -> str:
    first, last = moment(found.first_at), moment(found.last_at)
    return page("admin/purge.html", errors, found=found, first=first, last=last, words=_words(found))
