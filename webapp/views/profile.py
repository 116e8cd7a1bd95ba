"""One's own account: how Daybook looks and answers, the password, the devices one is signed in on."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response

from webapp.domain.account_input import (
    CLOCKS,
    PASSWORD_AT_MOST,
    THEMES,
    WEEK_STARTS,
    check_password,
    check_preferences,
    check_profile,
    read_email,
)
from webapp.domain.agents import say_agent, say_program
from webapp.domain.audit_wording import count
from webapp.domain.locales import LOCALES
from webapp.domain.texts import Refused, showable
from webapp.domain.zones import grouped, known
from webapp.entry.identity import device, person, remember, sign_in_id, token
from webapp.entry.limits import each_person, seconds_to_wait
from webapp.extensions import limiter
from webapp.models import ProgramSession, SignIn
from webapp.operations.accounts import change_email, change_password, change_profile, end_other_sessions
from webapp.operations.errors import Invalid
from webapp.operations.programs import end_one_program, programs_of
from webapp.operations.sessions import end_one_session, sessions_of
from webapp.views.forms import typed
from webapp.views.limits import say_wait
from webapp.views.moments import moment
from webapp.views.shell import shell

bp = Blueprint("profile", __name__, url_prefix="/profile")

FIELDS = ("name", "zone", "locale", "clock", "week_start", "theme")
CHECKS = ("keys", "shows_busy")
CHOICES = {
    "locale": list(LOCALES.items()),
    "clock": [(clock, f"{clock}-hour") for clock in CLOCKS],
    "week_start": list(WEEK_STARTS.items()),
    "theme": list(THEMES.items()),
}

Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


# Guessing a password takes turns for each account, wherever the guesses come from.
guesses = limiter.shared_limit("10/minute", scope="present-password", key_func=each_person)


@bp.get("")
def show() -> str:
    return _page()


@bp.post("")
def save() -> Response | Answer:
    profile, preferences = check_profile(typed()), check_preferences(typed())
    if profile.value is None or preferences.value is None:
        return _page("profile", profile.errors | preferences.errors), 422
    change_profile(person(), vars(profile.value) | vars(preferences.value))
    return _done("Saved your profile.")


@bp.post("/email")
@guesses
def save_email() -> Response | Answer:
    try:
        change_email(person(), present_password(), read_email(typed().get("email")), device().address)
    except Refused as refused:
        return _page("email", {"email": str(refused)}), 422
    except Invalid as invalid:
        return _page("email", invalid.errors), 422
    return _done("Changed your e-mail address.")


@bp.post("/password")
@guesses
def save_password() -> Response | Answer:
    new = typed().get("new_password", "")
    refused = check_password(new, username=person().username, email=person().email)
    if refused:
        return _page("password", {"new_password": refused}), 422
    try:
        fresh = change_password(person(), present_password(), new, token() or "", device().address)
    except Invalid as invalid:
        return _page("password", invalid.errors), 422
    return remember(_done("Changed your password. Your other devices are signed out."), fresh)


@bp.post("/sessions/<int:session_id>/endings")
def end_session(session_id: int) -> Response:
    end_one_session(session_id, by=person())
    return _done("Signed that device out.", "devices")


@bp.post("/programs/<int:session_id>/endings")
def end_program(session_id: int) -> Response:
    end_one_program(session_id, by=person())
    return _done("Signed that program out.", "devices")


@bp.post("/sessions/endings")
def end_sessions() -> Response:
    ended = end_other_sessions(person(), token() or "", device().address)
    return _done(
        f"Signed {count(ended, 'other device')} out." if ended else "No other device is signed in.", "devices"
    )


@bp.errorhandler(RateLimitExceeded)
def pause(error: RateLimitExceeded) -> Answer:
    """The page with what was typed, and how long to wait before the next try."""
    seconds = seconds_to_wait()
    said = {"present": f"That was a lot of tries. Wait {say_wait(seconds)}, then try again."}
    return _page(request.path.rsplit("/", 1)[-1], said), 429, {"Retry-After": str(seconds)}


def present_password() -> str:
    """The present password as it was typed; what is too long for any is cut, and wrong."""
    return typed().get("present", "")[: PASSWORD_AT_MOST + 1]


def _done(sentence: str, part: str | None = None) -> Response:
    flash(sentence)
    return redirect(url_for("profile.show", _anchor=part), 303)


def _page(form: str = "", errors: dict[str, str] | None = None) -> str:
    """The page; after a refusal with what was typed into `form`, and what is wrong with it."""
    shell().current = "profile"
    return render_template(
        "profile/show.html",
        form=form,
        errors=errors or {},
        values=_typed() if form == "profile" else _saved(),
        email=showable(typed().get("email")) if form == "email" else person().email,
        devices=[_device(one) for one in sessions_of(person())],
        programs=[_program(one) for one in programs_of(person())],
        zones=_zones(person().zone),
        choices=CHOICES,
    )


def _saved() -> dict[str, str]:
    checks = {name: "1" if getattr(person(), name) else "" for name in CHECKS}
    return {name: str(getattr(person(), name)) for name in FIELDS} | checks


def _typed() -> dict[str, str]:
    return {name: showable(typed().get(name)) for name in (*FIELDS, *CHECKS)}


def _zones(own: str) -> Any:
    # An old name of a zone is kept, although it is not offered to others.
    offered = {zone for _, places in grouped() for zone, _ in places}
    return grouped() if own in offered or not known(own) else (("Yours", ((own, own),)), *grouped())


def _device(one: SignIn) -> dict[str, Any]:
    return {
        "id": one.id,
        "agent": say_agent(one.agent),
        "address": one.address,
        "here": one.id == sign_in_id(),
        "seen": moment(one.seen_at),
        "since": moment(one.created_at),
    }


def _program(one: ProgramSession) -> dict[str, Any]:
    return {
        "id": one.id,
        "agent": say_program(one.agent),
        "address": one.address,
        "seen": moment(one.seen_at),
        "since": moment(one.created_at),
    }
