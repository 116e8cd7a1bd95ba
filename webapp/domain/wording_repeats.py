"""What happened to a series: its rule, its dates, single instances of it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from webapp.domain.document import ONCE, Document, unit_of
from webapp.domain.periods import wall_in
from webapp.domain.recurrence import starts
from webapp.domain.rules import parse_rule
from webapp.domain.series import ALONE, as_instance, name_of, second_dates, series_of, wall_of
from webapp.domain.wording_occurrences import ALL, BY_DAY, NAMED, dates_text, timed_names, timed_of
from webapp.domain.wording_phrases import language_of
from webapp.domain.wording_rules import rule_words

Part = tuple[str, dict[str, Any]]


def describe_repeats(before: Document, after: Document) -> Part:
    """The message of a change of the unit: the rules, and the dates that came and went. Of whole documents."""
    moved = _moved(before, after)
    extra, without = _renamed(before["rdate"], moved), _renamed(before["exdate"], moved)
    dates = {
        "added": _without(after["rdate"], extra),
        "undone": _without(extra, after["rdate"]),
        "left_out": _without(after["exdate"], without),
        "back": _without(without, after["exdate"]),
    }
    return "repeats.changed", {
        "from": before["rrule"] or "",
        "to": after["rrule"] or "",
        "starts": [[before["start"], before["zone"]], [after["start"], after["zone"]]],
        **dates,
        **_timed(dates.values(), before, after, moved),
    }


def effect_on_year(before: Document, after: Document, at: datetime) -> dict[str, Any]:
    """How many more instances the year of a moment has, or fewer, as a parameter of that message; none where as many."""
    year = wall_in(at, after["zone"]).year
    more = _starts_in(after, year) - _starts_in(before, year)
    return {"effect": [more, year]} if more else {}


def _starts_in(document: Document, year: int) -> int:
    """How many instances start in a year by the clocks of the event; bounded as every expansion is."""
    seconds = sum(wall_of(name).year == year for name in second_dates(document))
    return seconds + len(starts(series_of(document), datetime(year, 1, 1), datetime(year + 1, 1, 1)))


# What a change of the rule comes to stands beside it, not as something else that was done.
EFFECTS = ("repeats.fewer", "repeats.more")


def repeats_parts(params: dict[str, Any]) -> list[Part]:
    """The facts of that message, most important first."""
    old, new = (
        [rule, *start] for rule, start in zip((params["from"], params["to"]), params["starts"], strict=True)
    )
    found = _rule_parts(old, new)
    if found and params.get("effect"):
        found += _effect_parts(*params["effect"])
    if not params["to"]:
        return found or [("repeats.same", {})]
    for name in ("added", "undone", "left_out", "back"):
        if params[name]:
            found.append((f"repeats.{name}", _dates(params[name], params)))
    moved = params["starts"][0] != params["starts"][1]
    return found or [("repeats.along" if moved else "repeats.same", {})]


def _effect_parts(more: int, year: int) -> list[Part]:
    return [(EFFECTS[more > 0], {"count": (abs(more), "occurrence"), "year": year})]


def describe_overrides(
    before: Document, after: Document, describe: Callable[[Document, Document], list[Part]]
) -> Part:
    """The message of a change of single instances: which, and what `describe` finds changed in each. Of whole documents."""
    moved = _moved(before, after)
    old = {_name(name, moved): (name, own) for name, own in (before["overrides"] or {}).items()}
    new = after["overrides"] or {}
    how = {
        name: describe(_instance(before, old[name][0] if name in old else name), _instance(after, name))
        for name in new
        if name not in old or old[name][1] != new[name]
    }
    reset = sorted(name for name in old if name not in new)
    return "overrides.changed", {"changed": how, "reset": reset} | _timed([how, reset], before, after, moved)


def overrides_parts(params: dict[str, Any]) -> list[Part]:
    """The facts of that message: instances one by one while they are few."""
    changed: dict[str, Any] = params["changed"]
    if len(changed) > NAMED:
        found: list[Part] = [("overrides.changed", {"dates": sorted(changed)})]
    else:
        found = [_one(name, how, params) for name, how in sorted(changed.items())]
    if params["reset"]:
        found.append(("overrides.reset", _dates(params["reset"], params)))
    return found or [("overrides.along", {})]


def _one(name: str, how: list[Part], params: dict[str, Any]) -> Part:
    dates = _dates([name], params)
    return ("overrides.one", dates | {"what": how}) if how else ("overrides.changed", dates)


def _dates(names: list[str], params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameter that names these dates; in a message that tells no times, by their days."""
    return {"dates_at": [names, params["timed"]]} if params.get("timed") else {"dates": names}


