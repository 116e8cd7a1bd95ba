"""Who may see and do what: giving, changing and taking roles on calendars and single events."""

from collections.abc import Mapping

from sqlalchemy import func, select

from webapp.domain.roles import Role, role_of
from webapp.domain.wording_sharing import say_can
from webapp.models import Person, Share, ShareChange
from webapp.operations.access import LARGEST_ID, open_event
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.members import Target, person_with, role_on
from webapp.operations.revising import lock_calendar, lock_event
from webapp.operations.share_changes import RoleChange, record_change
from webapp.operations.unit import Unit, unit_of_work

LAST_OWNER = "The last owner cannot go. Make somebody else an owner first."


def share_calendar(calendar_id: int, person_id: int, role: Role, by: Person) -> Share:
    """Give a person a role on a calendar, or another one than they have; owners only."""
    return share(Target(calendar_id), person_id, role, by)


def share_event(event_id: int, person_id: int, role: Role, by: Person) -> Share:
    """Give a person a role on one event alone; owners only."""
    return share(target_of_event(event_id, by), person_id, role, by)


def stop_sharing_calendar(calendar_id: int, person_id: int, by: Person) -> None:
    """Take a person's role on a calendar; owners, or the person themselves. The last owner stays."""
    stop_sharing(Target(calendar_id), person_id, by)


def stop_sharing_event(event_id: int, person_id: int, by: Person) -> None:
    """Take a person's role on one event; owners, or the person themselves."""
    stop_sharing(target_of_event(event_id, by), person_id, by)


def target_of_event(event_id: int, by: Person) -> Target:
    """What sharing one event is about: the event and the calendar it is in."""
    opened = open_event(by, event_id)
    return Target(opened.calendar.id, opened.event.id)


def share(target: Target, person_id: int, role: Role, by: Person) -> Share:
    """Give a person a role, or another one than they have; owners only."""
    with unit_of_work(by) as unit:
        own, held = _hold(unit, target, person_id, Role.OWNER)
        check_grant(own, role)
        return grant(unit, held, person_id, role)


def invite(target: Target, person_id: int, role: Role, by: Person, key: str | None = None) -> None:
    """Give a role to somebody who has none, or a lower one; raises Refused when they have it already. Owners only."""
    request = {
        "do": "share",
        "on": [target.calendar_id, target.event_id],
        "person": person_id,
        "role": role.word,
    }
    with unit_of_work(by) as unit:
        if unit.answered(key, request) is not None:
            return
        own, held = _hold(unit, target, person_id, Role.OWNER)
        check_grant(own, role)
        _refuse_less(role_on(held, person_id), role, person_with(person_id))
        grant(unit, held, person_id, role)
        unit.remember(key, request, {"person": person_id})


def share_many(target: Target, wanted: Mapping[int, Role], by: Person, key: str | None = None) -> None:
    """Give each of these people that role, or another one than they have: all or nothing. Owners only.

    Raises NotThere where somebody is unknown or switched off; `unknown_among` tells beforehand who that is.
    """
    named = sorted((person_id, role.word) for person_id, role in wanted.items())
    request = {"do": "share-many", "on": [target.calendar_id, target.event_id], "people": named}
    with unit_of_work(by) as unit:
        if unit.answered(key, request) is not None:
            return
        own, held = _hold(unit, target, by.id, Role.OWNER)
        # Who gets more comes first: the last owner may hand over in the same call.
        for person_id, role in sorted(wanted.items(), key=lambda one: (-one[1], one[0])):
            check_grant(own, role)
            grant(unit, held, person_id, role)
        unit.remember(key, request, {"done": True})


def change_role(target: Target, person_id: int, role: Role, by: Person) -> Share:
    """Give another role to somebody who has one; raises NotThere for everybody else. Owners only."""
    with unit_of_work(by) as unit:
        own, held = _hold(unit, target, person_id, Role.OWNER)
        check_grant(own, role)
        if _share_of(unit, held, person_id) is None:
            raise NotThere
        return grant(unit, held, person_id, role)


def stop_sharing(target: Target, person_id: int, by: Person, key: str | None = None) -> None:
    """Take a person's role; owners, or the person themselves. The last owner stays. Taking it again changes nothing."""
    request = {"do": "stop-sharing", "on": [target.calendar_id, target.event_id], "person": person_id}
    with unit_of_work(by) as unit:
        if unit.answered(key, request) is not None:
            return
        own, held = _hold(unit, target, person_id, Role.VIEWER)
        _check_may_remove(own, person_id, by)
        _revoke(unit, held, person_id)
        unit.remember(key, request, {"done": True})


