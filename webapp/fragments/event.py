"""The pieces of an event page: its header and one field for each unit."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import current_app

from webapp.domain.locales import Audience, say_moment
from webapp.domain.markdown import render
from webapp.domain.roles import Role, role_of
from webapp.domain.spans import say_clocks, say_span
from webapp.domain.wording import say_unit, unit_of_message
from webapp.fragments.attendance import groups
from webapp.fragments.series import repeats_row
from webapp.operations.reading import EventView, Origin

# unit -> (DOM id, label, icon); the title is the header.
FIELDS = {
    "when": ("ev-when", "When", "clock"),
    "repeats": ("ev-repeats", "Repeats", "repeat"),
    "location": ("ev-location", "Where", "pin"),
    "attendees": ("ev-attendees", "People", "people"),
    "description": ("ev-description", "Description", "text"),
    "tags": ("ev-tags", "Tags", "tag"),
    "status": ("ev-status", "Status", "check"),
}
# What the row of a unit says besides: the dates of a series depend on its start and on its exceptions.
_ALSO_SHOWN = {"when": "repeats", "overrides": "repeats"}
# Through what a value came to be, where nobody typed it.
HOW = {"restore": "restored", "undo": "taken back", "import": "from a file"}
STATUS_WORDS = {"confirmed": "Confirmed", "tentative": "Tentative", "cancelled": "Cancelled"}
# Where the header has the one tool that is the owners' alone. Nothing that people write can look like it: it is escaped.
_SHARE = "<share-link/>"


@dataclass(frozen=True)
class Margin:
    """Who gave a field its value: the note beside it."""

    name: str
    iso: str
    moment: str
    said: str
    version: int
    how: str = ""


Once = Callable[[Hashable, Callable[[], str]], str]


def _anew(_key: Hashable, make: Callable[[], str]) -> str:
    return make()


def fragments(
    view: EventView, audience: Audience, units: Iterable[str] | None = None, once: Once = _anew
) -> dict[str, str]:
    """HTML by DOM id, of the header (it names the version) and of the fields of `units` (all when None).

    `once` remembers pieces of this view by what they depend on: owners and editors see nearly the same.
    """
    changed = set(FIELDS if units is None else units)
    changed |= {_ALSO_SHOWN[unit] for unit in changed & _ALSO_SHOWN.keys()}
    wanted = [unit for unit in FIELDS if unit in changed]
    return {"ev-title": header(view, audience, once)} | {
        FIELDS[unit][0]: once((unit, *_seen_by(audience)), partial(field, view, audience, unit))
        for unit in wanted
    }


def _seen_by(audience: Audience) -> tuple[Hashable, ...]:
    """What a piece depends on: of the role only whether it may edit."""
    return _may(audience, Role.EDITOR), *audience[1:]


def header(view: EventView, audience: Audience, once: Once = _anew) -> str:
    """The title, the version line and the tools that this audience may use."""
    drawn = once(("title", *_seen_by(audience)), partial(_header, view, audience))
    may_share = _may(audience, Role.OWNER) and not view.event.deleted
    return drawn.replace(_SHARE, _drawn("events/share_link.html", event=view.event) if may_share else "")


def _header(view: EventView, audience: Audience) -> str:
    event = view.event
    return _drawn(
        "events/_header.html",
        event=event,
        document=view.document,
        occurrence=view.occurrence,
        changed_at=event.updated_at.isoformat(),
        changed=say_moment(event.updated_at, audience),
        changed_by=event.updated_by_label.split(" ", 1)[0],
        margin=_margin_of_title(view, audience),
        may_edit=_may(audience, Role.EDITOR),
    )


def field(view: EventView, audience: Audience, unit: str) -> str:
    """One field with its value, its margin, and the way to edit it in place."""
    dom_id, label, icon = FIELDS[unit]
    return _drawn(
        f"events/_{unit}.html",
        id=dom_id,
        unit=unit,
        label=label,
        icon_name=icon,
        event=view.event,
        document=view.document,
        occurrence=view.occurrence,
        row=repeats_row(view, audience) if unit == "repeats" else None,
        guests=groups(view.document) if unit == "attendees" else [],
        span=say_span(view.document, audience) if unit == "when" else None,
        clocks=say_clocks(view.document, audience) if unit == "when" else [],
        html=render(view.document["description"]) if unit == "description" else "",
        status_words=STATUS_WORDS,
        margin=margin_of(view.origins.get(unit), audience, unit),
        may_edit=_may(audience, Role.EDITOR) and not view.event.deleted,
    )


def _drawn(template: str, **values: Any) -> str:
    # Without what Flask adds for whole pages: finding out who asks costs as much as the piece, and it may not matter.
    return current_app.jinja_env.get_template(template).render(**values)


def _margin_of_title(view: EventView, audience: Audience) -> Margin | None:
    """Who gave it; while there is one version, the line before says as much."""
    if view.occurrence or view.event.version == 1:
        return None
    return margin_of(view.origins.get("title"), audience, "title")


def _may(audience: Audience, least: Role) -> bool:
    role = role_of(audience.role)
    return role is not None and role >= least


def margin_of(origin: Origin | None, audience: Audience, unit: str) -> Margin | None:
    """The note beside a unit, None where nobody gave it a value."""
    if origin is None:
        return None
    of_unit = [message for message in origin.said if unit_of_message(message) == unit]
    said = "; ".join(say_unit(message, audience.locale, audience.clock) for message in of_unit or origin.said)
    return Margin(
        origin.first_name,
        origin.at.isoformat(),
        say_moment(origin.at, audience),
        said,
        origin.version,
        HOW.get(origin.via, ""),
    )