def _timed(
    groups: Iterable[Collection[str]], before: Document, after: Document, moved: tuple[timedelta, bool]
) -> dict[str, Any]:
    """The parameter of dates that are named with their times: of those that are named at all, by either document.

    With the zone where that is another one now. None where no time is told.
    """
    names = {name for group in groups if len(group) <= NAMED for name in group}
    timed = timed_names(sorted(names), after, *([] if any(moved) else [before]))
    return {"timed": [timed, after["zone"], before["zone"] != after["zone"]]} if timed else {}


def repeats_value(document: Mapping[str, Any], locale: str, clock: int = 24, reader: str = "") -> str:
    """The unit in words: how often, and which dates were added or left out; exactly for a reader in a zone.

    A side of a conflict is the unit alone, without the start of its series.
    """
    unit, start, zone = unit_of(document, "repeats"), document.get("start"), document.get("zone") or "UTC"
    words = language_of(locale).words
    found = (
        [rule_text(unit["rrule"], locale, wall_of(start) if start else None, zone)] if unit["rrule"] else []
    )
    for name in ("rdate", "exdate"):
        if unit[name]:
            timed = timed_of(unit[name], {**ONCE, **document}, reader) if start else BY_DAY
            said = dates_text(unit[name], locale, clock, timed, ALL if reader else NAMED)
            found.append(words[f"repeats.{name}"].format(dates=said))
    return ", ".join(found) or words["repeats.not"]


def overrides_value(
    document: Mapping[str, Any],
    locale: str,
    say_own: Callable[[Any], str],
    clock: int = 24,
    reader: str = "",
) -> str:
    """Which instances are not like the others, and what is their own, told by `say_own`; exactly for a reader in a zone."""
    overrides = unit_of(document, "overrides")["overrides"] or {}
    names, most = sorted(overrides), ALL if reader else NAMED
    timed = timed_of(names[:most], {**ONCE, **document}, reader) if document.get("start") else BY_DAY
    if len(names) > most or not names:
        return dates_text(names, locale, clock, timed, most) or language_of(locale).words["nothing"]
    return "; ".join(
        f"{dates_text([name], locale, clock, timed)}: {say_own(overrides[name])}" for name in names
    )


def rule_text(rrule: str, locale: str, start: datetime | None = None, zone: str = "UTC") -> str:
    """A stored rule in words."""
    return rule_words(parse_rule(rrule), zone, locale, start)


def _without(names: Iterable[str] | None, others: Iterable[str] | None) -> list[str]:
    return sorted(set(names or ()) - set(others or ()))


def _moved(before: Document, after: Document) -> tuple[timedelta, bool]:
    """By how much the names of instances changed with the series, and whether they are days now."""
    return wall_of(after["start"]) - wall_of(before["start"]), after["all_day"]


def _name(name: str, moved: tuple[timedelta, bool]) -> str:
    if not any(moved):
        return name  # adding nothing would lose which of two equal times it is
    return name_of(wall_of(name).replace(fold=0) + moved[0], moved[1])


def _renamed(names: Iterable[str] | None, moved: tuple[timedelta, bool]) -> list[str]:
    return [_name(name, moved) for name in names or ()]


def _instance(document: Document, name: str) -> Document:
    """An instance as a document, of an event that does not know it as well."""
    return as_instance(document, name) | ALONE


def _rule_parts(old: list[str], new: list[str]) -> list[Part]:
    if not old[0] and not new[0]:
        return []
    if not old[0] or not new[0]:
        return [("repeats.set", {"to_rule": new})] if new[0] else [("repeats.cleared", {"from_rule": old})]
    # An end by date that moved along with the time of the day reads the same.
    if rule_said(old, "en_GB") == rule_said(new, "en_GB"):
        return []
    return [("repeats.rule", {"from_rule": old, "to_rule": new})]


def rule_said(rule: list[str], locale: str) -> str:
    """A rule in words, with the start that it counts from: [rule, start, zone]."""
    return rule_text(rule[0], locale, wall_of(rule[1]), rule[2])
