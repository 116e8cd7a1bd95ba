"""The door: making an account, signing in and out."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from flask_login import current_user
from werkzeug.wrappers import Response

from webapp.domain.account_input import SignUp, check_sign_up
from webapp.domain.locales import DEFAULT_LOCALE, LOCALES
from webapp.domain.texts import showable
from webapp.domain.zones import known
from webapp.entry.guard import path_of_ours
from webapp.entry.guesses import CLOSED, new_accounts, tries_of_address, try_password
from webapp.entry.identity import device, forget, person, remember, token
from webapp.entry.limits import seconds_to_wait
from webapp.models import Person
from webapp.operations.accounts import NewAccount, sign_in, sign_up
from webapp.operations.demo import demo_hint
from webapp.operations.errors import Invalid
from webapp.operations.sessions import end_session
from webapp.views.errors import page
from webapp.views.forms import typed
from webapp.views.limits import say_wait

bp = Blueprint("accounts", __name__)

LONGEST_LOGIN = 254

Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


@bp.get("/sign-in", endpoint="sign_in")
def show_sign_in() -> Response | str:
    return _onward() if current_user.is_authenticated else _sign_in_page()


@bp.post("/sign-in")
@tries_of_address
def sign_in_with_password() -> Response | Answer:
    if current_user.is_authenticated:
        return _onward()
    entered = try_password(_login(), typed().get("password", ""), _enter)
    return remember(_onward(), entered[1]) if entered else (_sign_in_page(failed=True), 422)


@bp.get("/sign-up", endpoint="sign_up")
def show_sign_up() -> Response | str | Answer:
    if not current_app.config["SIGN_UP"]:
        return page(404, CLOSED)
    return _onward() if current_user.is_authenticated else _sign_up_page()


@bp.post("/sign-up")
@new_accounts
def create_account() -> Response | Answer:
    if not current_app.config["SIGN_UP"]:
        return page(404, CLOSED)
    if current_user.is_authenticated:
        return _onward()
    checked = check_sign_up(typed())
    return _make(checked.value) if checked.value else (_sign_up_page(checked.errors), 422)


@bp.post("/sign-out")
def sign_out() -> Response:
    end_session(token() or "", person())
    return forget(redirect(url_for("accounts.sign_in"), 303))


@bp.errorhandler(RateLimitExceeded)
def pause(error: RateLimitExceeded) -> Answer:
    """The same form with what was typed, and how long to wait."""
    seconds = seconds_to_wait()
    form = _sign_up_page if request.path == url_for("accounts.sign_up") else _sign_in_page
    return form(pause=say_wait(seconds)), 429, {"Retry-After": str(seconds)}


def _enter(login: str, password: str) -> tuple[Person, str] | None:
    return sign_in(login, password, device())


def _make(account: SignUp) -> Response | Answer:
    try:
        _, session_token = sign_up(_complete(account), device())
    except Invalid as invalid:
        return _sign_up_page(invalid.errors), 422
    return remember(_onward(), session_token)


def _complete(account: SignUp) -> NewAccount:
    zone = typed().get("zone", "")
    return NewAccount(
        username=account.username,
        email=account.email,
        name=account.name,
        password=account.password,
        zone=zone if known(zone) else "UTC",
        locale=_spoken(),
    )


def _spoken() -> str:
    """The first of the browser's languages that dates can be written in."""
    tags = [tag.replace("-", "_").lower() for tag in request.accept_languages.values()]
    return next((locale for tag in tags for locale in _in_language(tag)), DEFAULT_LOCALE)


def _in_language(tag: str) -> list[str]:
    exact = [locale for locale in LOCALES if locale.lower() == tag]
    return exact or [locale for locale in LOCALES if locale[:2] == tag[:2]]


def _onward() -> Response:
    return redirect(_next() or url_for("home.index"), 303)


def _next() -> str | None:
    """Where the person wanted to go before the door stood in the way, if that is a path of ours."""
    return path_of_ours(request.values.get("next"))


def _login() -> str:
    return showable(typed().get("identifier"))[:LONGEST_LOGIN]


def _sign_in_page(failed: bool = False, pause: str = "") -> str:
    return render_template(
        "accounts/sign_in.html",
        identifier=_login(),
        failed=failed,
        pause=pause,
        next=_next(),
        demo_hint=demo_hint(),
        open_to_all=current_app.config["SIGN_UP"],
    )


def _sign_up_page(errors: dict[str, str] | None = None, pause: str = "") -> str:
    values = {name: showable(typed().get(name)) for name in ("name", "username", "email", "zone")}
    return render_template(
        "accounts/sign_up.html", values=values, errors=errors or {}, pause=pause, next=_next()
    )
