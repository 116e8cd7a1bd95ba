"""What happened to a series: its rule, its dates, single instances of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webapp.domain.document import Document
from webapp.domain.rules import parse_rule
from webapp.domain.wording_dates import day_and_year
from webapp.domain.wording_phrases import language_of
from webapp.domain.wording_rules import rule_words

Part = tuple[str, dict[str, Any]]

# More dates than this are counted, not named.
_NAMED = 3


def describe_repeats(before: Document, after: Document) -> Part:
    """The message of a change of the unit: the rules, and the dates that came and went."""
    return "repeats.changed", {
        "from": before["rrule"] or "",
        "to": after["rrule"] or "",
        "added": _without(after["rdate"], before["rdate"]),
        "undone": _without(before["rdate"], after["rdate"]),
        "left_out": _without(after["exdate"], before["exdate"]),
        "back": _without(before["exdate"], after["exdate"]),
    }


def repeats_parts(params: dict[str, Any]) -> list[Part]:
    """The facts of that message, most important first."""
    found: list[Part] = []
    if params["from"] != params["to"]:
        found.append(_rule_part(params["from"], params["to"]))
    for name in ("added", "undone", "left_out", "back"):
        if params[name]:
            found.append(_dates_part(f"repeats.{name}", params[name]))
    return found or [("repeats.same", {})]


def describe_overrides(before: Document, after: Document) -> Part:
    """The message of a change of single instances."""
    old, new = before["overrides"] or {}, after["overrides"] or {}
    return "overrides.changed", {
        "changed": sorted(name for name in new if new[name] != old.get(name)),
        "reset": sorted(name for name in old if name not in new),
    }


def overrides_parts(params: dict[str, Any]) -> list[Part]:
    """The facts of that message."""
    return [_dates_part(f"overrides.{name}", params[name]) for name in ("changed", "reset") if params[name]]


def repeats_value(
    unit: Mapping[str, Any], locale: str, start: datetime | None = None, zone: str = "UTC"
) -> str:
    """The unit in words: how often, and which dates were added or left out."""
    words = language_of(locale).words
    found = [rule_text(unit["rrule"], locale, start, zone)] if unit["rrule"] else []
    for name in ("rdate", "exdate"):
        if unit[name]:
            found.append(words[f"repeats.{name}"].format(dates=dates_text(unit[name], locale)))
    return ", ".join(found) or words["repeats.not"]


def overrides_value(overrides: Mapping[str, Any], locale: str) -> str:
    """Which instances are not like the others."""
    return dates_text(sorted(overrides), locale) or language_of(locale).words["nothing"]


def rule_text(rrule: str, locale: str, start: datetime | None = None, zone: str = "UTC") -> str:
    """A stored rule in words."""
    return rule_words(parse_rule(rrule), zone, locale, start)


def dates_text(names: list[str], locale: str) -> str:
    """Dates of instances, named while they are few."""
    if len(names) > _NAMED:
        return language_of(locale).words["repeats.dates"].format(n=len(names))
    return ", ".join(day_and_year(datetime.fromisoformat(name), locale) for name in names)


def _without(names: list[str] | None, others: list[str] | None) -> list[str]:
    return sorted(set(names or ()) - set(others or ()))


def _rule_part(old: str, new: str) -> Part:
    if not old or not new:
        return ("repeats.set", {"to_rule": new}) if new else ("repeats.cleared", {"from_rule": old})
    return "repeats.rule", {"from_rule": old, "to_rule": new}


def _dates_part(phrase: str, names: list[str]) -> Part:
    return phrase, {"dates": names}
