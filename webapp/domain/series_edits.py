"""Changing a series: this instance alone, this and the following ones, or all. Every function makes new documents.

`mine` is always the document of one instance as somebody wants it to be (series.instance_document, changed). Single
instances that were changed or left out before stay so wherever the series still has an instance for them; `lost` names
those for which it has none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from webapp.domain.attendance import followed, own_of, still_own
from webapp.domain.document import Document
from webapp.domain.periods import LATER
from webapp.domain.periods import settled as settled_wall
from webapp.domain.recurrence import starts
from webapp.domain.rules import Day, Rule, parse_rule
from webapp.domain.series import (
    ALONE,
    OWN_FIELDS,
    as_instance,
    first_name,
    in_order,
    name_of,
    plain_when,
    repeats,
    second_dates,
    series_of,
    wall_of,
    when_at,
    without_exceptions,
)
from webapp.domain.split_rules import rest_of_rule, until_before

WHEN = ("start", "end", "zone", "end_zone", "all_day")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Edited:
    """The series after a change; `rest` is the second event of a split. `kept` and `lost` name exceptions."""

    document: Document
    rest: Document | None = None
    kept: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def edit_this(document: Mapping[str, Any], name: str, mine: Mapping[str, Any]) -> Edited:
    """One instance gets what is its own; what equals the series is no exception."""
    plain = {**document, **plain_when(document, name)}
    own = {field: mine[field] for field in OWN_FIELDS if field != "attendees" and mine[field] != plain[field]}
    if own.keys() & set(WHEN):
        own |= {field: mine[field] for field in WHEN}
    people = own_of(document["attendees"], mine["attendees"], _own_people(document, name))
    own |= {"attendees": people} if people else {}
    overrides = {other: kept for other, kept in document["overrides"].items() if other != name}
    return Edited({**document, "overrides": overrides | ({name: own} if own else {})})


def leave_out_this(document: Mapping[str, Any], name: str) -> Edited:
    """One instance does not happen (EXDATE); the last one that is left cannot go like this."""
    overrides = {other: own for other, own in document["overrides"].items() if other != name}
    # The second of two equal times is an extra date and nothing else: without it there is nothing to leave out.
    left = set() if name.endswith(LATER) else {name}
    without = sorted({*document["exdate"], *left})
    extra = [one for one in document["rdate"] if one != name]
    return Edited({**document, "exdate": without, "rdate": extra, "overrides": overrides})


def edit_all(document: Mapping[str, Any], name: str, mine: Mapping[str, Any]) -> Edited:
    """The whole series changes as this instance did: moved by as much, as long, with its fields.

    Without a name `mine` is the series itself as somebody wants it, the document of its first instance.
    """
    change = _Change(document, name, mine)
    if change.rrule == "" and not change.added["rdate"] and not change.kept["rdate"]:
        return _once(document, change)
    changed = {**document, **change.fields, **change.when_of_all()}
    changed["rrule"] = _rule_after(document, change)
    return _with_exceptions(document, changed, change, "")


def settled(document: Mapping[str, Any]) -> Document:
    """The document with those exceptions alone that an instance is left for: on its day, where the time is another."""
    exdate, overrides = document["exdate"], document["overrides"]
    bare = without_exceptions(document)
    if not repeats(document):
        return {**bare, **ALONE}
    names = new_names(bare, [*exdate, *overrides], timedelta())
    own = {names[name]: fields for name, fields in overrides.items() if name in names}
    return {**bare, "exdate": sorted({names[name] for name in exdate if name in names}), "overrides": own}


def edit_following(document: Mapping[str, Any], name: str, mine: Mapping[str, Any]) -> Edited:
    """The series ends before this instance, and another event goes on from it as `mine` says."""
    if is_first(document, name):
        return edit_all(document, name, mine)
    change = _Change(document, name, mine)
    if change.rrule == "":
        rest = _once(document, change)
        return Edited(end_before(document, name).document, rest.document, lost=tuple(_from(rest.lost, name)))
    here = {**document, **plain_when(document, name), "rrule": rest_of_rule(document, name)}
    changed = {**here, **change.fields, **change.when_from(wall_of(name) + change.shift)}
    changed["rrule"] = _rule_after(here, change)
    rest = _with_exceptions(document, changed, change, name)
    return Edited(end_before(document, name).document, rest.document, rest.kept, rest.lost)


def end_before(document: Mapping[str, Any], name: str) -> Edited:
    """The series without this instance and the following ones."""
    rule = parse_rule(document["rrule"]) if document["rrule"] else None
    ended = {
        **document,
        "rrule": str(until_before(rule, document, name)) if rule else "",
        "rdate": _until(document["rdate"], name),
        "exdate": _until(document["exdate"], name),
        "overrides": {
            other: own for other, own in document["overrides"].items() if in_order(other) < in_order(name)
        },
    }
    return Edited(_plain_if_single(ended))


def is_first(document: Mapping[str, Any], name: str) -> bool:
    """Whether no instance comes before this one."""
    return not starts(series_of(document), datetime.min, in_order(name))


def _once(document: Mapping[str, Any], change: "_Change") -> Edited:
    """An event that does not repeat any more keeps the instance that was changed; every exception goes."""
    when = change.when_from(wall_of(change.mine["start"]))
    lost = [name for name in (*document["exdate"], *document["overrides"]) if name != change.name]
    return Edited({**document, **change.fields, **when, **ALONE}, lost=tuple(sorted(lost)))


class _Change:
    """What somebody changed in one instance, for more of them to follow."""

    def __init__(self, document: Mapping[str, Any], name: str, mine: Mapping[str, Any]) -> None:
        plain = {**document, **(plain_when(document, name) if name else {})}
        was = as_instance(document, name) if name else plain
        self.name, self.mine = name, mine
        self.rrule = mine["rrule"] if mine["rrule"] != document["rrule"] else None
        self.fields = {one: mine[one] for one in OWN_FIELDS if one not in WHEN and mine[one] != was[one]}
        if "attendees" in self.fields:  # the change alone: answers to one instance are no answers to all
            self.fields["attendees"] = followed(document["attendees"], was["attendees"], mine["attendees"])
        people = {**was["attendees"], **mine["attendees"]}
        self._same = {key for key in people if was["attendees"].get(key) == mine["attendees"].get(key)}
        self.is_moved = any(mine[one] != was[one] for one in WHEN)
        self._when = mine if self.is_moved else plain
        self._first = wall_of(document["start"])
        self.shift = wall_of(mine["start"]) - wall_of(was["start"]) if self.is_moved else timedelta()
        self.all_day = self._when["all_day"]
        # Extra dates and dates left out are the series' own: of one instance nobody changes them.
        listed = document if name else mine
        self.kept = {one: set(document[one]) & set(listed[one]) for one in ("rdate", "exdate")}
        self.added = {one: set(listed[one]) - set(document[one]) for one in ("rdate", "exdate")}

    def when_of_all(self) -> Document:
        """The fields of time of the whole series; nothing where they stay as they are."""
        if not self.is_moved:
            return {}
        # Adding nothing would lose which of two equal times it is.
        return self.when_from(self._first + self.shift if self.shift else self._first)

    def when_from(self, start: datetime) -> Document:
        """The fields of time of a series that starts so, as long as the instance is now."""
        return when_at(self._when, start)

    def own_of(self, name: str, own: Mapping[str, Any]) -> Document:
        """What an exception keeps of its own; the one that was changed for everybody is as it was asked for."""
        if name != self.name:
            return dict(own)
        kept = {field: self.mine[field] for field in own if field not in self.fields and field != "attendees"}
        people = {key: who for key, who in own.get("attendees", {}).items() if key in self._same}
        return kept | ({"attendees": people} if people else {})


def _rule_after(document: Mapping[str, Any], change: _Change) -> str:
    """The rule that was asked for; one that was left alone moves along with the days and the end."""
    if change.rrule is not None:
        return str(change.rrule)
    if not document["rrule"]:
        return ""
    rule = _days_moved(parse_rule(document["rrule"]), document, change.shift)
    return str(_end_moved(rule, document, change))


def _days_moved(rule: Rule, document: Mapping[str, Any], shift: timedelta) -> Rule:
    """ "Every Tuesday", moved by a day, is every Wednesday; a rule whose days cannot move so stays as it is."""
    days = ((wall_of(document["start"]) + shift).date() - wall_of(document["start"]).date()).days
    if not days:
        return rule
    if rule.by_day and not any(day.ordinal for day in rule.by_day) and not rule.by_position:
        return replace(
            rule, by_day=tuple(sorted((Day((one.weekday + days) % 7) for one in rule.by_day), key=_weekday))
        )
    start = wall_of(document["start"])
    moved = start + shift
    if rule.by_month_day == (start.day,) and (moved.year, moved.month) == (start.year, start.month):
        return replace(rule, by_month_day=(moved.day,))
    return rule


def _weekday(day: Day) -> int:
    return day.weekday


def _end_moved(rule: Rule, document: Mapping[str, Any], change: _Change) -> Rule:
    """UNTIL moves along, or the last instance would fall out of the series."""
    until = rule.until
    if until is None or (not change.shift and change.all_day == document["all_day"]):
        return rule
    if change.all_day or not isinstance(until, datetime):
        day = until.date() if isinstance(until, datetime) else until
        return replace(rule, until=day + timedelta(days=change.shift.days))
    return replace(rule, until=until + change.shift)


def _with_exceptions(document: Mapping[str, Any], changed: Document, change: _Change, first: str) -> Edited:
    """Exceptions from the instance `first` on, under the names that they have now."""
    exdate, rdate = (sorted(_from(change.kept[one], first)) for one in ("exdate", "rdate"))
    overrides = {name: document["overrides"][name] for name in _from(document["overrides"], first)}
    extra = sorted({*(_extra_moved(one, change, changed["zone"]) for one in rdate), *change.added["rdate"]})
    bare = without_exceptions(changed) | {"rdate": extra}
    names = new_names(bare, [*exdate, *overrides], change.shift)
    left_out = new_names(bare, change.added["exdate"], timedelta()).values()
    own = {names[name]: change.own_of(name, own) for name, own in overrides.items() if name in names}
    own = {name: _real(fields, {**bare, **plain_when(bare, name)}) for name, fields in own.items()}
    return Edited(
        _plain_if_single(
            {
                **bare,
                "exdate": sorted({*(names[name] for name in exdate if name in names), *left_out}),
                "overrides": {one: own[one] for one in own if own[one] and one not in left_out},
            }
        ),
        kept=tuple(sorted(names.values())),
        lost=tuple(name for name in (*exdate, *overrides) if name not in names),
    )


def _extra_moved(name: str, change: _Change, zone: str) -> str:
    """An extra date that moves along; the second of two equal times stays so only where it is."""
    wall = wall_of(name)
    if change.shift or change.all_day:
        return name_of(wall.replace(fold=0) + change.shift, change.all_day)
    return name_of(settled_wall(wall, zone), False)


def _real(own: Mapping[str, Any], plain: Mapping[str, Any]) -> Document:
    """An exception without what the series says by itself now."""
    differs = {field for field, value in own.items() if value != plain[field]}
    if differs & set(WHEN):
        differs |= set(WHEN)
    people = still_own(plain["attendees"], own.get("attendees", {}))
    kept = {field: value for field, value in own.items() if field in differs and field != "attendees"}
    return kept | ({"attendees": people} if people else {})


def _own_people(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Who is invited to one instance otherwise than to the series."""
    found: Mapping[str, Any] = document["overrides"].get(name, {}).get("attendees", {})
    return found


