"""The answers of a conflict page, worked into the form that it sends along.

A question about a whole unit is `choice.title`, with `anew.title` for what was written in place of both sides. One
about a part of a long text is `choice.description.3`, or `choice.description.all`; `from.description` is the version
that both sides started from and `asked.description` names the parts, so that an answer is put where it was asked.
What is written anew goes before the choice, unless `chosen` says that a button with the one answer was pressed, or
`followed` that the choice has followed the writing (static/js/conflict.js).
"""

from collections.abc import Mapping

from webapp.domain.document import Document
from webapp.domain.event_input import FORM_FIELDS, as_form
from webapp.domain.text_choices import CHOICES, Asked, ask, compose, side_of
from webapp.models import Event
from webapp.operations.events import document_at
from webapp.views import bases
from webapp.views.forms import number

Raw = Mapping[str, str]

TEXTS = ("description",)  # units that are asked about part by part
ONE_LINE = ("title", "location")  # units for which the page offers one line to write them anew
ALL = "all"  # in the place of a part's number: one answer for all parts
ANEW = "anew"


def of_date(raw: Raw, theirs: Document) -> Raw:
    """The form of one date of a series with its answers: each is about a whole unit of `theirs`."""
    units = [unit for unit in FORM_FIELDS if f"choice.{unit}" in raw or f"anew.{unit}" in raw]
    answered = dict(raw.items())
    for unit in units:
        answered |= _unit(raw, unit, as_form(theirs))
    return answered if units else raw


def worked_in(raw: Raw, event: Event, base: int) -> tuple[Raw, dict[str, int]]:
    """The form with its answers, and the versions from which single units are to be merged.

    A text whose answers do not fit what is asked now stays as it was typed, to be merged and asked about again.
    """
    seen = bases.of_units()
    units = [unit for unit in FORM_FIELDS if f"choice.{unit}" in raw or f"anew.{unit}" in raw]
    texts = [unit for unit in TEXTS if f"from.{unit}" in raw]
    if not units and not texts:
        return raw, seen
    theirs = as_form(document_at(event, base))
    answered = dict(raw.items())
    for unit in units:
        answered |= _unit(raw, unit, theirs)
    for unit in texts:
        origin = number(f"from.{unit}")
        before = as_form(document_at(event, origin))[unit]
        text = _text(raw, unit, ask(before, theirs[unit], _unix(raw.get(unit, ""))))
        answered |= {unit: text} if text is not None else {}
        seen |= {unit: origin} if text is None else {}
    return answered, seen


def _unit(raw: Raw, unit: str, theirs: Mapping[str, str]) -> dict[str, str]:
    """The fields of one unit as chosen."""
    choice, anew = raw.get(f"choice.{unit}"), raw.get(f"anew.{unit}", "").strip()
    if anew and unit in ONE_LINE and (choice == ANEW or not _alone(raw)):
        return {unit: anew}
    return {name: theirs[name] for name in FORM_FIELDS[unit]} if choice == "theirs" else {}


def _text(raw: Raw, unit: str, asked: Asked) -> str | None:
    """The text that the answers make, None where they are not all there or belong to other questions."""
    if raw.get(f"asked.{unit}") != asked.name:
        return None
    if not asked.one_by_one:
        return _whole(raw, unit, asked)
    pieces: list[str | None] = []
    for n, (part, suggestion) in enumerate(zip(asked.contested, asked.suggestions(), strict=True)):
        choice, anew = _answer(raw, f"{unit}.{n}", suggestion)
        if choice not in (*CHOICES, ANEW):
            return None
        pieces.append((anew or None) if choice == ANEW else side_of(part, choice))
    return compose(asked, pieces)


def _whole(raw: Raw, unit: str, asked: Asked) -> str | None:
    """The text where one answer counts for all its contested parts."""
    choice, anew = _answer(raw, f"{unit}.{ALL}", asked.suggestions()[0])
    if choice == ANEW:
        return anew
    return compose(asked, [side_of(part, choice) for part in asked.contested]) if choice in CHOICES else None


def _answer(raw: Raw, question: str, suggestion: str) -> tuple[str, str]:
    """What was chosen, and what is written in the box: a text that was changed there counts as chosen."""
    unanswered = "mine" if "back" in raw else ""
    choice, anew = raw.get(f"choice.{question}", unanswered), _unix(raw.get(f"anew.{question}", suggestion))
    changed = anew.strip("\n") != suggestion.strip("\n")
    follows = "followed" in raw and "back" not in raw
    return (ANEW if changed and not (follows or _alone(raw)) else choice), anew


def _alone(raw: Raw) -> bool:
    """Whether a button gave the one answer; on the way back to the form nothing that was typed may be lost."""
    return "chosen" in raw and "back" not in raw


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")
