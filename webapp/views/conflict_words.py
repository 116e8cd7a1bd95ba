"""How the conflict page speaks: of an edit that met another one, or of an old change that cannot simply be taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import url_for

from webapp.domain.locales import say_moment
from webapp.domain.wording_phrases import unit_label
from webapp.domain.wording_undo import say_versions
from webapp.operations.events import EditConflict
from webapp.operations.reading import Origin
from webapp.views.shell import shell


@dataclass(frozen=True)
class Side:
    """The head of one card, and what the button below it says; `who` has a face there."""

    title: str
    small: str
    who: object = None
    iso: str = ""
    moment: str = ""
    button: str = ""


Sides = tuple[Side, Side, Side]


@dataclass(frozen=True)
class Undoing:
    """What is being taken back: everything from `since` (a version that stays) to `version`; where its form goes."""

    version: int
    since: int
    action: str

    @property
    def several(self) -> bool:
        return self.version > self.since + 1

    @property
    def named(self) -> str:
        return say_versions(self.since + 1, self.version)


@dataclass(frozen=True)
class Words:
    """The sentences of one conflict page and where its form goes; `draft` where it holds what a person typed."""

    title: str
    headline: str
    intro: str
    action: str
    sides: Callable[[Origin], Sides]
    draft: bool = True
    away: str = ""


def of(conflict: EditConflict, origins: Mapping[str, Origin], undoing: Undoing | None) -> Words:
    """The words for a conflict; `undoing` is what is being taken back."""
    return _of_edit(conflict, origins) if undoing is None else _of_undo(conflict, origins, undoing)


def label(unit: str) -> str:
    """The name of a unit."""
    return unit_label(unit)


def _of_edit(conflict: EditConflict, origins: Mapping[str, Origin]) -> Words:
    return Words(
        f"Two changes to {conflict.event.title}",
        _both_changed(conflict, origins),
        f"{_unsaved(conflict)} the rest of your changes will be saved with it.",
        url_for("events.update", event_id=conflict.event.id),
        _edited,
    )


def _of_undo(conflict: EditConflict, origins: Mapping[str, Origin], undoing: Undoing) -> Words:
    event_id, first, named = conflict.event.id, conflict.base == undoing.version, undoing.named
    return Words(
        f"Take back {named} of {conflict.event.title}",
        f"{_fields(conflict)} changed again after version {undoing.version}"
        if first
        else _both_changed(conflict, origins),
        f"{_unsaved(conflict)} the rest of {named} will be taken back with it.",
        undoing.action,
        _taken_back(undoing) if first else _edited,
        draft=False,
        away=url_for("history.compare", event_id=event_id, older=undoing.since, newer=undoing.version),
    )


def _edited(origin: Origin) -> Sides:
    iso, moment = _when(origin)
    return (
        Side("Before", "what you both started from"),
        Side(
            f"{origin.first_name}’s", f"version {origin.version}", origin.author, iso, moment, "Take theirs"
        ),
        Side("Yours", "not saved yet", shell().person, button="Keep mine"),
    )


def _taken_back(undoing: Undoing) -> Callable[[Origin], Sides]:
    def sides(origin: Origin) -> Sides:
        iso, moment = _when(origin)
        return (
            Side(undoing.named.capitalize(), "what you take back"),
            Side(
                "Now",
                f"{origin.first_name}, version {origin.version}",
                origin.author,
                iso,
                moment,
                "Leave it",
            ),
            Side("Without it", f"as in version {undoing.since}", shell().person, button="Take it back"),
        )

    return sides


def _when(origin: Origin) -> tuple[str, str]:
    return origin.at.isoformat(), say_moment(origin.at, shell().audience("editor"))


def _unsaved(conflict: EditConflict) -> str:
    each = (
        label(next(iter(conflict.merged.conflicts)))
        if len(conflict.merged.conflicts) == 1
        else "each of them"
    )
    return f"Nothing is lost and nothing is saved yet. Choose what {each} should say;"


def _both_changed(conflict: EditConflict, origins: Mapping[str, Origin]) -> str:
    """Who changed what besides oneself: "You and Alice both changed Title and Where"."""
    names = list(dict.fromkeys(origins[unit].first_name for unit in conflict.merged.conflicts))
    both = "both" if len(names) == 1 else "all"
    return f"{listed(['You', *names])} {both} changed {_fields(conflict)}"


def _fields(conflict: EditConflict) -> str:
    return listed([label(unit) for unit in conflict.merged.conflicts])


def listed(words: list[str]) -> str:
    """Words as a list: "Title, Where and Tags"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
