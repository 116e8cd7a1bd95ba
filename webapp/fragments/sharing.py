"""The pieces of a share page: who has a role, what happened to the roles, and whom a typed name can mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import render_template

from webapp.domain.locales import Audience, say_day
from webapp.domain.roles import Role
from webapp.domain.texts import initials
from webapp.domain.wording_sharing import LABELS, say_change
from webapp.models import Person, ShareChange
from webapp.operations.members import Member, Target, members, sharing_history, sharing_seq

ONLY_OWNER = "the only owner, so the role stays"
ROLES = [(role.word, label) for role, label in LABELS.items()]


@dataclass(frozen=True)
class Who:
    """How a person looks in a list."""

    id: int
    name: str
    username: str
    hue: str
    initials: str


@dataclass(frozen=True)
class Row:
    """One line of a panel; only what `may_change` says has controls."""

    share_id: int
    who: Who
    role: str
    label: str
    notes: list[str]
    may_change: bool
    may_remove: bool


def fragments(target: Target, audience: Audience) -> dict[str, str]:
    """HTML by DOM id of everything on a share page that follows a change of roles."""
    return {"shares": panel(target, audience), "share-history": history(target, audience)}


def panel(target: Target, audience: Audience) -> str:
    """Who has a role, each with the controls to change it; for owners only."""
    seq = sharing_seq(target)  # read before the rows: a number too small is only drawn once more
    found = members(target)
    owners = {one.person.id for one in found if one.role is Role.OWNER and one.person.is_active}
    rows = [(member.through_calendar, _row(member, target, owners, audience)) for member in found]
    return render_template(
        "sharing/_panel.html",
        target=target,
        seq=seq,
        roles=ROLES,
        rows=[row for through, row in rows if not through],
        through=[row for through, row in rows if through],
    )


def history(target: Target, audience: Audience) -> str:
    """What happened to the roles, newest first, day by day."""
    changes = sharing_history(target)
    by_day = groupby(changes, key=lambda change: _day(change.at, audience))
    days = [(day, [_sentence(change, target) for change in group]) for day, group in by_day]
    return render_template("sharing/_history.html", seq=changes[0].seq if changes else 0, days=days)


def matches(people: Sequence[Person], typed: str) -> str:
    """The people that a typed name fits, to choose one of."""
    return render_template("sharing/_matches.html", people=[_who(person) for person in people], typed=typed)


def _row(member: Member, target: Target, owners: set[int], audience: Audience) -> Row:
    # An event has the owners of its calendar besides its own, so none of them is the only one.
    only_owner = target.event_id is None and owners == {member.person.id}
    free = not (only_owner or member.through_calendar)
    return Row(
        share_id=member.share_id,
        who=_who(member.person),
        role=member.role.word,
        label=LABELS[member.role],
        notes=_notes(member, owners, audience) + ([ONLY_OWNER] if only_owner else []),
        may_change=free and member.person.is_active,
        may_remove=free,
    )


def _notes(member: Member, owners: set[int], audience: Audience) -> list[str]:
    since = f"since {_day(member.since, audience)}"
    if member.by_name and member.by_id != member.person.id:
        since += f", by {member.by_name}"
        if member.by_id not in owners:
            since += ", who may no longer share"
    return [since] if member.person.is_active else [since, "switched off, cannot sign in"]


def _sentence(change: ShareChange, target: Target) -> str:
    if change.seq == 1 and target.event_id is None:
        return f"{change.actor_label} made the calendar."
    return say_change(change.actor_label, _person_label(change), change.old_role, change.new_role)


def _person_label(change: ShareChange) -> str:
    # The ids decide whether somebody did it to themselves: two people may have the same name.
    alone = change.person_id is not None and change.person_id == change.actor_id
    if alone or change.person_label != change.actor_label:
        return change.actor_label if alone else change.person_label
    return f"{change.person_label} (another person)"


def _who(person: Person) -> Who:
    return Who(person.id, person.name, person.username, person.hue, initials(person.name))


def _day(moment: datetime, audience: Audience) -> str:
    return say_day(moment.astimezone(ZoneInfo(audience.zone)), audience.locale, weekday=False)
