"""People: finding them, closing and opening accounts, making admins, ending sessions."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.agents import say_agent, say_program
from webapp.domain.audit_wording import count
from webapp.domain.texts import initials, showable
from webapp.entry.identity import device, person
from webapp.models import ProgramSession, SignIn
from webapp.operations import administration
from webapp.operations.administration import Account
from webapp.operations.audit import AuditFilter, audit_log
from webapp.operations.errors import Refused
from webapp.operations.orphans import count_orphans
from webapp.operations.programs import programs_of
from webapp.operations.sessions import sessions_of
from webapp.views.admin.audit_log import line
from webapp.views.admin.blueprint import bp
from webapp.views.forms import typed
from webapp.views.moments import moment
from webapp.views.paging import asked_number
from webapp.views.shell import shell


@bp.get("/")
def index() -> Response:
    return redirect(url_for("admin.people"), 303)


@bp.get("/people")
def people() -> str:
    typed_name = showable(request.args.get("q"))[:80]
    accounts, more = administration.find_accounts(typed_name, after=asked_number("after"))
    return render_template(
        "admin/people.html",
        typed=typed_name,
        rows=[_row(account) for account in accounts],
        older=url_for("admin.people", q=typed_name or None, after=accounts[-1].person.id) if more else None,
        first="after" not in request.args,
        facts=administration.facts(_midnight()),
        orphans=count_orphans(),
        most=administration.COUNT_AT_MOST,
    )


@bp.get("/people/<int:person_id>", endpoint="person")
def show_person(person_id: int) -> str:
    account = administration.open_account(person_id)
    return render_template(
        "admin/person.html",
        who=_row(account),
        since=moment(account.person.created_at),
        devices=[_device(one) for one in sessions_of(account.person)]
        + [_program(one) for one in programs_of(account.person)],
        lines=[line(entry) for entry in audit_log(AuditFilter(person_id=person_id), at_most=10)[0]],
        yourself=account.person.id == person().id,
        erased=moment(account.person.erased_at) if account.person.erased_at else None,
    )


@bp.post("/people/<int:person_id>/state")
def set_state(person_id: int) -> Response:
    if typed().get("state") == "active":
        administration.enable_person(person_id, person(), device().address)
        return _done(person_id, "{name} can sign in again.")
    if typed().get("state") != "disabled":
        raise Refused("Choose active or disabled.")
    ended = administration.disable_person(person_id, person(), device().address)
    return _done(person_id, "Disabled {name}" + _and_ended(ended))


@bp.post("/people/<int:person_id>/role")
def set_role(person_id: int) -> Response:
    role = typed().get("role", "")
    ended = administration.set_site_role(person_id, role, person(), device().address)
    return _done(
        person_id, "{name} is " + ("an admin" if role == "admin" else "a member") + " now" + _and_ended(ended)
    )


@bp.post("/people/<int:person_id>/sessions/endings")
def end_sessions(person_id: int) -> Response:
    ended = administration.end_sessions_of(person_id, person(), device().address)
    return _done(person_id, f"Ended {count(ended, 'session')}" + " of {name}.")


def _and_ended(number: int) -> str:
    return f" and ended {count(number, 'session')}." if number else "."


def _done(person_id: int, sentence: str) -> Response:
    flash(sentence.format(name=administration.open_account(person_id).person.name))
    return redirect(url_for("admin.person", person_id=person_id), 303)


def _row(account: Account) -> dict[str, Any]:
    who = account.person
    shown = {
        name: getattr(who, name)
        for name in ("id", "name", "first_name", "username", "email", "hue", "is_admin")
    }
    return shown | {
        "initials": initials(who.name),
        "active": who.is_active,
        "disabled": moment(who.disabled_at) if who.disabled_at else None,
        "sessions": account.sessions,
        "seen": moment(account.last_seen) if account.last_seen else None,
        "calendars": account.calendars,
    }


def _device(one: SignIn) -> dict[str, Any]:
    return {"agent": say_agent(one.agent), "address": one.address, "seen": moment(one.seen_at)}


def _program(one: ProgramSession) -> dict[str, Any]:
    agent = f"Program: {say_program(one.agent)}"
    return {"agent": agent, "address": one.address, "seen": moment(one.seen_at)}


def _midnight() -> datetime:
    return datetime.combine(shell().today, time.min, ZoneInfo(shell().zone))
