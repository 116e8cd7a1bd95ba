"""Sharing calendars and single events: the panel, roles, leaving, finding people."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.roles import ROLE_WORDS, Role, role_of
from webapp.domain.texts import showable
from webapp.domain.wording_sharing import say_can
from webapp.entry.identity import person
from webapp.extensions import limiter
from webapp.fragments import sharing as pieces
from webapp.operations.access import LARGEST_ID
from webapp.operations.errors import NotThere, Refused
from webapp.operations.members import find_people, name_of, people_meant, person_with, role_on, standing
from webapp.operations.sharing import change_role, give_back, invite, stop_sharing
from webapp.views import toasts
from webapp.views.forms import key, new_key, number, wants_fragment
from webapp.views.share_places import Place, of_calendar, of_event

bp = Blueprint("sharing", __name__)

CHOOSE_ROLE = "Choose viewer, editor or owner."

Answer = tuple[str, int] | Response


@bp.get("/calendars/<int:calendar_id>/sharing")
def calendar(calendar_id: int) -> Answer:
    return show(of_calendar(calendar_id))


@bp.get("/events/<int:event_id>/sharing")
def event(event_id: int) -> Answer:
    return show(of_event(event_id))


@bp.post("/calendars/<int:calendar_id>/shares")
@limiter.limit("60/minute")
def share_calendar(calendar_id: int) -> Answer:
    return add(of_calendar(calendar_id))


@bp.post("/events/<int:event_id>/shares")
@limiter.limit("60/minute")
def share_event(event_id: int) -> Answer:
    return add(of_event(event_id))


@bp.post("/calendars/<int:calendar_id>/shares/<int:person_id>")
def change_on_calendar(calendar_id: int, person_id: int) -> Answer:
    return change(of_calendar(calendar_id), person_id)


@bp.post("/events/<int:event_id>/shares/<int:person_id>")
def change_on_event(event_id: int, person_id: int) -> Answer:
    return change(of_event(event_id), person_id)


@bp.post("/calendars/<int:calendar_id>/shares/<int:person_id>/returns")
def give_back_calendar(calendar_id: int, person_id: int) -> Answer:
    return take_back(of_calendar(calendar_id), person_id)


@bp.post("/events/<int:event_id>/shares/<int:person_id>/returns")
def give_back_event(event_id: int, person_id: int) -> Answer:
    return take_back(of_event(event_id), person_id)


@bp.get("/calendars/<int:calendar_id>/leaving")
def leave_calendar(calendar_id: int) -> Answer:
    return ask_to_leave(of_calendar(calendar_id, Role.VIEWER))


@bp.get("/events/<int:event_id>/leaving")
def leave_event(event_id: int) -> Answer:
    return ask_to_leave(of_event(event_id, Role.VIEWER))


@bp.post("/calendars/<int:calendar_id>/leaving")
def leaving_calendar(calendar_id: int) -> Answer:
    return leave(of_calendar(calendar_id, Role.VIEWER))


@bp.post("/events/<int:event_id>/leaving")
def leaving_event(event_id: int) -> Answer:
    return leave(of_event(event_id, Role.VIEWER))


@bp.get("/people")
@limiter.limit("120/minute")
def people() -> str:
    typed = showable(request.args.get("q", ""))
    return pieces.matches(find_people(typed, but={person().id}), typed)


def show(place: Place, status: int = 200, **shown: Any) -> Answer:
    """The share page, also with what was typed and what is wrong with it."""
    stays = {
        "typed": "",
        "role": Role.VIEWER.word,
        "errors": {},
        "matches": pieces.matches([], ""),
        "sentence": "",
    }
    page = render_template(
        "sharing/page.html",
        place=place,
        status=status,
        pieces=pieces.fragments(place.target, place.audience),
        roles=pieces.ROLES,
        key=new_key(),
        **(_leaving(place) | stays | shown),
    )
    return page, status


def add(place: Place) -> Answer:
    """Share with the person who was chosen, or with the only one whom the typed text fits."""
    typed, role = showable(request.form.get("q", "")), _role("role")
    if role is None:
        return show(place, 422, typed=typed, errors={"role": CHOOSE_ROLE})
    found = [person_with(number("person"))] if number("person") else people_meant(typed, {person().id})
    if len(found) != 1:
        return show(
            place,
            422,
            **_again(typed, role, _who_sentence(typed, len(found))),
            matches=pieces.matches(found, ""),
        )
    had = standing(place.target, found[0].id).role
    try:
        invite(place.target, found[0].id, role, by=person(), key=key())
    except Refused as refusal:
        return show(place, 422, **_again(typed or found[0].name, role, str(refusal)))
    toasts.say(f"{say_can(found[0].name, role)} now.", *_undo(place.way_back_url(found[0].id, had, role)))
    return redirect(place.url, 303)


def change(place: Place, person_id: int) -> Answer:
    """Another role for somebody on the list, or none."""
    had = standing(place.target, person_id).role if person_id <= LARGEST_ID else None
    try:
        said = _remove(place, person_id) if "remove" in request.values else _set_role(place, person_id)
    except Refused as refusal:
        return _refused(place, str(refusal))
    if person_id == person().id and role_on(place.target, person_id) is not Role.OWNER:
        return _gone("You changed your own role.")
    has = standing(place.target, person_id).role
    return _done(place, said, place.way_back_url(person_id, had, has))


def take_back(place: Place, person_id: int) -> Answer:
    """Undo a removal."""
    role = role_of(give_back(place.target, person_id, by=person()).role) or Role.VIEWER
    undo = _undo(place.way_back_url(person_id, None, role))
    toasts.say(f"{say_can(name_of(person_id), role)} again.", *undo)
    return redirect(place.url, 303)


def ask_to_leave(place: Place, status: int = 200, refusal: str = "") -> Answer:
    """Leaving cannot be taken back by oneself, so it is asked for once more."""
    if standing(place.target, person().id).role is None:
        raise NotThere
    shown = _leaving(place) | {"place": place, "status": status, "refusal": refusal, "key": new_key()}
    return render_template("sharing/leaving.html", **shown), status


def leave(place: Place) -> Answer:
    """Give up one's own role."""
    try:
        stop_sharing(place.target, person().id, by=person(), key=key())
    except Refused as refusal:
        return ask_to_leave(place, 409, str(refusal))
    flash(f"You left {place.name}.")
    return redirect(url_for("calendars.index"), 303)


