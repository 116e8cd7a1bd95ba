"""Personal tokens: what programs come with that act for somebody; shown once, revoked here."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response

from webapp.domain.locales import say_day
from webapp.domain.scopes import ADMIN, read_scopes, say_scopes
from webapp.domain.texts import showable
from webapp.domain.token_input import CHOICES, LIFETIMES, NewToken, check_token
from webapp.entry.identity import device, person
from webapp.entry.limits import seconds_to_wait
from webapp.models import PersonalToken
from webapp.operations.accounts import require_password
from webapp.operations.errors import Invalid
from webapp.operations.personal_tokens import make_token, revoke_token, tokens_of
from webapp.views.forms import key, new_key, typed
from webapp.views.limits import say_wait
from webapp.views.moments import moment
from webapp.views.profile import Answer, guesses, present_password
from webapp.views.shell import local_today, shell

bp = Blueprint("tokens", __name__, url_prefix="/profile/tokens")

DAYS = 90


@bp.get("")
def index() -> str:
    return _page()


@bp.post("")
@guesses
def create() -> Answer:
    checked = check_token(typed(), typed().getlist("scopes"))
    if checked.value is None:
        return _page(checked.errors), 422
    try:
        return _made(checked.value)
    except Invalid as invalid:
        return _page(invalid.errors), 422


@bp.post("/<int:token_id>/endings")
def revoke(token_id: int) -> Response:
    name = revoke_token(token_id, person(), device().address)
    flash(f"Revoked {name}. A program that comes with it is turned away from now on.")
    return redirect(url_for("tokens.index"), 303)


@bp.errorhandler(RateLimitExceeded)
def pause(error: RateLimitExceeded) -> Answer:
    """The page with what was typed, and how long to wait before the next try."""
    seconds = seconds_to_wait()
    said = {"present": f"That was a lot of tries. Wait {say_wait(seconds)}, then try again."}
    return _page(said), 429, {"Retry-After": str(seconds)}


def _made(wanted: NewToken) -> Answer:
    """The page with the text of the token, or, where it is sent again, with the sentence that it was shown."""
    require_password(person(), present_password())
    made, text = make_token(wanted, person(), device().address, key())
    return (_page(made=made, text=text), 201) if text else (_page(again=wanted.name), 200)


def _page(
    errors: dict[str, str] | None = None, made: PersonalToken | None = None, text: str = "", again: str = ""
) -> str:
    """The page; after a refusal with what was typed and what is wrong with it, after making one with its text."""
    shell().current = "profile"
    return render_template(
        "profile/tokens.html",
        errors=errors or {},
        values=_typed() if errors else {"name": "", "days": str(DAYS), "scopes": []},
        tokens=[_row(one) for one in tokens_of(person())],
        made=_row(made) if made else None,
        text=text,
        again=again,
        key=new_key(),
        lifetimes=list(LIFETIMES.items()),
        choices=list(CHOICES.items()),
    )


def _typed() -> dict[str, Any]:
    values = {name: showable(typed().get(name)) for name in ("name", "days")}
    return {**values, "scopes": request.form.getlist("scopes")}


def _row(one: PersonalToken) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "ending": one.ending,
        "may": say_scopes(read_scopes(one.scopes) - {ADMIN}),
        "made": moment(one.created_at),
        "used": moment(one.used_at) if one.used_at else None,
        "until": say_day(local_today(shell().zone, one.expires_at), person().locale, today=shell().today),
        "ended": moment(one.expires_at) if one.expires_at <= shell().now else None,
    }
