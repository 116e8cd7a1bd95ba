"""The settings of a calendar: what changed, what others changed meanwhile, and both in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from webapp.domain.hues import HUES
from webapp.domain.retention import say_kept
from webapp.domain.wording_dates import city
from webapp.domain.wording_formats import quoted
from webapp.domain.wording_parts import Message
from webapp.domain.wording_phrases import unit_label

FIELDS = ("name", "hue", "zone", "one_at_a_time", "conflict_policy", "trash_days")
DELETED = "deleted"  # stands in changes beside the fields

Settings = Mapping[str, Any]
Changed = Mapping[str, Sequence[Any]]  # by field: old and new


class Merged(NamedTuple):
    """The settings of two people put together.

    `collisions` are the fields that both changed, each in another way; they stand in `settings` as theirs.
    `kept` are those that the other one changed alone.
    """

    settings: dict[str, Any]
    collisions: tuple[str, ...]
    kept: tuple[str, ...]


def changed(before: Settings, after: Settings) -> dict[str, list[Any]]:
    """Old and new of each field of `after` that differs."""
    return {
        name: [before[name], after[name]] for name in FIELDS if name in after and before[name] != after[name]
    }


def merge(base: Settings, theirs: Settings, mine: Settings) -> Merged:
    """What `mine` changed since `base`, in what has become of it; what `base` does not know was as it is now."""
    touched = [name for name in FIELDS if name in mine and mine[name] != base.get(name, theirs[name])]
    moved = [name for name in FIELDS if theirs[name] != base.get(name, theirs[name])]
    collisions = tuple(name for name in touched if name in moved and mine[name] != theirs[name])
    settings = dict(theirs) | {name: mine[name] for name in touched if name not in collisions}
    return Merged(settings, collisions, tuple(name for name in moved if name not in touched))


def take_back(change: Changed, now: Settings) -> Merged:
    """The settings of now without one old change: the same merge, from what it made to what was before it."""
    base = {name: new for name, (_, new) in change.items() if name in FIELDS}
    before = {name: old for name, (old, _) in change.items() if name in FIELDS}
    return merge(dict(now) | base, now, dict(now) | base | before)


def can_be_taken_back(change: Changed) -> bool:
    """Whether it changed a setting; a deleted calendar is brought back from the list of calendars."""
    return DELETED not in change


def describe_settings(change: Changed, undone: bool = False) -> list[Message]:
    """The messages of one change of a calendar."""
    said: list[Message] = [("calendar.undone", {})] if undone else []
    return said + [_SAID[name](*change[name]) for name in (*FIELDS, DELETED) if name in change]


def say_setting(name: str, value: Any) -> str:
    """A setting as the form of settings shows it; the interface speaks English."""
    return _SHOWN[name](value)


_SAID: dict[str, Callable[[Any, Any], Message]] = {
    "name": lambda old, new: ("calendar.renamed", {"from": old, "to": new}),
    "hue": lambda old, new: ("calendar.recoloured", {"from": old, "to": new}),
    "zone": lambda old, new: ("calendar.zone", {"from": old, "to": new}),
    "one_at_a_time": lambda old, new: (f"calendar.{'one' if new else 'many'}_at_a_time", {}),
    "conflict_policy": lambda old, new: (f"calendar.{'refuses' if new == 'refuse' else 'warns'}", {}),
    "trash_days": lambda old, new: (
        ("calendar.trash_days", {"count": [new, "day"]}) if new else ("calendar.trash_as_site", {})
    ),
    DELETED: lambda old, new: (f"calendar.{'deleted' if new else 'restored'}", {}),
}
_SHOWN: dict[str, Callable[[Any], str]] = {
    "name": quoted,
    "hue": lambda hue: unit_label(f"hue.{hue}") if hue in HUES else str(hue),
    "zone": city,
    "one_at_a_time": lambda on: "on" if on else "off",
    "conflict_policy": lambda policy: "Refuse" if policy == "refuse" else "Save and say so",
    "trash_days": lambda days: say_kept(days) if days else "as this site does",
}
