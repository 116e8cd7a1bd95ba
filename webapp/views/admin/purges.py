"""Purging an event: which one, why, and typed once more. The admin sees who changed it and when, and nothing it says."""

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.texts import Refused as NotLetIn
from webapp.domain.texts import one_line, showable
from webapp.entry.identity import person
from webapp.operations.access import LARGEST_ID
from webapp.operations.audit import AuditFilter, audit_log
from webapp.operations.errors import NotThere
from webapp.operations.purging import ALREADY, WHY_AT_MOST, Purgeable, purge_event, purgeable
from webapp.operations.scrubbing import scrub_at_once
from webapp.views.accounts import device
from webapp.views.admin.audit_log import line
from webapp.views.admin.blueprint import bp
from webapp.views.forms import number, typed
from webapp.views.moments import moment
from webapp.views.paging import asked_number

NO_EVENT = "No event has this number. Copy the address of its page, or the number in it: /events/9 is 9."
CONFIRM = "Type {} here. A purge cannot be undone, so it is not done by one click."
REMAINS = "Old copies of it stay in the files of the database until `flask scrub` runs."
_ADDRESS = re.compile(r"(?:.*/events/)?([1-9][0-9]{0,9})(?:[/?#].*)?")


@bp.get("/purges")
def purges() -> str:
    return _index("", {})


@bp.get("/purges/new", endpoint="new_purge")
def new() -> str | tuple[str, int]:
    asked = showable(request.args.get("event"))[:300]
    try:
        found = purgeable(_number_in(asked))
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
    why, errors = _read(found)
    if errors:
        return _form(found, errors), 422
    versions = purge_event(found.event_id, why, person(), device().address)
    said = f"Event {found.event_id} is purged: {versions} {'version' if versions == 1 else 'versions'}."
    flash(said if scrub_at_once() else f"{said} {REMAINS}")
    return redirect(url_for("admin.purges"), 303)


def _number_in(asked: str) -> int:
    """The number of an event in its address, or alone; 0 where there is none."""
    match = _ADDRESS.fullmatch(asked.strip())
    return min(int(match[1]), LARGEST_ID + 1) if match else 0


def _read(found: Purgeable) -> tuple[str, dict[str, str]]:
    errors, why = {}, ""
    try:
        why = one_line(typed().get("why"), label="Reason", at_most=WHY_AT_MOST, required=True)
    except NotLetIn as refusal:
        errors["why"] = str(refusal)
    if " ".join(showable(typed().get("confirm")).lower().split()) != _words(found):
        errors["confirm"] = CONFIRM.format(_words(found))
    return why, errors


def _words(found: Purgeable) -> str:
    return f"purge {found.event_id}"


def _index(asked: str, errors: dict[str, str]) -> str:
    lines, more = audit_log(AuditFilter(action="event-purged"), before=asked_number("before"))
    return render_template(
        "admin/purges.html",
        asked=asked,
        errors=errors,
        lines=[line(one) for one in lines],
        older=url_for("admin.purges", before=lines[-1].entry.id) if more else None,
        newest=url_for("admin.purges") if "before" in request.args else None,
    )


def _form(found: Purgeable, errors: dict[str, str]) -> str:
    return render_template(
        "admin/purge.html",
        found=found,
        first=moment(found.first_at),
        last=moment(found.last_at),
        words=_words(found),
        typed=_kept(),
        errors=errors,
        why_at_most=WHY_AT_MOST,
    )


def _kept() -> dict[str, Any]:
    return {name: showable(typed().get(name))[:WHY_AT_MOST] for name in ("why", "confirm")}