def give_back(target: Target, person_id: int, by: Person) -> Share:
    """Give a person the role again that was taken from them last; owners only. Who has one keeps it."""
    with unit_of_work(by) as unit:
        own, held = _hold(unit, target, person_id, Role.OWNER)
        taken = _last_taken(unit, held, person_id)
        if taken is None:
            raise NotThere
        check_grant(own, taken)
        return _share_of(unit, held, person_id) or grant(unit, held, person_id, taken)


def add_owner(unit: Unit, calendar_id: int, person_id: int) -> Share:
    """Make a person an owner inside a unit of work whose caller has checked that this may be done."""
    return grant(unit, Target(calendar_id), person_id, Role.OWNER)


def check_grant(own: Role, given: Role) -> None:
    """Nobody grants more than they have; raises RoleTooLow."""
    if own < Role.OWNER or given > own:
        raise RoleTooLow


def _hold(unit: Unit, target: Target, person_id: int, at_least: Role) -> tuple[Role, Target]:
    """The actor's role and the target as they are now, held until the commit."""
    if not 0 < person_id <= LARGEST_ID:
        raise NotThere
    if target.event_id is None:
        return lock_calendar(unit, target.calendar_id, at_least).role, target
    opened = lock_event(unit, target.event_id, at_least)
    return opened.role, Target(opened.calendar.id, opened.event.id)


def _refuse_less(has: Role | None, given: Role, person: Person) -> None:
    if has is not None and has >= given:
        raise Refused(f"{say_can(person.name, has)} already. Roles are changed in the list.")


def _check_may_remove(role: Role, person_id: int, by: Person) -> None:
    if role < Role.OWNER and person_id != by.id:
        raise RoleTooLow


def grant(unit: Unit, target: Target, person_id: int, role: Role) -> Share:
    """Write a role, its line in the sharing history and its announcement, inside a unit of work."""
    person = person_with(person_id)
    share = _share_of(unit, target, person_id)
    old = share.role if share else None
    if share and old == role.word:
        return share
    if old == "owner":
        _keep_an_owner(unit, target, person_id)
    if share is None:
        share = _new_share(unit, target, person_id)
    share.role, share.granted_by_id, share.granted_at = role.word, unit.actor_id, unit.now
    unit.session.add(share)
    _record(unit, target, person, old, role.word)
    return share


def _new_share(unit: Unit, target: Target, person_id: int) -> Share:
    on_calendar = target.calendar_id if target.event_id is None else None
    return Share(calendar_id=on_calendar, event_id=target.event_id, person_id=person_id)


def _revoke(unit: Unit, target: Target, person_id: int) -> None:
    share = _share_of(unit, target, person_id)
    if share is None:
        if _last_taken(unit, target, person_id) is None:
            raise NotThere
        return
    if share.role == "owner":
        _keep_an_owner(unit, target, person_id)
    person = unit.session.get_one(Person, person_id)
    unit.session.delete(share)
    _record(unit, target, person, share.role, None)


def _share_of(unit: Unit, target: Target, person_id: int) -> Share | None:
    # populate_existing: the row as it is now that the calendar is held, not as an earlier look found it.
    query = select(Share).where(target.condition, Share.person_id == person_id)
    return unit.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def _last_taken(unit: Unit, target: Target, person_id: int) -> Role | None:
    """The role that this person had before it was taken from them, if that has happened."""
    changes = select(ShareChange.old_role).where(
        target.changes, ShareChange.person_id == person_id, ShareChange.new_role.is_(None)
    )
    return role_of(unit.session.scalars(changes.order_by(ShareChange.id.desc()).limit(1)).first())


def _keep_an_owner(unit: Unit, target: Target, leaving_id: int) -> None:
    # An event always has the owners of its calendar; only a calendar can be left without one.
    if target.event_id is not None:
        return
    # An owner who cannot sign in any more looks after nothing.
    others = (
        select(func.count())
        .select_from(Share)
        .join(Person, Person.id == Share.person_id)
        .where(
            target.condition,
            Share.role == "owner",
            Share.person_id != leaving_id,
            Person.disabled_at.is_(None),
        )
    )
    if unit.session.execute(others).scalar_one() == 0:
        raise Refused(LAST_OWNER)


def _record(unit: Unit, target: Target, person: Person, old: str | None, new: str | None) -> None:
    unit.session.flush()
    seq = unit.next_seq(target.calendar_id)
    by = (unit.actor_id, unit.actor_label)
    record_change(unit, target, seq, RoleChange(person, old, new), by)
    unit.log(target.calendar_id, seq, "share", target.event_id or 0)  # 0: the calendar as a whole
    unit.access_changed(person.id)
