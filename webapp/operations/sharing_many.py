"""Roles on many events at once, inside a unit of work that holds their calendars."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from webapp.domain.chains import SHARING
from webapp.domain.roles import Role, role_of
from webapp.models import Event, Person, Share, ShareChange
from webapp.operations.unit import Unit


class Grant(NamedTuple):
    """A role that somebody is to have on one event alone; None: none any more."""

    event: Event
    person_id: int
    role: Role | None

    @property
    def word(self) -> str | None:
        return self.role.word if self.role else None


def carry_over(unit: Unit, event: Event, onto: Event) -> None:
    """Whoever has a role on an event alone has it on the one that goes on from it as well, disabled accounts included.

    Nobody is given more than they had, so whoever may split a series may do this; who gave it is said as before.
    """
    held = _held(unit, {event.id})
    if not held:
        return
    roles = [(share.person_id, role_of(share.role)) for share in held.values()]
    grant_many(unit, [Grant(onto, person_id, role) for person_id, role in roles if role])
    for share in _held(unit, {onto.id}).values():
        share.granted_by_id = held[event.id, share.person_id].granted_by_id


def not_held(unit: Unit, wanted: Iterable[Grant]) -> list[Grant]:
    """Those of these roles that are not so already, the last for each person and event; one statement."""
    last = {(one.event.id, one.person_id): one for one in wanted}
    held = _held(unit, {event_id for event_id, _ in last}) if last else {}
    return [one for place, one in last.items() if one.word != (held[place].role if place in held else None)]


def grant_many(unit: Unit, wanted: Iterable[Grant], change_set: int | None = None) -> int:
    """Write these roles with their lines in the sharing history; how many were new or another one before.

    For whoever may give them, to people who exist. The statements are as many for thousands as for two. Taking
    `change_set` back takes them back as well.
    """
    fresh = not_held(unit, wanted)
    if not fresh:
        return 0
    held = _held(unit, {one.event.id for one in fresh})
    was = {place: share.role for place, share in held.items()}
    for one in fresh:
        _write(unit, one, held)
    unit.session.flush()
    people = _people(unit, {one.person_id for one in fresh})
    in_order = sorted(fresh, key=lambda one: (one.event.calendar_id, one.event.id, one.person_id))
    for calendar_id, some in groupby(in_order, key=lambda one: one.event.calendar_id):
        _record(unit, calendar_id, list(some), was, people, change_set)
    for person_id in sorted(people):
        unit.access_changed(person_id)
    return len(fresh)


def _held(unit: Unit, event_ids: set[int]) -> dict[tuple[int, int], Share]:
    """The roles that are there, by event and person."""
    found = unit.session.scalars(_SHARES, {"events": sorted(event_ids)})
    return {(share.event_id or 0, share.person_id): share for share in found}


def _write(unit: Unit, one: Grant, held: Mapping[tuple[int, int], Share]) -> None:
    share = held.get((one.event.id, one.person_id)) or Share(event_id=one.event.id, person_id=one.person_id)
    if one.role is None:
        unit.session.delete(share)
        return
    share.role, share.granted_by_id, share.granted_at = one.role.word, unit.actor_id, unit.now
    unit.session.add(share)


def _people(unit: Unit, ids: set[int]) -> dict[int, str]:
    return {row.id: row.name for row in unit.session.execute(_NAMES, {"ids": sorted(ids)})}


def _record(
    unit: Unit,
    calendar_id: int,
    grants: list[Grant],
    was: Mapping[tuple[int, int], str],
    people: Mapping[int, str],
    change_set: int | None,
) -> None:
    seqs = unit.next_seqs(calendar_id, len(grants))
    rows: list[dict[str, Any]] = [
        {
            "calendar_id": calendar_id,
            "event_id": one.event.id,
            "seq": seq,
            "at": unit.now,
            "actor_id": unit.actor_id,
            "actor_label": unit.actor_label,
            "person_id": one.person_id,
            "person_label": people[one.person_id],
            "old_role": was.get((one.event.id, one.person_id)),
            "new_role": one.word,
            "change_set_id": change_set,
        }
        for one, seq in zip(grants, seqs, strict=True)
    ]
    unit.session.add_all(ShareChange(**unit.chains.add(SHARING, calendar_id, row)) for row in rows)
    told = map(itemgetter("seq", "event_id"), rows)
    unit.log_all(calendar_id, [_line(seq, event_id) for seq, event_id in told])


def _line(seq: int, event_id: int) -> dict[str, Any]:
    return {"seq": seq, "kind": "share", "ref_id": event_id, "version": None}


_SHARES = (
    select(Share)
    .where(Share.event_id.in_(bindparam("events", expanding=True)))
    .execution_options(populate_existing=True)
)
_NAMES = select(Person.id, Person.name).where(Person.id.in_(bindparam("ids", expanding=True)))
