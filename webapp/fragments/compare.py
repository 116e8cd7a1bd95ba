"""The sections of a comparison: one for each unit that changed, with its words or its lines marked."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from time import monotonic
from typing import Any, NamedTuple

from flask import render_template

from webapp.domain.diffs import (
    Change,
    Row,
    Segment,
    Stop,
    compare_sets,
    compare_text,
    compare_words,
    text_of,
)
from webapp.domain.document import SHOWN, unit_of
from webapp.domain.locales import Audience
from webapp.domain.markdown import plain
from webapp.domain.markdown_compare import Block, compare_looks
from webapp.domain.roles import Role, role_of
from webapp.domain.wording import is_empty, say_unit, say_value
from webapp.domain.wording_phrases import language_of
from webapp.models import Event
from webapp.operations.history import Comparison, Snapshot

# Around a change so many unchanged lines stay in sight; a run that hides fewer than the second number is not folded.
_CONTEXT, _WORTH_FOLDING = 2, 4
# More lines than this that came or went in one run share one row: a page of thousands of rows helps nobody.
_LONG_RUN = 40
# A comparison that is not there by then tells whole lines.
_SECONDS = 0.4
_CAME_ABOUT = {
    "event.reverted": "restored from",
    "unit.reverted": "one field from",
    "event.undone": "undo of",
}
_SILENT = ("repeats", "overrides", "attendees")
_CLASSES = {"gone": "gone", "came": "came", "moved_from": "gone", "moved_to": "came"}


class Looks(NamedTuple):
    """Where somebody chose another way to see a comparison: Markdown as it looks, one version below the other."""

    view: str | None = None
    sides: str | None = None


class Piece(NamedTuple):
    """A part of one side: kept, removed, added, or (without a text) where lines were split or joined."""

    op: str
    text: str = ""


class Line(NamedTuple):
    """A row of a long text. `move` numbers what was moved, `up` says where to; "blank" is an empty line beside none.

    `other` is the number of the line at the other end of a move.
    """

    kind: str
    css: str
    left: list[Piece]
    right: list[Piece]
    move: int | None = None
    up: bool = False
    other: int = 0


class Fold(NamedTuple):
    """Lines that are the same on both sides, put away."""

    lines: list[str]


def sections(event: Event, found: Comparison, audience: Audience, looks: Looks | None = None) -> list[str]:
    """HTML of one section for each unit that differs, in the order in which units are shown."""
    role, now = role_of(audience.role), event.document
    may = role is not None and role >= Role.EDITOR and not event.deleted
    return [
        render_template(
            "history/_change.html",
            event_id=event.id,
            unit=change.unit,
            label=language_of(audience.locale).words[change.unit],
            said=say_unit(message, audience.locale, audience.clock),
            older=found.older.row.number,
            newer=found.newer.row.number,
            may_bring_back=may and unit_of(now, change.unit) != change.before,
            looks=looks or Looks(),
            **_shown(change, found, audience, looks or Looks()),
        )
        for change, message in zip(found.changes, found.messages, strict=True)
    ]


def came_about(snapshot: Snapshot) -> str:
    """How a version came about where nobody just typed it: "restored from 3", "undo of 5", "merged"; else nothing."""
    name, params = snapshot.row.said[0] if snapshot.row.said else ("", {})
    if name in _CAME_ABOUT:
        return f"{_CAME_ABOUT[name]} {params['version']}"
    if name == "event.undone_all":
        return f"undo of {params['first']} to {params['version']}"
    return "merged" if snapshot.kind == "merge" else ""


def unchanged(found: Comparison, audience: Audience) -> list[tuple[str, str]]:
    """Label and value of every unit that is the same in both versions; of series and of people only where there are any."""
    changed, words = {change.unit for change in found.changes}, language_of(audience.locale).words
    document = found.newer.document
    silent = {unit for unit in _SILENT if is_empty(unit, document)}
    return [(words[unit], _value(unit, document, audience)) for unit in SHOWN if unit not in changed | silent]


def _value(unit: str, document: dict[str, Any], audience: Audience) -> str:
    said = say_value(unit, document, audience.locale, audience.clock)
    return plain(said) if unit == "description" else said


def _shown(change: Change, found: Comparison, audience: Audience, looks: Looks) -> dict[str, Any]:
    """The two sides of a change, as lines or blocks for a long text and as pieces for anything else."""
    if change.unit == "description":
        sides = change.before["description"], change.after["description"]
        blocks = compare_looks(*sides, _stop()) if looks.view else None
        return {"lines": lines(*sides)} if blocks is None else {"blocks": _runs_folded(blocks)}
    if change.unit == "tags":
        return {"sides": _tag_sides(change)}
    return {"sides": _word_sides(change.unit, found, audience)}


def _runs_folded(blocks: list[Block]) -> list[list[Block]]:
    """The blocks, each alone but for runs of unchanged ones that are worth folding; these are together."""
    found: list[list[Block]] = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        together = list(run)
        fold = kind == "same" and len(together) >= _WORTH_FOLDING
        found += [together] if fold else [[block] for block in together]
    return found


def _word_sides(unit: str, found: Comparison, audience: Audience) -> list[list[Piece]]:
    old, new = (_words(unit, side.document, audience) for side in (found.older, found.newer))
    marked = compare_words(old, new)
    return [_pieces(marked, but="insert"), _pieces(marked, but="delete")]


def _words(unit: str, document: dict[str, Any], audience: Audience) -> str:
    return "" if is_empty(unit, document) else say_value(unit, document, audience.locale, audience.clock)


def _tag_sides(change: Change) -> list[list[Piece]]:
    _, removed, added = compare_sets(change.before["tags"], change.after["tags"])
    return [
        [Piece("delete" if name in removed else "equal", name) for name in change.before["tags"]],
        [Piece("insert" if name in added else "equal", name) for name in change.after["tags"]],
    ]


def lines(before: str, after: str) -> list[Line | Fold]:
    """The rows of two long texts, runs of unchanged lines folded, moves named by where they went."""
    rows = list(_packed(compare_text(before, after, _stop())))
    sources = {row.move: n for n, row in enumerate(rows) if row.kind == "moved_from"}
    ups = {row.move for n, row in enumerate(rows) if row.kind == "moved_to" and n < sources[row.move]}
    only_spacing = all(row.kind == "same" or _is_blank(row) for row in rows)
    found, ends = [_line(row, row.move in ups, only_spacing) for row in rows], _ends(rows)
    return list(_folded([line._replace(other=ends.get((line.kind, line.move), 0)) for line in found]))


def _ends(rows: list[Row]) -> dict[tuple[str, int | None], int]:
    """By the end of a move the number of the line at its other end, in the text of that side."""
    found, left, right = {}, 1, 1
    for row in rows:
        if row.kind == "moved_from":
            found["moved_to", row.move] = left
        elif row.kind == "moved_to":
            found["moved_from", row.move] = right
        left += text_of(row.left).count("\n") + 1 if row.kind not in ("came", "moved_to") else 0
        right += text_of(row.right).count("\n") + 1 if row.kind not in ("gone", "moved_from") else 0
    return found


def _stop() -> Stop:
    """The clock for a machine on which even what is counted takes too long."""
    end = monotonic() + _SECONDS
    return Stop(lambda: monotonic() > end)


def _packed(rows: list[Row]) -> Iterator[Row]:
    """The rows, long runs of lines that only came or only went made one row each."""
    for kind, run in groupby(rows, key=lambda row: row.kind):
        found = list(run)
        if kind in ("gone", "came") and len(found) > _LONG_RUN:
            yield Row(kind, _joined(row.left for row in found), _joined(row.right for row in found))
        else:
            yield from found


def _joined(sides: Iterable[tuple[Segment, ...]]) -> tuple[Segment, ...]:
    found = list(sides)
    op = next((segment.op for side in found for segment in side), None)
    return (Segment(op, "\n".join(text_of(side) for side in found)),) if op else ()


def _line(row: Row, up: bool, only_spacing: bool) -> Line:
    if row.kind in ("gone", "came") and _is_blank(row):
        return _blank(row, only_spacing)
    if row.kind == "change":
        return Line(row.kind, "ch", *_change_sides(row))
    left, right = _pieces(row.left, but="insert"), _pieces(row.right, but="delete")
    return Line(row.kind, _CLASSES.get(row.kind, "same"), left, right, row.move, up)


def _change_sides(row: Row) -> tuple[list[Piece], list[Piece]]:
    left, right = (
        [piece for segment in side for piece in _broken(segment)] for side in (row.left, row.right)
    )
    return (_calm(left), _calm(right)) if Piece("break") in left + right else (left, right)


def _is_blank(row: Row) -> bool:
    return not (text_of(row.left) + text_of(row.right)).strip()


def _blank(row: Row, shown: bool) -> Line:
    """An empty line that came or went: named where nothing else changed, else only the room it takes."""
    if not shown:
        return Line("blank", "blank", [], [])
    return Line(row.kind, _CLASSES[row.kind], [Piece("empty")], [Piece("empty")])


def _calm(side: list[Piece]) -> list[Piece]:
    """Where a line is split or joined, the space that stood there needs no mark of its own."""
    return [Piece("equal", piece.text) if piece.text and not piece.text.strip() else piece for piece in side]


def _pieces(side: Iterable[Segment], but: str) -> list[Piece]:
    return [Piece(segment.op, segment.text) for segment in side if segment.op != but]


def _broken(segment: Segment) -> Iterator[Piece]:
    """A segment as pieces; a line break that came or went is a piece of its own."""
    if segment.op == "equal" or "\n" not in segment.text:
        yield Piece(segment.op, segment.text)
        return
    for n, part in enumerate(re.split(r"\n+", segment.text)):
        if n:
            yield Piece("break")
        if part.strip():
            yield Piece(segment.op, part)


def _folded(found: list[Line]) -> Iterator[Line | Fold]:
    start = 0
    for n, line in enumerate([*found, None]):
        if line is not None and line.kind == "same":
            continue
        yield from _fold(found[start:n], at_start=start == 0, at_end=line is None)
        if line is not None:
            yield line
        start = n + 1


def _fold(run: list[Line], at_start: bool, at_end: bool) -> Iterator[Line | Fold]:
    head = 0 if at_start else _CONTEXT
    tail = len(run) - (0 if at_end else _CONTEXT)
    if tail - head < _WORTH_FOLDING:
        yield from run
        return
    yield from run[:head]
    yield Fold(
        [text_of(tuple(Segment("equal", piece.text) for piece in line.left)) for line in run[head:tail]]
    )
    yield from run[tail:]
