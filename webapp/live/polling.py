"""The way round the live socket: what a socket would send, for a page that asks for it again and again.

Nothing is held between two questions, neither a thread nor a place: the page says where it stands.
"""

import re

from flask import Blueprint, Response, current_app, request
from markupsafe import escape
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, TooManyRequests, Unauthorized

from webapp.entry.identity import person
from webapp.entry.limits import each_person, seconds_to_wait
from webapp.extensions import limiter
from webapp.live.pulling import frame_now, said_of_loss
from webapp.live.socket import arriving
from webapp.operations.access import LARGEST_ID
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.watching import sights_of, who_took_access

bp = Blueprint("polling", __name__)

EACH_PAGE = 24  # questions a minute; a page in use asks 20 times
_PLACE = re.compile(r"(calendar-|event-)?([1-9][0-9]{0,9})")


def _at_most() -> str:
    return f"{EACH_PAGE * current_app.config['LIVE_PER_PERSON']}/minute"


@bp.get("/live/news")
@limiter.limit(_at_most, key_func=each_person)
def news() -> Response:
    """The frame that brings the page up to date, with the rights of this moment; 204 when there is none."""
    watcher = arriving()
    sight = sights_of({watcher.sign_in_id}).get(watcher.sign_in_id)
    if sight is None:
        raise Unauthorized
    view = watcher.page.view(sight)
    if view is None:
        raise NotThere
    frame = frame_now(watcher, view, sight)
    return Response(frame.html) if frame else Response(status=204)


@bp.errorhandler(HTTPException)
def refuse_http(error: HTTPException) -> Response:
    headers = Headers(error.get_headers())
    headers.remove("Content-Type")
    if isinstance(error, Unauthorized):
        return _note(401, "signed-out")
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(seconds_to_wait())
    return Response(f"{error.description}\n", error.code, headers, mimetype="text/plain")


@bp.errorhandler(NotThere)
def refuse_stranger(error: NotThere) -> Response:
    return _note(404, "gone", _reason())


@bp.errorhandler(RoleTooLow)
def refuse_role(error: RoleTooLow) -> Response:
    return _note(403, "gone", _reason())


def _note(status: int, kind: str, said: str = "") -> Response:
    """A refusal that a page can tell from those of proxies and captive portals, which have the same statuses."""
    spoken = f' said="{escape(said)}"' if said else ""
    return Response(f'<live-note kind="{kind}"{spoken}></live-note>', status)


def _reason() -> str:
    """Who took the access to the page that was asked for; empty for strangers, and for what is not there."""
    place = _PLACE.fullmatch(request.args.get("id", ""))
    if place is None or int(place[2]) > LARGEST_ID:
        return ""
    number, is_calendar = int(place[2]), place[1] == "calendar-"
    takers = who_took_access({person().id}, number if is_calendar else None, None if is_calendar else number)
    return said_of_loss(takers.get(person().id, ""))
