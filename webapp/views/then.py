"""Time travel: to a moment, an event as it was, what changed since, and a calendar file of then.

The grids of the past are the views of the present, registered once more under `/then/<as_of>` (views/__init__.py).
"""

from datetime import UTC, datetime
from typing import NamedTuple

from flask import Blueprint, Flask, Response, g, make_response, redirect, render_template, request
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from webapp.domain.locales import Audience, say_moment
from webapp.domain.past_moment import at_place, read_moment, write_moment
from webapp.domain.roles import Role
from webapp.domain.series import has_instance, instance_document
from webapp.domain.texts import Refused
from webapp.domain.wording import say
from webapp.domain.wording_calendars import with_calendars
from webapp.entry.identity import person
from webapp.fragments import event as event_fragments
from webapp.operations.access import OpenEvent, open_calendar, open_event
from webapp.operations.history import Snapshot
from webapp.operations.past import export_then, version_then
from webapp.operations.past_changes import EventChange, changes_between
from webapp.operations.past_settings import calendar_then
from webapp.operations.reading import EventView
from webapp.views.moments import moment
from webapp.views.paging import asked_number
from webapp.views.past import PLACES, Past, root_of, with_a_past
from webapp.views.shell import shell

bp = Blueprint("then", __name__, url_prefix="/then")

Answer = str | tuple[str, int] | AnyResponse

ALONE = "Shared with you"
ELSEWHERE = "another calendar"


def install(app: Flask) -> None:
    """Take the moment out of addresses, so that no view has to know of it; one that is none is no page."""

    @app.url_value_preprocessor
    def take_moment(_endpoint: str | None, values: dict[str, str] | None) -> None:
        if values and "as_of" in values:
            g.as_of = values.pop("as_of")

    @app.before_request
    def require_moment() -> None:
        if "as_of" in g and current_user.is_authenticated and shell().at is None:
            raise NotFound


@bp.get("")
def choose() -> Answer:
    back = with_a_past(request.args.get("back"))
    try:
        asked = _asked()
    except Refused as refused:
        return _choose_page(back, str(refused)), 422
    return redirect(root_of(asked, shell().zone) + back, 303) if asked else _choose_page(back, "")


@bp.get("/<as_of>/events/<int:event_id>")
def event(event_id: int) -> Answer:
    opened, past = open_event(person(), event_id), _past()
    found = version_then(event_id, past.at)
    past.event_id, past.event_title = event_id, opened.event.title
    past.event_made = opened.event.created_at
    place = _place(opened, found, past.at)
    past.shown = [row for row in shell().calendars if row.id == place.calendar_id]
    if found is None:
        made = moment(opened.event.created_at)
        return render_template("then/event.html", opened=opened, place=place, found=None, made=made), 404
    if found.row.number < opened.event.version:
        past.changes_url = f"/events/{event_id}/compare/{found.row.number}/{opened.event.version}"
    return render_template(
        "then/event.html",
        opened=opened,
        place=place,
        found=found,
        saved=moment(found.row.at),
        pieces=_pieces(opened, place, found),
    )


@bp.get("/<as_of>/changes")
def changes() -> Answer:
    past, audience = _past(), shell().audience("")
    until, error = _until()
    since, last = sorted((past.at, until or past.now))
    ids = [row.id for row in shell().shown]
    found = changes_between(person(), ids, since, last, asked_number("before"))
    page = render_template(
        "then/changes.html",
        rows=[_row(row, audience) for row in found.rows],
        sides=(say_moment(since, audience), say_moment(last, audience) if until else "now"),
        until=request.args.get("until", ""),
        error=error,
        next=found.next,
        first=not asked_number("before"),
    )
    return (page, 422) if error else page


@bp.get("/<as_of>/calendars/<int:calendar_id>/calendar.ics")
def calendar_file(calendar_id: int) -> Response:
    opened, past = open_calendar(person(), calendar_id), _past()
    response = make_response(export_then(person(), opened, past.at))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    name = f"calendar-{calendar_id}-{past.at:%Y-%m-%d-%H%M}.ics"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _past() -> Past:
    past = shell().past
    if past is None:
        raise NotFound
    return past


