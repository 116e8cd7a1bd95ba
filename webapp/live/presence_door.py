"""Where a page says which field its person is in. It writes nothing; the page says it again while it is so."""

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import BadRequest, NotFound

from webapp.domain.document import UNITS
from webapp.domain.roles import Role
from webapp.entry.identity import person
from webapp.entry.limits import each_person
from webapp.extensions import limiter
from webapp.live.presence_words import Told, number_of
from webapp.live.service import Live
from webapp.operations.access import open_event

bp = Blueprint("presence", __name__)

LARGEST_TAB = 2**32


@bp.post("/live/presence")
def tell() -> Response:
    """Note the unit (empty: none) of an event that a tab of this person is in."""
    _tell(request.form.get("unit", ""), request.form.get("id", 0, type=int))
    return Response(status=204)


@limiter.limit("60/minute", key_func=each_person)
def _tell(unit: str, event_id: int) -> None:
    if unit and unit not in UNITS:
        raise NotFound
    opened = open_event(person(), event_id, Role.EDITOR if unit else Role.VIEWER)
    live: Live = current_app.extensions["live"]
    live.presence.tell(Told(_tab(), person().id, opened.event.id, number_of(unit)))


def _tab() -> int:
    tab = request.form.get("tab", 0, type=int)
    if not 0 < tab < LARGEST_TAB:
        raise BadRequest("A tab is a number.")
    return tab
