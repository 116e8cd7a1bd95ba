"""The audit log: what admins and the site itself did, in sentences, with filters. It is read here and never changed."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for

from webapp.domain.audit_wording import ACTIONS, say_action
from webapp.domain.day_input import day_of_address
from webapp.domain.hues import hue_for
from webapp.domain.texts import initials, showable
from webapp.operations.audit import AuditFilter, AuditLine, audit_log
from webapp.views.admin.blueprint import bp
from webapp.views.moments import moment
from webapp.views.paging import asked_number
from webapp.views.shell import shell

FILTERS = ("person", "action", "from", "to")
NOT_A_DAY = "This is no day. Write one such as 2026-03-24."


@bp.get("/audit", endpoint="audit")
def show() -> str | tuple[str, int]:
    asked = {name: showable(request.args.get(name))[:80] for name in FILTERS}
    wanted, errors = _read(asked)
    lines, more = audit_log(wanted, before=asked_number("before")) if not errors else ([], False)
    shown = render_template(
        "admin/audit.html",
        asked=asked,
        errors=errors,
        actions=[("", "Everything"), *((name, action.label) for name, action in ACTIONS.items())],
        lines=[line(one) for one in lines],
        older=url_for("admin.audit", **_given(asked), before=lines[-1].entry.id) if more else None,
        newest=url_for("admin.audit", **_given(asked)) if "before" in request.args else None,
    )
    return (shown, 422) if errors else shown


def line(found: AuditLine) -> dict[str, Any]:
    """One line of the log, ready to be shown."""
    entry = found.entry
    return {
        "id": entry.id,
        "at": moment(entry.at),
        "actor": {"initials": initials(entry.actor_label), "hue": found.hue or hue_for(entry.actor_label)},
        "sentence": say_action(entry.action, entry.actor_label, entry.target_label, entry.details),
        "why": entry.details.get("why", ""),
        "address": entry.address,
    }


def _read(asked: dict[str, str]) -> tuple[AuditFilter, dict[str, str]]:
    days = {name: day_of_address(asked[name]) for name in ("from", "to")}
    errors = {name: NOT_A_DAY for name in days if asked[name] and days[name] is None}
    since, last = days["from"], days["to"]
    if since and last and last < since:
        errors["to"] = "The last day is before the first one. Swap them."
    until = last + timedelta(days=1) if last else None
    wanted = AuditFilter(
        person=asked["person"], action=asked["action"], since=_start(since), until=_start(until)
    )
    return wanted, errors


def _start(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, ZoneInfo(shell().zone)) if day else None


def _given(asked: dict[str, str]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value}
