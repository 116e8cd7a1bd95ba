"""Many events at once: chosen in the agenda or in a search, looked at in a preview, then moved, tagged, shared or deleted as one."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from webapp.domain import many_input
from webapp.domain.locales import Audience
from webapp.domain.many_input import MOVE, SHARE, Wish, read_wish, typed_again
from webapp.domain.roles import Role
from webapp.domain.spans import say_span
from webapp.domain.wording import describe, say
from webapp.domain.wording_many import say_done_to_many, say_out_of_sight, say_wish
from webapp.entry.identity import person
from webapp.models import Person
from webapp.operations.access import LARGEST_ID, OpenEvent
from webapp.operations.batch_items import MOST_ITEMS, BatchRefused
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.many import Preview, do_to_many, preview
from webapp.operations.members import people_meant
from webapp.operations.showing import Shown
from webapp.views import toasts
from webapp.views.forms import key, new_key, typed
from webapp.views.limits import limited_searches, limited_writes
from webapp.views.many_places import Place, choices, in_agenda, in_search, is_search, place_sent
from webapp.views.search_query import asked_in
from webapp.views.shell import shell
from webapp.views.view_bar import read_day

bp = Blueprint("many", __name__)

Answer = str | Response | tuple[str, int]
NONE_CHOSEN = "Choose one event at least."
TOO_MANY = f"Choose at most {MOST_ITEMS:,} events."
NOBODY = "Nobody is called that. Write a whole name, a username or an e-mail address."
NO_CALENDAR = "Choose a calendar that you may add events to."
SEVERAL = "That fits several people. Write the whole username or e-mail address."
LISTED = 200  # so many lines of a preview are shown


@bp.get("/agenda/<day>/selection")
def choose(day: str) -> Answer:
    return _choose(in_agenda(read_day(day)), typed_again({}), {}, _asked_for())


@bp.get("/search/selection")
@limited_searches
def choose_found() -> Answer:
    asked = asked_in(request.args)
    if not is_search(asked):
        return redirect(asked.url(), 303)
    return _choose(in_search(asked), typed_again({}), {}, _asked_for())


@bp.post("/events/many/preview")
@limited_writes
def look() -> Answer:
    ids, wish, whom, errors = _read()
    if errors or wish is None:
        return _again(errors, ids), 422
    return _preview(preview(ids, wish, whom, by=person()), whom)


@bp.post("/events/many/choice")
def again() -> Answer:
    """Back from the preview, with everything as it was chosen."""
    return _again({}, set(filter(None, map(_number, request.form.getlist("event")))))


@bp.post("/events/many")
@limited_writes
def do() -> Answer:
    ids, wish, whom, errors = _read()
    if errors or wish is None:
        return _again(errors, ids), 422
    wish = _as_seen(wish)
    try:
        batch = do_to_many(ids, wish, whom, by=person(), key=key())
    except BatchRefused as refused:
        _raise_alone(refused)
        return _preview(preview(ids, wish, whom, by=person()), whom, again=True), 409
    said = say_done_to_many(wish, len(batch.done.items), _name(wish, whom))
    toasts.say(f"{said}.", *toasts.undo(batch.done.change_set))
    return redirect(place_sent().url, 303)


def _raise_alone(refused: BatchRefused) -> None:
    """What is refused for want of rights alone is so for whoever asks, as anywhere."""
    reasons = {fault.why for fault in refused.faults}
    if reasons == {"missing"}:
        raise NotThere
    if reasons == {"forbidden"}:
        raise RoleTooLow


# -- what was sent


def _asked_for() -> set[int]:
    """The events that an address wants to be chosen already, which one comes from by key."""
    return set(filter(None, map(_number, request.args.getlist("event")[:LISTED])))


def _read() -> tuple[list[int], Wish | None, Person | None, dict[str, str]]:
    ids = sorted({number for text in request.form.getlist("event") if (number := _number(text))})
    wish, errors = read_wish(typed())
    if not ids:
        errors = {"event": NONE_CHOSEN, **errors}
    elif len(ids) > MOST_ITEMS:
        errors = {"event": TOO_MANY, **errors}
    whom = None
    if wish is not None and wish.kind == SHARE:
        found = people_meant(wish.whom, {person().id})
        if len(found) == 1:
            whom = found[0]
        else:
            errors["person"] = SEVERAL if found else NOBODY
    if wish is not None and wish.kind == MOVE and wish.calendar_id not in _calendars():
        errors["calendar"] = NO_CALENDAR
    return ids, wish, whom, errors


def _calendars() -> dict[int, str]:
    """The names of the calendars that somebody may add events to."""
    return {row.id: row.name for row in shell().calendars if row.role >= Role.EDITOR}


def _name(wish: Wish, whom: Person | None) -> str:
    """Whom or where to it is about."""
    if wish.kind == MOVE:
        return _calendars()[wish.calendar_id]
    return whom.name if whom else ""


def _number(text: str) -> int:
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID else 0
    )


def _as_seen(wish: Wish) -> Wish:
    """Moved by as much as the preview said, whatever has become of the first of them since."""
    text = request.form.get("days", "")
    if wish.kind != many_input.DAY or not text.lstrip("-").isdigit() or len(text) > 7:
        return wish
    return Wish(many_input.SHIFT, by=timedelta(days=int(text)))


# -- pages


def _again(errors: dict[str, str], ids: Iterable[int]) -> str:
    return _choose(place_sent(), typed_again(typed()), errors, set(ids))


def _choose(place: Place, given: dict[str, str], errors: dict[str, str], chosen: set[int]) -> str:
    return render_template(
        "many/choose.html",
        place=place,
        listed=choices(place, chosen),
        chosen=chosen,
        value=given,
        calendars=[(str(number), name) for number, name in _calendars().items()],
        errors=errors,
        status=422 if errors else "",
    )


def _preview(found: Preview, whom: Person | None, again: bool = False) -> str:
    view, name = shell(), _name(found.wish, whom)
    audience = view.audience(Role.VIEWER.word)
    shown = found.batch.shown if found.batch else []
    done = found.batch.done.items if found.batch else []
    tags = found.wish.kind in (many_input.TAG, many_input.UNTAG)
    rows = [
        _row(before, after, bool(one.overlaps), audience, name, tags)
        for before, after, one in zip(found.events, shown, done, strict=True)
    ]
    return render_template(
        "many/preview.html",
        place=place_sent(),
        title=say_wish(found.wish, len(rows), name),
        rows=rows[:LISTED],
        more=max(0, len(rows) - LISTED),
        ids=[one.event.id for one in found.events],
        stay=found.stay,
        lose=_lose(found),
        overlapping=sum(row["overlaps"] for row in rows),
        value=typed_again(typed()),
        days=found.wish.by.days if found.wish.kind == many_input.DAY else "",
        kind=found.wish.kind,
        key=new_key(),
        again=again,
        status=409 if again else "",
    )


def _lose(found: Preview) -> str:
    """Who loses sight of what moves to another calendar."""
    if found.wish.kind != MOVE or not found.events:
        return ""
    return say_out_of_sight((one.calendar.name for one in found.events), len(found.events))


def _row(
    before: OpenEvent, after: Shown, overlaps: bool, audience: Audience, name: str, tags: bool
) -> dict[str, Any]:
    document = before.event.document
    leaves = after.calendar_id != before.calendar.id
    moved = any(document[side] != after.document[side] for side in ("start", "end"))
    changed = describe(document, after.document) if not moved and document != after.document else []
    return {
        "id": before.event.id,
        "title": before.event.title,
        "hue": before.calendar.hue,
        "repeats": before.event.repeats,
        "when": say_span(document, audience).text,
        "then": say_span(after.document, audience).text if moved else "",
        "left": before.calendar.name if leaves else "",
        "goes_to": name if leaves else "",
        "said": say(changed, audience.locale, audience.clock) if changed else "",
        "same": tags and document == after.document,
        "overlaps": overlaps,
    }