def _asked() -> datetime | None:
    """The moment that a form asks for, by its time or by a place on the slider; None where none is asked for."""
    view = shell()
    if "at" in request.args:
        return read_moment(request.args["at"], view.zone, datetime.now(UTC))
    if "place" not in request.args:
        return None
    text = request.args["place"]
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= PLACES):
        raise Refused("Choose a place between the beginning and now.")
    life = _life()
    return at_place(life.first, life.now, int(text), PLACES)


def _until() -> tuple[datetime | None, str]:
    """The other moment of a comparison, None for now, and what is wrong with it."""
    text = request.args.get("until", "")
    try:
        return (read_moment(text, shell().zone, datetime.now(UTC)) if text else None), ""
    except Refused as refused:
        return None, str(refused)


def _life() -> Past:
    """From the beginning until now: what a slider goes over before a moment is chosen."""
    view = shell()
    return Past(view.account, view.audience(""), view.now, view.shown)


def _choose_page(back: str, error: str) -> str:
    shell().current = "then"
    typed = request.args.get("at", "")
    return render_template("then/choose.html", life=_life(), back=back, error=error, typed=typed)


class _Place(NamedTuple):
    """Where an event was, for one reader: no name and no colour of a calendar that they do not see.

    `told` says where it has gone since, empty where it has not.
    """

    calendar_id: int
    label: str
    hue: str | None
    told: str = ""


def _place(opened: OpenEvent, found: Snapshot | None, at: datetime) -> _Place:
    """The calendar that an event was in, as it was called and looked then; of one that was not there yet, where it is now."""
    now = opened.calendar
    number = found.row.calendar_id if found else now.id
    seen = next((row for row in shell().calendars if row.id == number), None)
    if seen is not None:
        here = f"“{now.name}”" if opened.through_calendar else ELSEWHERE
        return _Place(
            number, seen.name, seen.hue, f"In “{seen.name}” then, in {here} now" if number != now.id else ""
        )
    if number == now.id:
        return _Place(number, ALONE, calendar_then(now, at)["hue"])
    if opened.through_calendar is None:
        return _Place(number, ALONE, None, f"In {ELSEWHERE} then")
    return _Place(number, "Another calendar", None, f"In {ELSEWHERE} then, in “{now.name}” now")


def _pieces(opened: OpenEvent, place: _Place, found: Snapshot) -> list[str]:
    """The fields of an event, or of the one instance that is asked for, as they were."""
    document, occurrence = found.document, request.args.get("occurrence", "")
    if occurrence and has_instance(document, occurrence):
        document = instance_document(document, occurrence)
    view = EventView(opened.event, place.label, place.hue or "", document, {})
    audience = shell().audience(Role.VIEWER.word)  # nothing can be changed in the past
    return [event_fragments.field(view, audience, unit) for unit in event_fragments.FIELDS]


_KINDS = {
    "made": ("Made", "plus"),
    "deleted": ("Deleted", "trash"),
    "restored": ("Brought back", "undo"),
    "moved": ("Moved to another calendar", "calendar"),
    "changed": ("Changed", "pencil"),
    "same": ("Changed, and as it was again", "repeat"),
    "passing": ("Made and deleted in between", "trash"),
}


def _row(row: EventChange, audience: Audience) -> dict[str, object]:
    word, icon = _KINDS[row.kind]
    calendar = next((one for one in shell().calendars if one.id == row.calendar_id), None)
    told = with_calendars(row.said, {one.id: one.name for one in shell().calendars})
    return {
        "event_id": row.event_id,
        "title": row.title,
        "word": word,
        "icon": icon,
        "said": say(told, audience.locale, audience.clock),
        "compare": f"/events/{row.event_id}/compare/{row.before}/{row.after}" if row.before else "",
        "versions": row.versions,
        "calendar": calendar.name if calendar else ALONE,
        "hue": calendar.hue if calendar else "",
        "when": moment(row.at),
        "then": write_moment(row.at, audience.zone),
    }