def _set_role(place: Place, person_id: int) -> str:
    role = _role(f"role-{person_id}") or _role("role")
    if role is None:
        raise Refused(CHOOSE_ROLE)
    change_role(place.target, person_id, role, by=person())
    return f"{say_can(name_of(person_id), role)} now."


def _remove(place: Place, person_id: int) -> str:
    stop_sharing(place.target, person_id, by=person())
    return f"Removed {name_of(person_id)}."


def _done(place: Place, said: str, undo_url: str) -> Answer:
    undo = _undo(undo_url)
    if not wants_fragment():
        toasts.say(said, *undo)
        return redirect(place.url, 303)
    found = pieces.fragments(place.target, place.audience)
    shown = _leaving(place) | {"pieces": found, "said": toasts.toast(said, *undo), "sentence": ""}
    return render_template("sharing/_changed.html", **shown), 200


def _undo(url: str) -> list[toasts.Action]:
    """The way back is an act of its own, which the history of sharing tells like any other."""
    return [toasts.post("Undo", url)] if url else []


def _gone(said: str) -> Answer:
    """Who takes their own ownership away has nothing to do on this page any more."""
    flash(said)
    there = url_for("calendars.index")
    return Response(headers={"HX-Redirect": there}) if wants_fragment() else redirect(there, 303)


def _refused(place: Place, sentence: str) -> Answer:
    if wants_fragment():
        return render_template("sharing/_refused.html", sentence=sentence), 409
    return show(place, 409, sentence=sentence)


def _leaving(place: Place) -> dict[str, Any]:
    own = standing(place.target, person().id)
    return {
        "only_owner": own.only_owner,
        "may_leave": own.role is not None,
        "leave_url": place.leave_url,
        "name": place.name,
    }


def _again(typed: str, role: Role, sentence: str) -> dict[str, Any]:
    return {"typed": typed, "role": role.word, "errors": {"q": sentence}}


def _who_sentence(typed: str, found: int) -> str:
    if found:
        return f"“{typed.strip()}” fits several people. Choose one of them."
    if len(typed.strip()) < 2:
        return "Type a name, a username or a whole e-mail address."
    return (
        f"Nobody else here is called “{typed.strip()}”. Check the spelling, or type the whole e-mail address."
    )


def _role(name: str) -> Role | None:
    word = request.values.get(name, "")  # the button of a message carries it in its address
    return role_of(word) if word in ROLE_WORDS else None
