"""The way round the live socket: what a socket would send, for a page that asks for it again and again.

Nothing is held between two questions, neither a thread nor a place: the page says where it stands.
"""

import re

from flask import Blueprint, Response, current_app, request
from markupsafe import escape
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, TooManyRequests, Unauthorized

from webapp.domain.wording_sharing import say_lowered
from webapp.entry.identity import person
from webapp.entry.limits import each_person, seconds_to_wait
from webapp.extensions import limiter
from webapp.live import rights
from webapp.live.presence_asked import answer, question_of
from webapp.live.pulling import frame_now
from webapp.live.socket import arriving, live
from webapp.live.watchers import Watcher
from webapp.operations.access import LARGEST_ID, open_calendar, open_event
from webapp.operations.errors import NotThere, Purged, RoleTooLow
from webapp.operations.watching import Sight, sights_of, who_changed_roles, who_took_access
from webapp.operations.whereabouts import who_moved_away

bp = Blueprint("polling", __name__)

EACH_PAGE = 24  # questions a minute; a page in use asks 20 times
_PLACE = re.compile(r"(calendar-|event-)?([1-9][0-9]{0,9})")


def _at_most() -> str:
    return f"{EACH_PAGE * current_app.config['LIVE_PER_PERSON']}/minute"


@bp.get("/live/news")
@limiter.limit(_at_most, key_func=each_person)
def news() -> Response:
    """The frame that brings the page up to date, and who else is there, with the rights of this moment; 204 for neither."""
    watcher = arriving()
    sight = sights_of({watcher.sign_in_id}).get(watcher.sign_in_id)
    if sight is None:
        raise Unauthorized
    view = watcher.page.view(sight)
    if view is None:
        raise NotThere
    frame = frame_now(watcher, view, sight)
    html = (frame.html if frame else "") + _who_is_there(watcher, sight)
    return Response(html) if html else Response(status=204)


def _who_is_there(watcher: Watcher, sight: Sight) -> str:
    """What a page that stays is told of who else is there. An address that is visited is no page that asks."""
    question = question_of(request.args)
    if question is None or request.headers.get("Sec-Fetch-Dest", "empty") != "empty":
        return ""
    service = live()
    service.bus.listen()
    return answer(service.presence, watcher, sight, question)


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
    purger = error.by.split(" ", 1)[0] if isinstance(error, Purged) else ""
    return _note(404, "gone", f"{purger} purged this event." if purger else _reason())


@bp.errorhandler(RoleTooLow)
def refuse_role(error: RoleTooLow) -> Response:
    return _note(403, "lowered", _lowered())


def _note(status: int, kind: str, said: str = "") -> Response:
    """A refusal that a page can tell from those of proxies and captive portals, which have the same statuses."""
    spoken = f' said="{escape(said)}"' if said else ""
    return Response(f'<live-note kind="{kind}"{spoken}></live-note>', status)


def _reason() -> str:
    """Who took the access to the page that was asked for; empty for strangers, and for what is not there."""
    calendar_id, event_id = _place()
    if calendar_id is None and event_id is None:
        return ""
    if event_id is not None:
        moved = rights.say_moved(who_moved_away({person().id}, event_id).get(person().id, ""))
        if moved:
            return moved
    return rights.say_taken(who_took_access({person().id}, calendar_id, event_id).get(person().id, ""))


def _lowered() -> str:
    """Who made the role lower than the page that was asked for needs, and what it allows."""
    calendar_id, event_id = _place()
    role = open_event(person(), event_id).role if event_id else open_calendar(person(), calendar_id or 0).role
    changer = who_changed_roles({person().id}, calendar_id, event_id).get(person().id, "")
    return say_lowered(changer.split(" ", 1)[0], role)


def _place() -> tuple[int | None, int | None]:
    """Calendar or event that the page is about, as its parameters name it."""
    place = _PLACE.fullmatch(request.args.get("id", ""))
    if place is None or int(place[2]) > LARGEST_ID:
        return None, None
    number = int(place[2])
    return (number, None) if place[1] == "calendar-" else (None, number)
