"""Calendars that nobody can look after any more, and giving them to somebody who can."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.texts import Refused as NotLetIn
from webapp.domain.texts import initials, one_line, showable
from webapp.entry.identity import device, person
from webapp.models import Person
from webapp.operations.accounts import find_by_login
from webapp.operations.errors import Refused
from webapp.operations.orphans import WHY_AT_MOST, Orphan, give_to, open_orphan, orphans, take_over
from webapp.views.admin.blueprint import bp
from webapp.views.forms import number, typed
from webapp.views.paging import asked_number

CAN = {"editor": "edits it", "viewer": "views it"}
NOBODY = "Nobody who can sign in has this username or e-mail. Look at its spelling."


@bp.get("/calendars")
def calendars() -> str:
    found, more = orphans(after=asked_number("after"))
    return render_template(
        "admin/calendars.html",
        rows=[_row(orphan) for orphan in found],
        older=url_for("admin.calendars", after=found[-1].calendar.id) if more else None,
        first="after" not in request.args,
    )


@bp.get("/calendars/<int:calendar_id>", endpoint="calendar")
def show_calendar(calendar_id: int) -> str:
    return _page(open_orphan(calendar_id))


@bp.post("/calendars/<int:calendar_id>/owners")
def add_owner(calendar_id: int) -> Response | tuple[str, int]:
    orphan = open_orphan(calendar_id)
    why, chosen, errors = _read(orphan)
    if chosen is None or errors:
        return _page(orphan, errors), 422
    if chosen.id == person().id:
        take_over(calendar_id, why, person(), device().address)
        flash(f"{orphan.calendar.name} is yours now.")
    else:
        give_to(calendar_id, chosen.id, why, person(), device().address)
        flash(f"{orphan.calendar.name} belongs to {chosen.name} now.")
    return redirect(url_for("admin.calendars"), 303)


def _read(orphan: Orphan) -> tuple[str, Person | None, dict[str, str]]:
    errors, why, chosen = {}, "", None
    try:
        chosen = _chosen(orphan)
    except Refused as refused:
        errors["login" if typed().get("who") == "other" else "who"] = str(refused)
    try:
        why = one_line(typed().get("why"), label="Reason", at_most=WHY_AT_MOST, required=True)
    except NotLetIn as refusal:
        errors["why"] = str(refusal)
    return why, chosen, errors


def _chosen(orphan: Orphan) -> Person:
    """Who is to own the calendar: the admin, one of its members, or somebody whose name was typed."""
    who = typed().get("who", "")
    if who == "me":
        return person()
    if who == "other":
        return _found(find_by_login(showable(typed().get("login"))[:254]), NOBODY)
    members = {member.id: member for member, _ in orphan.members}
    return _found(members.get(number("who")), "Choose who is to own it.")


def _found(somebody: Person | None, otherwise: str) -> Person:
    if somebody is None or not somebody.is_active:
        raise Refused(otherwise)
    return somebody


def _page(orphan: Orphan, errors: dict[str, str] | None = None) -> str:
    members = [(member.id, f"{member.name}, who {CAN[role]}") for member, role in orphan.members]
    return render_template(
        "admin/calendar.html",
        row=_row(orphan),
        people=[("me", "Me"), *members, ("other", "Somebody else")],
        typed={name: showable(typed().get(name)) for name in ("who", "login", "why")},
        errors=errors or {},
        why_at_most=WHY_AT_MOST,
    )


def _row(orphan: Orphan) -> dict[str, Any]:
    calendar = orphan.calendar
    return {
        "id": calendar.id,
        "name": calendar.name,
        "hue": calendar.hue,
        "owners": [
            {"name": who.name, "hue": who.hue, "initials": initials(who.name)} for who in orphan.owners
        ],
        "members": len(orphan.members),
    }
