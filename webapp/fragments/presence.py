"""Who else is here: faces and marks for the pages of one event, dots for a month or agenda.

Everybody at a page gets the same list; its script leaves its own person out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template

from webapp.domain.wording_presence import call_names, say_here
from webapp.operations.presence import Face

MOST_FACES = 12  # of one event; the number of people goes on counting
MOST_DOTS = 4  # of one event in a grid: three, and the one whose page it is
MOST_EVENTS = 200  # in a grid

Crowd = Sequence[tuple[int, tuple[str, ...]]]  # (person id, units they are in), the most telling first


@dataclass(frozen=True)
class Here:
    """Somebody at an event: how they look, what is said of them, and the fields they are in."""

    person_id: int
    initials: str
    hue: str
    name: str
    said: str
    units: tuple[str, ...]


def row(crowd: Crowd, faces: Mapping[int, Face], locale: str, name: str | None = None) -> str:
    """Everybody at one event, as `<live-presence>`, under a name where one is given."""
    people = _people(crowd, faces, locale)
    return render_template("live/_presence.html", people=people[:MOST_FACES], total=len(people), name=name)


def dots(
    crowds: Iterable[tuple[int, Crowd]], faces: Mapping[int, Face], locale: str, name: str | None = None
) -> str:
    """The people at the events of a grid, by event id, as `<live-presence>`, under a name where one is given."""
    events = [(event_id, _people(crowd, faces, locale)[:MOST_DOTS]) for event_id, crowd in crowds]
    return render_template("live/_dots.html", events=events[:MOST_EVENTS], name=name)


def _people(crowd: Crowd, faces: Mapping[int, Face], locale: str) -> list[Here]:
    known = [(faces[person_id], units) for person_id, units in crowd if person_id in faces]
    names = call_names({face.person_id: face.name for face, _ in known})
    return [_here(face, names[face.person_id], units, locale) for face, units in known]


def _here(face: Face, name: str, units: tuple[str, ...], locale: str) -> Here:
    return Here(face.person_id, face.initials, face.hue, name, say_here(name, units, locale), units)
