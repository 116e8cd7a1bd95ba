"""What happened to a long text, as counts a person would name."""

from typing import Any

from webapp.domain.diffs import Row, Segment, compare_text, text_of

# Lines longer than this on average are called paragraphs.
_PARAGRAPH = 60
_COUNTED = {
    "moved_up": "moved_up",
    "moved_down": "moved_down",
    "split": "split",
    "joined": "joined",
    "wordings": "wordings",
    "added": "lines_added",
    "removed": "lines_removed",
}


def text_summary(before: str, after: str) -> dict[str, Any]:
    """Counts of what changed between two texts; JSON-able, zeros left out."""
    rows = [row for row in compare_text(before, after) if _visible(row)]
    places = {row.move: n for n, row in enumerate(rows) if row.kind == "moved_from"}
    moved_up = sum(row.kind == "moved_to" and n < places[row.move] for n, row in enumerate(rows))
    growth = [_line_count(row.right) - _line_count(row.left) for row in rows if row.kind == "change"]
    counts = {
        "moved_up": moved_up,
        "moved_down": len(places) - moved_up,
        "split": sum(size > 0 for size in growth),
        "joined": sum(size < 0 for size in growth),
        "wordings": sum(_wordings(row) for row in rows if row.kind == "change") + _moved_wordings(rows),
        "added": sum(row.kind == "came" for row in rows),
        "removed": sum(row.kind == "gone" for row in rows),
    }
    named = {name: n for name, n in counts.items() if n}
    return {**named, "noun": _noun(rows), "rewritten": all(row.kind in ("gone", "came") for row in rows)}


def text_parts(summary: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The counts of a summary as (phrase id, parameters), the most telling first."""
    if summary.get("rewritten"):
        return [("description.rewritten", {})]
    parts = [
        (f"description.{phrase}", _counted(name, summary))
        for name, phrase in _COUNTED.items()
        if summary.get(name)
    ]
    return parts or [("description.spacing", {})]


def _counted(name: str, summary: dict[str, Any]) -> dict[str, Any]:
    return {"count": (summary[name], "wording" if name == "wordings" else summary.get("noun", "line"))}


def _visible(row: Row) -> bool:
    return bool((text_of(row.left) + text_of(row.right)).strip())


def _line_count(side: tuple[Segment, ...]) -> int:
    return sum(bool(line.strip()) for line in text_of(side).split("\n"))


def _moved_wordings(rows: list[Row]) -> int:
    """Wordings changed on the way in moved lines: both rows of a move are one pair of sides."""
    sources = {row.move: row.left for row in rows if row.kind == "moved_from"}
    return sum(
        _wordings(Row("change", sources[row.move], row.right)) for row in rows if row.kind == "moved_to"
    )


def _wordings(row: Row) -> int:
    """In how many places the words differ: kept pieces are the same on both sides, so they number the places."""
    return len(_places(row.left) | _places(row.right))


def _places(side: tuple[Segment, ...]) -> set[int]:
    kept = 0
    places = set()
    for segment in side:
        if segment.op == "equal":
            kept += 1
        elif segment.text.strip():
            places.add(kept)
    return places


def _noun(rows: list[Row]) -> str:
    """Whether the lines that were moved, split, joined, added or removed are called lines or paragraphs."""
    sizes = [len(text_of(row.left) or text_of(row.right)) for row in rows if _is_line_change(row)]
    return "paragraph" if sum(sizes) > _PARAGRAPH * len(sizes) else "line"


def _is_line_change(row: Row) -> bool:
    reworded = row.kind == "change" and _line_count(row.left) == _line_count(row.right)
    return row.kind != "same" and not reworded
