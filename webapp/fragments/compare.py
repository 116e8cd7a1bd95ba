"""The sections of a comparison: one for each unit that changed, with its words or its lines marked."""

from collections.abc import Collection
from itertools import groupby
from time import monotonic
from typing import Any, NamedTuple

from flask import render_template, url_for

from webapp.domain.diffs import (
    Change,
    Stop,
    compare_sets,
    compare_words,
)
from webapp.domain.document import SHOWN, unit_of
from webapp.domain.keeping import Kept, Made
from webapp.domain.locales import Audience
from webapp.domain.markdown import plain
from webapp.domain.markdown_compare import Block, compare_looks
from webapp.domain.roles import Role, role_of
from webapp.domain.wording import is_empty, say_unit, say_value
from webapp.domain.wording_marks import marks_in, say_mark
from webapp.domain.wording_phrases import language_of
from webapp.fragments.compare_lines import WORTH_FOLDING, Piece, lines, pieces
from webapp.models import Event
from webapp.operations.history import Comparison, Snapshot

# A comparison that is not there by then tells whole lines.
_SECONDS = 0.4
# Characters of sections that a worker keeps; about as many bytes, where texts are plain.
_KEPT: Kept["Drawn"] = Kept(8_000_000)
_CAME_ABOUT = {
    "event.reverted": "reverted",
    "unit.reverted": "unit",
    "event.undone": "undone",
    "event.undone_all": "undone_all",
    "event.undone_of": "undone_of",
    "event.undone_all_of": "undone_all_of",
}
# What ears hear before a part that came or went.
_SPOKEN = {"ins": "added", "del": "removed"}
_SILENT = ("repeats", "overrides", "attendees")


class Looks(NamedTuple):
    """Where somebody chose another way to see a comparison: Markdown as it looks, one version below the other."""

    view: str | None = None
    sides: str | None = None


class Drawn(NamedTuple):
    """HTML of one section for each unit that differs, in the order in which units are shown; label and value of those
    that are the same, of series and of people only where there are any.
    """

    sections: list[str]
    same: list[tuple[str, str]]


def comparison(event: Event, found: Comparison, audience: Audience, looks: Looks | None = None) -> Drawn:
    """What a comparison shows of two versions.

    Two versions stay what they are, so what was drawn of them once is kept: by the marks that are new when a version is
    written anew (erased people), by whoever sees the same, and by the fields that could be brought back now.
    """
    role, now = role_of(audience.role), event.document
    may = role is not None and role >= Role.EDITOR and not event.deleted
    units = [change.unit for change in found.changes if may and unit_of(now, change.unit) != change.before]

    def draw() -> Made[Drawn]:
        started = monotonic()
        drawn = Drawn(_sections(event.id, found, audience, looks or Looks(), units), _same(found, audience))
        # What a clock cut short may be whole the next time.
        return Made(drawn, _size(drawn), monotonic() - started < _SECONDS)

    marks = found.older.mark, found.newer.mark
    if None in marks:
        return draw().value
    older, newer = found.older.row.number, found.newer.row.number
    address = url_for("history.compare", event_id=event.id, older=older, newer=newer)  # sections hold such
    return _KEPT.get((*marks, address, audience[1:], looks, tuple(units)), draw)


def _size(drawn: Drawn) -> int:
    return sum(map(len, drawn.sections)) + sum(len(label) + len(value) for label, value in drawn.same)


def _sections(
    event_id: int, found: Comparison, audience: Audience, looks: Looks, units: Collection[str]
) -> list[str]:
    return [
        render_template(
            "history/_change.html",
            event_id=event_id,
            unit=change.unit,
            label=language_of(audience.locale).words[change.unit],
            said=say_unit(message, audience.locale, audience.clock),
            older=found.older.row.number,
            newer=found.newer.row.number,
            may_bring_back=change.unit in units,
            looks=looks,
            mark=marks_in(audience.locale),
            **_shown(change, found, audience, looks),
        )
        for change, message in zip(found.changes, found.messages, strict=True)
    ]


def came_about(snapshot: Snapshot, locale: str) -> str:
    """How a version came about where nobody just typed it: "restored from 3", "undo of 5", "merged"; else nothing."""
    name, params = snapshot.row.said[0] if snapshot.row.said else ("", {})
    if name in _CAME_ABOUT:
        return say_mark(locale, _CAME_ABOUT[name], **params)
    return say_mark(locale, "merged") if snapshot.kind == "merge" else ""


def _same(found: Comparison, audience: Audience) -> list[tuple[str, str]]:
    changed, words = {change.unit for change in found.changes}, language_of(audience.locale).words
    document = found.newer.document
    silent = {unit for unit in _SILENT if is_empty(unit, document)}
    return [(words[unit], _value(unit, document, audience)) for unit in SHOWN if unit not in changed | silent]


def _value(unit: str, document: dict[str, Any], audience: Audience) -> str:
    said = say_value(unit, document, audience.locale, audience.clock, audience.zone)
    return plain(said) if unit == "description" else said


def _shown(change: Change, found: Comparison, audience: Audience, looks: Looks) -> dict[str, Any]:
    """The two sides of a change, as lines or blocks for a long text and as pieces for anything else."""
    if change.unit == "description":
        sides = change.before["description"], change.after["description"]
        spoken = {tag: say_mark(audience.locale, name) for tag, name in _SPOKEN.items()}
        blocks = compare_looks(*sides, _stop(), spoken) if looks.view else None
        return {"lines": lines(*sides, _stop())} if blocks is None else {"blocks": _runs_folded(blocks)}
    if change.unit == "tags":
        return {"sides": _tag_sides(change)}
    return {"sides": _word_sides(change.unit, found, audience)}


def _runs_folded(blocks: list[Block]) -> list[list[Block]]:
    """The blocks, each alone but for runs of unchanged ones that are worth folding; these are together."""
    found: list[list[Block]] = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        together = list(run)
        fold = kind == "same" and len(together) >= WORTH_FOLDING
        found += [together] if fold else [[block] for block in together]
    return found


def _word_sides(unit: str, found: Comparison, audience: Audience) -> list[list[Piece]]:
    old, new = (_words(unit, side.document, audience) for side in (found.older, found.newer))
    marked = compare_words(old, new)
    return [pieces(marked, but="insert"), pieces(marked, but="delete")]


def _words(unit: str, document: dict[str, Any], audience: Audience) -> str:
    if is_empty(unit, document):
        return ""
    return say_value(unit, document, audience.locale, audience.clock, audience.zone)


def _tag_sides(change: Change) -> list[list[Piece]]:
    _, removed, added = compare_sets(change.before["tags"], change.after["tags"])
    return [
        [Piece("delete" if name in removed else "equal", name) for name in change.before["tags"]],
        [Piece("insert" if name in added else "equal", name) for name in change.after["tags"]],
    ]


def _stop() -> Stop:
    """The clock for a machine on which even what is counted takes too long."""
    end = monotonic() + _SECONDS
    return Stop(lambda: monotonic() > end)
