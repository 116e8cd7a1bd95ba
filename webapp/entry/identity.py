"""Who is asking. Flask-Login only carries `current_user`; the session lives in our own table.

Flask's signed-cookie session is not used: its cookies can be replayed after signing out. In its place stands a session
that holds the CSRF secret, derived from the cookie so that nothing is stored, and the messages for the next page
(Flask's `flash`), which travel in a signed cookie of their own: replaying that one only repeats a sentence.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any, cast

from flask import Flask, Request, current_app, g, request
from flask.sessions import SessionInterface, SessionMixin
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from webapp.entry.bearer import load_bearer
from webapp.entry.guard import is_call
from webapp.extensions import login_manager
from webapp.models import Person, SignIn
from webapp.operations.accounts import Device
from webapp.operations.sessions import LONGEST, find_session, is_due, mark_seen

# What open pages ask for by themselves. It is no sign of anybody being there, so it keeps no session alive.
UNATTENDED = frozenset({"polling.news"})


def install(app: Flask) -> None:
    """Bind the request loader and the derived session to the app."""
    login_manager.init_app(app)
    login_manager.session_protection = None
    login_manager.request_loader(_load_person)
    app.session_interface = DerivedSessions()


def person() -> Person:
    """The signed-in person of this request; only behind the gate."""
    return cast(Person, current_user._get_current_object())


def known_person_id() -> int | None:
    """Who is signed in, if this request has found out already; asks nobody, as the database may be away."""
    return getattr(g.get("_login_user"), "id", None)


def no_person() -> None:
    """For the rest of this request nobody is signed in: the database cannot be asked who it was."""
    g._login_user = login_manager.anonymous_user()


def token() -> str | None:
    """The token of this request's session cookie."""
    return request.cookies.get(_cookie_name("session"))


def device() -> Device:
    """The browser or program that asks, for the list of what is signed in."""
    return Device(request.user_agent.string, request.remote_addr or "")


def sign_in_id() -> int | None:
    """Which of the person's devices this request came from."""
    found: SignIn | None = g.get("sign_in")
    return found.id if found else None


def remember(response: Response, session_token: str) -> Response:
    """Give the browser the cookie of a new session."""
    _set_cookie(response, "session", session_token, LONGEST)
    return response


def keep_view(response: Response, view: str) -> Response:
    """Let this browser open with this view of the calendar the next time; told again only when it is another one."""
    if kept_view() != view:
        _set_cookie(response, "view", view, LONGEST)
    return response


def kept_view() -> str:
    """The view that this browser had last; whatever a cookie says, so it is checked before use."""
    return request.cookies.get(_cookie_name("view"), "")


def forget(response: Response) -> Response:
    """Take the session cookie away."""
    response.delete_cookie(_cookie_name("session"), **_attributes())
    return response


def _load_person(asked: Request) -> Person | None:
    if is_call():
        return load_bearer(asked)
    sign_in = find_session(asked.cookies.get(_cookie_name("session")))
    if sign_in is None:
        return None
    g.sign_in = sign_in
    if is_due(sign_in) and asked.endpoint not in UNATTENDED:
        mark_seen(sign_in)
    return sign_in.person


class DerivedSession(dict[str, Any], SessionMixin):
    """Holds the CSRF secret and the messages for the next page, and knows whether anybody asked for the secret."""

    asked = False

    def __contains__(self, key: object) -> bool:
        self.asked = self.asked or key == "csrf_token"
        return super().__contains__(key)


class DerivedSessions(SessionInterface):
    """Opens a session out of cookies; saving it gives a visitor a cookie to derive the next one from."""

    def open_session(self, app: Flask, request: Request) -> DerivedSession:
        known = request.cookies.get(_cookie_name("session", app)) or request.cookies.get(
            _cookie_name("visitor", app)
        )
        g.visitor_token = known or secrets.token_urlsafe(24)
        # A page that fetches itself in the background must not take the messages of the one that is on its way.
        g.messages = [] if "Daybook-Refresh" in request.headers else _read_messages(app, request)
        session = DerivedSession(csrf_token=_derive(app, g.visitor_token))
        if g.messages:
            session["_flashes"] = list(g.messages)
        session.new = known is None
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.new and isinstance(session, DerivedSession) and session.asked:
            _set_cookie(response, "visitor", g.visitor_token, timedelta(days=1))
        messages = session.get("_flashes", [])
        if messages and messages != g.messages:
            _set_cookie(response, "messages", str(_messages(app).dumps(messages)), timedelta(minutes=5))
        elif g.messages and not messages:
            response.delete_cookie(_cookie_name("messages"), **_attributes())


def _read_messages(app: Flask, request: Request) -> list[Any]:
    cookie = request.cookies.get(_cookie_name("messages", app))
    try:
        return [tuple(message) for message in _messages(app).loads(cookie)] if cookie else []
    except BadSignature:
        return []


def _messages(app: Flask) -> URLSafeSerializer:
    return URLSafeSerializer(app.config["SECRET_KEY"], salt="messages")


def _derive(app: Flask, source: str) -> str:
    return hmac.new(app.config["SECRET_KEY"].encode(), b"csrf:" + source.encode(), hashlib.sha256).hexdigest()


def _cookie_name(kind: str, app: Flask | None = None) -> str:
    # __Host- needs https; plain http on loopback uses the same cookie without the prefix.
    prefix = "__Host-" if (app or current_app).config["SECURE"] else ""
    return f"{prefix}daybook-{kind}"


def _set_cookie(response: Response, kind: str, value: str, age: timedelta) -> None:
    response.set_cookie(_cookie_name(kind), value, max_age=age, **_attributes())


def _attributes() -> dict[str, Any]:
    return {"path": "/", "secure": current_app.config["SECURE"], "httponly": True, "samesite": "Lax"}
