"""Comparisons written as one line of text, for tests to read: [-gone-] and [+come+]."""

from webapp.domain.diffs import (
    compare_text,
    compare_words,
    text_of,
)

_SIGNS = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}


def marked(segments):
    return "".join(_SIGNS[segment.op].format(segment.text) for segment in segments)


def words(before, after):
    return marked(compare_words(before, after))


def changes(before, after):
    """The rows that are not the same and not blank, as (kind, left, right)."""
    rows = [row for row in compare_text(before, after) if row.kind != "same"]
    return [
        (row.kind, marked(row.left), marked(row.right))
        for row in rows
        if text_of(row.left + row.right).strip()
    ]
