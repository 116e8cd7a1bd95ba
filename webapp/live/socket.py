"""The door of the live socket. Everything is refused before the upgrade, with a real status."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, ServiceUnavailable, TooManyRequests
from wsproto.utilities import RemoteProtocolError

from webapp.entry.guard import own_origin
from webapp.entry.identity import person, sign_in_id
from webapp.extensions import db, sock
from webapp.live import cursors
from webapp.live.pages import open_page
from webapp.live.service import Live
from webapp.live.watchers import TooMany, Watcher
from webapp.operations.errors import NotThere, RoleTooLow

bp = Blueprint("live", __name__)

DEFLATE = "permessage-deflate"
# One compressed frame must serve every watcher, so nobody's compressor may remember anything.
FORGETFUL = f"{DEFLATE}; server_no_context_takeover; client_no_context_takeover"
OFFER = "HTTP_SEC_WEBSOCKET_EXTENSIONS"


FULL: dict[str, Callable[[], HTTPException]] = {
    "person": lambda: TooManyRequests("You have too many live pages open. Close some, then try again."),
    "address": lambda: TooManyRequests("Too many live pages are open from your network."),
    "total": lambda: ServiceUnavailable("This server has as many live pages as it can hold.", retry_after=30),
}


class NoThread:
    """simple-websocket wants a thread to receive in; the hub reads instead."""

    name = "(_thread)"

    def __init__(self, target: Any = None) -> None: ...

    def start(self) -> None: ...


SERVER_OPTIONS = {"thread_class": NoThread, "max_message_size": 64 * 1024}


class UpgradeRequired(HTTPException):
    """Werkzeug has no class for 426."""

    code = 426
    description = "This address speaks WebSocket, version 13."


@bp.before_request
def refuse() -> None:
    """Origin, page and limits; that somebody is signed in was checked by the gate of all pages."""
    _require_websocket()
    if request.headers.get("Origin") != own_origin():
        raise Forbidden("Live pages connect from this site only.")
    _admit(arriving())
    _rewrite_offer()


@sock.route("/live", bp=bp)  # type: ignore[untyped-decorator]
def listen(ws: Any) -> None:
    """Hand the connection over; in the hub's mode this thread is free at once."""
    ws.connected = False  # flask-sock must not close what is no longer its own
    compressed = OFFER in request.environ
    db.session.remove()
    live().host.welcome(g.watcher, ws.sock, compressed)


@bp.teardown_request
def leave(_error: BaseException | None) -> None:
    """A handshake that failed after all gives its place back."""
    if "watcher" in g:
        live().host.leave(g.watcher)


def refused(status: int, sentence: str, headers: Headers | None = None) -> Response:
    """A refusal is one line: nobody reads it but people who look into their browser's tools."""
    response = Response(f"{sentence}\n", status, headers, mimetype="text/plain")
    response.headers["Connection"] = "close"
    return response


@bp.errorhandler(HTTPException)
def refuse_http(error: HTTPException) -> Response:
    headers = Headers(error.get_headers())
    headers.remove("Content-Type")
    return refused(error.code or 400, error.description or "", headers)


@bp.errorhandler(NotThere)
def refuse_stranger(error: NotThere) -> Response:
    return refused(404, "There is no such page, or not for you.")


@bp.errorhandler(RoleTooLow)
def refuse_role(error: RoleTooLow) -> Response:
    return refused(403, "Your role does not allow this.")


@bp.errorhandler(RemoteProtocolError)
def refuse_handshake(error: RemoteProtocolError) -> Response:
    """What simple-websocket finds wrong with the headers, before it has answered."""
    return refused(400, "The WebSocket handshake is not valid.")


@bp.errorhandler(ConnectionError)
def forget(error: ConnectionError) -> Response:
    """The page was closed before the answer was out: nobody reads this one, and it is no fault of ours."""
    return refused(400, "The connection has ended.")


def arriving() -> Watcher:
    """The page that this request speaks for, and where it stands; raises NotThere and RoleTooLow."""
    page = open_page(person(), request.args)
    watcher = Watcher(person().id, sign_in_id() or 0, request.remote_addr or "", page)
    watcher.cursor = cursors.parse(request.args.get("since", ""))
    watcher.seen_as = request.args.get("as", "")[:12]
    tab = request.args.get("tab", 0, type=int)
    watcher.tab = tab if 0 < tab < 2**32 else 0
    return watcher


def live() -> Live:
    """The live layer of this app."""
    service: Live = current_app.extensions["live"]
    return service


def _require_websocket() -> None:
    if request.headers.get("Sec-WebSocket-Version") != "13":
        raise UpgradeRequired
    if len(request.headers.get("Sec-WebSocket-Key", "")) != 24:
        raise BadRequest("The WebSocket handshake is incomplete.")


def _admit(watcher: Watcher) -> None:
    try:
        live().host.admit(watcher)
    except TooMany as full:
        raise FULL[full.where]() from full
    g.watcher = watcher


def _rewrite_offer() -> None:
    if DEFLATE in request.environ.get(OFFER, ""):
        request.environ[OFFER] = FORGETFUL
    else:
        request.environ.pop(OFFER, None)
