"""Who is invited to an event, by what they have answered; and what the reader is asked themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for

from webapp.domain.attendance import OUTSIDE, key_of_person, person_of
from webapp.domain.locales import Audience
from webapp.domain.series import repeats, wall_of
from webapp.domain.wording_dates import day_in_year
from webapp.operations.invitees import Face, faces, people_in
from webapp.operations.reading import EventView

_GROUPS = {"accepted": "Yes", "tentative": "Maybe", "declined": "No", "needs-action": "Not answered"}


@dataclass(frozen=True)
class Guest:
    """One line of the list."""

    key: str
    name: str
    answer: str
    optional: bool
    person: int | None = None
    face: Face | None = None
    address: str = ""


@dataclass(frozen=True)
class Group:
    """Everybody with the same answer."""

    label: str
    people: list[Guest]


@dataclass(frozen=True)
class Ask:
    """One question to the reader."""

    label: str
    url: str
    now: str


def groups(document: Mapping[str, Any]) -> list[Group]:
    """Who is invited, by answer, those who need not come last; one statement for the faces of those with an account."""
    known = faces(people_in(document))
    guests = [_guest(key, who, known) for key, who in document["attendees"].items()]
    found = [
        Group(label, sorted((one for one in guests if one.answer == answer), key=_order))
        for answer, label in _GROUPS.items()
    ]
    return [group for group in found if group.people]


def going(view: EventView, person_id: int, audience: Audience, refused: str = "") -> str:
    """The question whether one comes, hidden from whoever is not invited; `refused` is why an answer was not taken."""
    key, asks = key_of_person(person_id), []
    here, series = view.document["attendees"].get(key), view.series["attendees"].get(key)
    if not view.event.deleted:
        asks += [_ask_here(view, here, audience)] if here else []
        asks += [_ask_all(view, series)] if series and view.occurrence else []
    return render_template(
        "events/_going.html",
        event_id=view.event.id,
        occurrence=view.occurrence,
        asks=asks,
        here=here["answer"] if here else "",
        refused=refused,
    )


def _ask_here(view: EventView, who: Mapping[str, str], audience: Audience) -> Ask:
    if view.occurrence:
        label = f"Going on {day_in_year(wall_of(view.occurrence), audience.locale)}?"
        return Ask(label, _url(view, scope="this"), who["answer"])
    return Ask("Going to the series?" if repeats(view.series) else "Going?", _url(view), who["answer"])


def _ask_all(view: EventView, who: Mapping[str, str]) -> Ask:
    return Ask("And to the whole series?", _url(view, scope="all"), who["answer"])


def _url(view: EventView, scope: str | None = None) -> str:
    return url_for(
        "attendance.answer", event_id=view.event.id, occurrence=view.occurrence or None, scope=scope
    )


def _guest(key: str, who: Mapping[str, str], known: Mapping[int, Face]) -> Guest:
    person = person_of(key)
    face = known.get(person) if person else None
    return Guest(
        key,
        face.name if face else who["name"],
        who["answer"],
        who["part"] == "optional",
        person,
        face,
        key.removeprefix(OUTSIDE) if key.startswith(OUTSIDE) else "",
    )


def _order(one: Guest) -> tuple[bool, str, str]:
    return one.optional, one.name.casefold(), one.key
