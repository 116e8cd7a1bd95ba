"""What an edit or a removal of instances will do, before it is saved: counted, and said in a sentence.

Instances are counted up to MOST; a series without an end has no number of instances.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.domain.periods import wall_in
from webapp.domain.recurrence import last_start, next_starts
from webapp.domain.series import plain_when, second_dates, series_of, wall_of
from webapp.domain.series_edits import WHEN, Edited, edit_all, edit_following, edit_this, is_first
from webapp.domain.wording_dates import day_and_year
from webapp.domain.wording_occurrences import dates_text
from webapp.domain.wording_overlaps import say_count
from webapp.domain.wording_phrases import interface_locale
from webapp.domain.wording_repeats import rule_text

MOST = 1_000


@dataclass(frozen=True)
class Effect:
    """What becomes of a series. `touched`, `earlier` and `past` count instances, None where there is no end to them."""

    scope: str
    name: str
    touched: int | None
    earlier: int
    past: int
    verb: str  # "move", "change", "go", "repeat"
    kept: int = 0
    lost: tuple[str, ...] = ()
    rule: str = ""
    overlaps: int = 0  # that it brings


def scopes_for(document: Mapping[str, Any], name: str, mine: Mapping[str, Any] | None = None) -> list[str]:
    """For which instances a change can hold: another rule is never one of a single instance."""
    found = [] if mine is not None and mine["rrule"] != document["rrule"] else ["this"]
    return [*found, "all"] if is_first(document, name) else [*found, "following", "all"]


def edits(document: Mapping[str, Any], name: str, scope: str, mine: Mapping[str, Any]) -> Edited:
    """The series as saving `mine` for these instances makes it."""
    return _EDITS[scope](document, name, mine)


def effect(
    document: Mapping[str, Any], name: str, scope: str, mine: Mapping[str, Any], now: datetime
) -> Effect:
    """What saving `mine` for these instances does; without a name, `mine` is the series itself."""
    edited = edits(document, name, scope, mine)
    verb = "change" if scope == "this" and not _moves(document, name, mine) else _verb(document, name, mine)
    after = edited.rest or edited.document
    rule = after["rrule"] if verb == "repeat" else ""
    return _counted(document, name, scope, now, verb, edited, rule)


def removal(document: Mapping[str, Any], name: str, scope: str, now: datetime) -> Effect:
    """What taking these instances out does."""
    return _counted(document, name, scope, now, "go", Edited(dict(document)), "")


def asks(found: Effect) -> bool:
    """Whether a change of a whole series is worth a question: exceptions come along or are lost, or it overlaps."""
    return bool(found.overlaps or found.lost or (found.kept and found.verb != "change"))


def say_effect(found: Effect, locale: str = "en_GB") -> str:
    """The effect in a few sentences: "All 14 occurrences move, 3 of them past. 2 exceptions are kept."."""
    said = _SAYERS[found.scope](found, locale).strip()
    overlaps = f"{say_count(found.overlaps, MOST)} in the next year." if found.overlaps else ""
    return " ".join(part for part in (said, _said_exceptions(found, locale), overlaps) if part)


def _counted(
    document: Mapping[str, Any], name: str, scope: str, now: datetime, verb: str, edited: Edited, rule: str
) -> Effect:
    first, here = wall_of(document["start"]), wall_of(name or document["start"])
    endless = last_start(series_of(document)) is None
    touched = (
        1 if scope == "this" else None if endless else _count(document, first if scope == "all" else here)
    )
    past = _count(document, first, wall_in(now, document["zone"])) if scope == "all" else 0
    kept = len(edited.kept) if scope != "this" else 0
    return Effect(scope, name, touched, _count(document, first, here), past, verb, kept, edited.lost, rule)


def _count(document: Mapping[str, Any], after: datetime, before: datetime | None = None) -> int:
    """How many instances start within these wall times, counted up to MOST and one more."""
    found = next_starts(series_of(document), after, MOST + 1)
    found += [wall for wall in map(wall_of, second_dates(document)) if wall >= after]
    return len(found if before is None else [one for one in found if one < before])


def _moves(document: Mapping[str, Any], name: str, mine: Mapping[str, Any]) -> bool:
    plain = {**document, **(plain_when(document, name) if name else {})}
    was = {**plain, **document["overrides"].get(name, {})}
    return any(mine[field] != was[field] for field in WHEN)


def _verb(document: Mapping[str, Any], name: str, mine: Mapping[str, Any]) -> str:
    if mine["rrule"] != document["rrule"]:
        by_dates_alone = not name and mine["rdate"]
        return "repeat" if mine["rrule"] else "change" if by_dates_alone else "end"
    return "move" if _moves(document, name, mine) else "change"


# -- in words


def _said_this(found: Effect, locale: str) -> str:
    return f"{_day(found.name, locale)} alone {_ONE[found.verb]}. The others stay as they are."


def _said_following(found: Effect, locale: str) -> str:
    before = f"The {_number(found.earlier)} before stay as they are." if found.earlier > 1 else ""
    before = "The one before stays as it is." if found.earlier == 1 else before
    day = _day(found.name, locale)
    if found.verb == "end":
        return f"From {day} on it happens once. {before}"
    if found.verb == "repeat":
        return f"From {day} on it happens {rule_text(found.rule, interface_locale(locale))}. {before}"
    if found.touched is None:
        return f"Every occurrence from {day} on {_ONE[found.verb]}. {before}"
    return f"{_occurrences(found.touched, found.verb)}, from {day} on. {before}"


def _said_all(found: Effect, locale: str) -> str:
    past = f", {_number(found.past)} of them past" if found.past else ""
    if found.verb == "end":
        return "It happens once. Every other occurrence goes."
    if found.verb == "repeat":
        return f"The whole series happens {rule_text(found.rule, interface_locale(locale))}."
    if found.touched is None:
        return f"Every occurrence {_ONE[found.verb]}{past}."
    counted = _occurrences(found.touched, found.verb)
    return f"{'M' + counted[1:] if found.touched > MOST else 'All ' + counted}{past}."


def _said_exceptions(found: Effect, locale: str) -> str:
    kept = f"{_exceptions(found.kept)} kept" if found.kept else ""
    lost = f"{_exceptions(len(found.lost))} lost" if found.lost else ""
    if not kept and not lost:
        return ""
    named = f": {dates_text(sorted(found.lost), locale)}" if found.lost else ""
    return f"{', '.join(part for part in (kept, lost) if part)}{named}."


def _exceptions(number: int) -> str:
    return f"{_number(number)} exception{'' if number == 1 else 's'} {'is' if number == 1 else 'are'}"


def _occurrences(number: int, verb: str) -> str:
    return f"1 occurrence {_ONE[verb]}" if number == 1 else f"{_number(number)} occurrences {_SEVERAL[verb]}"


def _number(number: int) -> str:
    return f"more than {MOST:,}" if number > MOST else f"{number:,}"


def _day(name: str, locale: str) -> str:
    return day_and_year(wall_of(name), locale)


_ONE = {"move": "moves", "change": "changes", "go": "is taken out"}
_SEVERAL = {"move": "move", "change": "change", "go": "are taken out"}
_EDITS = {"this": edit_this, "following": edit_following, "all": edit_all}
_SAYERS = {"this": _said_this, "following": _said_following, "all": _said_all}