def new_names(changed: Mapping[str, Any], names: Iterable[str], shift: timedelta) -> dict[str, str]:
    """Where instances went: moved by as much as the series, or on the same day; those that went nowhere are left out."""
    found: dict[str, str] = {}
    for name in names:
        if name.endswith(LATER):  # it is with its own extra date, or with the start, or nowhere
            found |= {name: name} if name in second_dates(changed) else {}
            found |= {name: first_name(changed)} if name == changed["start"] else {}
            continue
        for wall in (wall_of(name) + shift, wall_of(name)):
            day = datetime(wall.year, wall.month, wall.day)
            there = starts(series_of(changed), day, day + _DAY)
            exact = [one for one in there if one == wall]
            if exact or len(there) == 1:
                found[name] = name_of((exact or there)[0], changed["all_day"])
                break
    return found


def _plain_if_single(document: Document) -> Document:
    """A series that is left with its first instance alone is an event that happens once."""
    if not document["rrule"] or parse_rule(document["rrule"]).count != 1:
        return document
    return document if document["rdate"] or document["exdate"] else {**document, "rrule": ""}


def _from(names: Iterable[str], name: str) -> list[str]:
    return [one for one in names if not name or in_order(one) >= in_order(name)]


def _until(names: Iterable[str], name: str) -> list[str]:
    return [one for one in names if in_order(one) < in_order(name)]
