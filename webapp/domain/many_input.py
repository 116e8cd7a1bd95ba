"""The form that does one thing to many events: what is wanted, and what each event becomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from webapp.domain.day_input import read_day
from webapp.domain.document import Document
from webapp.domain.event_input import FORM_FIELDS, as_form, check_units, partial
from webapp.domain.roles import Role, role_of
from webapp.domain.series import repeats, wall_of, when_at
from webapp.domain.series_edits import edit_all
from webapp.domain.texts import Refused, one_line, showable

CHOOSE = "Choose what is to be done."
HOW_FAR = "Write by how much: a whole number from 1 to 999."
NO_TAGS = "Write one tag at least."
NO_PERSON = "Write whom to share them with: a name, a username or an e-mail address."
NO_ROLE = "Choose what they may do."
NO_CALENDAR = "Choose the calendar that they are to be in."
BY_DAYS = "It lasts whole days, so it moves by days or weeks."
SHIFT, DAY, MOVE, TAG, UNTAG, SHARE, DELETE = "shift", "day", "move", "tag", "untag", "share", "delete"
KINDS = (SHIFT, DAY, MOVE, TAG, UNTAG, SHARE, DELETE)
UNITS = {"hours": timedelta(hours=1), "days": timedelta(days=1), "weeks": timedelta(weeks=1)}
ROLES = ("viewer", "editor", "owner")
FIELDS = ("do", "by", "unit", "way", "date", "calendar", "tags", "untag", "person", "role")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wish:
    """What is to be done to all of them. `by` moves them; on `day` the first of them begins, and all keep their distance.

    To `calendar_id` they move as they are.
    """

    kind: str
    by: timedelta = timedelta()
    day: date | None = None
    tags: tuple[str, ...] = ()
    whom: str = ""
    role: Role = Role.VIEWER
    calendar_id: int = 0


def read_wish(raw: Mapping[str, Any]) -> tuple[Wish | None, dict[str, str]]:
    """What was typed, or a sentence for each field that will not do."""
    kind = raw.get("do")
    if kind not in KINDS:
        return None, {"do": CHOOSE}
    errors: dict[str, str] = {}
    wish = _READERS[kind](raw, errors)
    return (None, errors) if errors else (wish, {})


def typed_again(raw: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, to be shown again."""
    return {name: showable(raw.get(name)) for name in FIELDS}


def shifted(document: Document, by: timedelta) -> Document:
    """An event moved by so much on its own clocks, all of it where it repeats; raises Refused for a time that will not do."""
    if document["all_day"] and by % _DAY:
        raise Refused(BY_DAYS)
    try:
        moved = when_at(document, wall_of(document["start"]) + by)
    except OverflowError:
        raise Refused("That is too far away.") from None
    new = {**document, **moved}
    form = {name: value for name, value in as_form(new).items() if name in FORM_FIELDS["when"]}
    checked = partial(document, "when", form, document["zone"])
    if checked.document is None:
        raise Refused(next(iter(checked.errors.values())))
    return edit_all(document, "", new).document if repeats(document) else new


def tagged(document: Document, tags: tuple[str, ...]) -> Document:
    """An event with these tags besides its own; raises Refused where they are too many."""
    own = {tag.casefold() for tag in document["tags"]}
    added = [tag for tag in tags if tag.casefold() not in own]
    checked = check_units(("tags",), document, {"tags": ", ".join([*document["tags"], *added])})
    if checked.document is None:
        raise Refused(checked.errors["tags"])
    return checked.document if added else document


def untagged(document: Document, tags: tuple[str, ...]) -> Document:
    """An event without these tags, however they are written."""
    gone = {tag.casefold() for tag in tags}
    return {**document, "tags": [tag for tag in document["tags"] if tag.casefold() not in gone]}


def _shift(raw: Mapping[str, Any], errors: dict[str, str]) -> Wish:
    text = showable(raw.get("by")).strip()
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 3 and int(text)):
        errors["by"] = HOW_FAR
        return Wish(SHIFT)
    unit = UNITS.get(raw.get("unit", ""), _DAY)
    return Wish(SHIFT, by=int(text) * unit * (-1 if raw.get("way") == "earlier" else 1))


def _day(raw: Mapping[str, Any], errors: dict[str, str]) -> Wish:
    try:
        return Wish(DAY, day=read_day(raw.get("date")))
    except Refused as refusal:
        errors["date"] = str(refusal)
        return Wish(DAY)


def _move(raw: Mapping[str, Any], errors: dict[str, str]) -> Wish:
    text = showable(raw.get("calendar"))
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 11):
        errors["calendar"] = NO_CALENDAR
        return Wish(MOVE)
    return Wish(MOVE, calendar_id=int(text))


def _tags(kind: str, field: str) -> Any:
    def read(raw: Mapping[str, Any], errors: dict[str, str]) -> Wish:
        checked = check_units(("tags",), {}, {"tags": raw.get(field)})
        tags = tuple((checked.document or {}).get("tags", ()))
        if not tags:
            errors[field] = checked.errors.get("tags", NO_TAGS)
        return Wish(kind, tags=tags)

    return read


def _share(raw: Mapping[str, Any], errors: dict[str, str]) -> Wish:
    word = raw.get("role")
    role = role_of(word) if word in ROLES else None
    if role is None:
        errors["role"] = NO_ROLE
    try:
        whom = one_line(raw.get("person"), label="The name", at_most=254)
    except Refused as refusal:
        whom, errors["person"] = "", str(refusal)
    if not whom and "person" not in errors:
        errors["person"] = NO_PERSON
    return Wish(SHARE, whom=whom, role=role or Role.VIEWER)


def _delete(raw: Mapping[str, Any], errors: dict[str, str]) -> Wish:
    return Wish(DELETE)


_READERS: Any = {
    SHIFT: _shift,
    DAY: _day,
    MOVE: _move,
    TAG: _tags(TAG, "tags"),
    UNTAG: _tags(UNTAG, "untag"),
    SHARE: _share,
    DELETE: _delete,
}
