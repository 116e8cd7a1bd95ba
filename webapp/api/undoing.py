"""Ways back: an event as it was, one change taken back, a whole change set taken back."""

from collections.abc import Iterator
from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import Field
from typing_extensions import TypedDict

from webapp.api import event_shape, keys
from webapp.api.calls import Answer, call
from webapp.api.collisions import fields_of
from webapp.api.events import answer_to_write
from webapp.api.problems import problem
from webapp.api.versions_seen import matched
from webapp.domain.api_times import say_name
from webapp.domain.field_changes import DELETED
from webapp.domain.series import ALONE, as_instance
from webapp.domain.wording_undo import say_unreached
from webapp.entry.bearer import bearer
from webapp.entry.identity import person
from webapp.operations import chronicle
from webapp.operations import undoing_roles as roles
from webapp.operations.change_sets import Step
from webapp.operations.errors import Refused
from webapp.operations.events import EditConflict, restore_version
from webapp.operations.undoing import undo_version
from webapp.operations.undoing_sets import SetConflict, undo_change_set

TOUCHED = (
    "Later changes touched the same. Nothing was changed: look at theirs, and change by hand what is to go."
)
NO_SHARING = "It gave or took roles, and this token may not change who sees what. Make one with the scope share in your profile."


class UndoConflict(Exception):
    """What is to be taken back collides with later changes: `conflicts` as PUT tells them, `version` of one event."""

    def __init__(self, conflicts: list[dict[str, Any]], version: int | None = None) -> None:
        super().__init__(TOUCHED)
        self.conflicts, self.version = conflicts, version


class Undone(TypedDict):
    """An event that was changed by taking a change set back."""

    event_id: Annotated[int, Field(examples=[9])]
    version: Annotated[int, Field(examples=[8])]
    deleted: bool


class RoleNow(TypedDict):
    """The role that somebody has on an event alone by now; null: none."""

    event_id: Annotated[int, Field(examples=[9])]
    user_id: Annotated[int, Field(examples=[4])]
    role: Annotated[str | None, Field(examples=["viewer"])]


class SetUndone(TypedDict):
    """The change set that did it, null where nothing was left to take back, and the events that it changed."""

    change_set_id: Annotated[int | None, Field(examples=[32])]
    items: list[Undone]
    roles: Annotated[list[RoleNow], Field(description="Roles that it had given, as they are again.")]
    roles_kept: Annotated[
        list[RoleNow], Field(description="Roles that were changed since: they stay as they are.")
    ]


def install(bp: Blueprint) -> None:
    """Bind what collides, and what a token may not do, to their problems."""
    bp.register_error_handler(UndoConflict, collides)
    bp.register_error_handler(roles.SharingNeeded, lambda error: problem(403, NO_SHARING))


def collides(error: UndoConflict) -> Response:
    """409 with what collides."""
    about: dict[str, Any] = {} if error.version is None else {"version": error.version}
    return problem(409, TOUCHED, conflicts=error.conflicts, **about)


@call(
    "POST",
    "/events/<int:event_id>/rollback/<int:version>",
    scope="write",
    noun="History",
    gives=event_shape.Event,
    refuses=(403, 404, 409, 410, 412, 422),
    replays=True,
    headers=("ETag",),
)
def roll_back(event_id: int, version: int) -> Answer:
    """A new version equal to an old one; who may see the event stays as it is."""
    how: Any = {"by": person(), "key": keys.key(), "via": "api", "seen": matched()}
    return answer_to_write(restore_version(event_id, version, **how))


@call(
    "POST",
    "/events/<int:event_id>/undo/<int:version>",
    scope="write",
    noun="History",
    gives=event_shape.Event,
    refuses=(403, 404, 409, 410, 412, 422),
    replays=True,
    headers=("ETag", "Content-Location"),
)
def undo(event_id: int, version: int) -> Answer:
    """Take back what one version changed, and keep all later changes.

    A date that a later split of the series took along is changed back in the event that has it now, which is the answer then.
    """
    try:
        saved = undo_version(event_id, version, by=person(), key=keys.key(), via="api", seen=matched())
    except EditConflict as conflict:
        now = conflict.event.document
        sides = conflict.merged.conflicts.items()
        found = [one for unit, collision in sides for one in fields_of(unit, collision, now)]
        raise UndoConflict(found, conflict.event.version) from None
    except SetConflict as conflict:
        first, dates = conflict.steps[0], any(step.wanted.dates for step in conflict.steps)
        if first.wanted.asks_to_delete:
            raise UndoConflict([_deletion()], first.event.version) from None
        found = [one for step in conflict.steps for one in _of_step(step)]
        raise UndoConflict(found, None if dates else first.event.version) from None
    if saved.unreached and not saved.changed:
        raise Refused(" ".join(say_unreached(name, why, person().locale) for name, why, _ in saved.unreached))
    return answer_to_write(saved, event_id)


@call(
    "POST",
    "/change-sets/<int:change_set_id>/undo",
    scope="write",
    noun="History",
    gives=SetUndone,
    refuses=(403, 404, 409, 422),
    replays=True,
)
def undo_set(change_set_id: int) -> Answer:
    """Take back everything that one change set did, or nothing where some of it collides with later changes."""
    try:
        may_share = "share" in bearer().scopes
        undone = undo_change_set(change_set_id, person(), keys.key(), via="api", may_share=may_share)
    except SetConflict as conflict:
        raise UndoConflict([one for step in conflict.steps for one in _of_step(step)]) from None
    rows = chronicle.outcome(undone.change_set) if undone.change_set else []
    items = [{"event_id": row.event_id, "version": row.version, "deleted": row.deleted} for row in rows]
    return Answer(
        {
            "change_set_id": undone.change_set or None,
            "items": items,
            "roles": list(map(_role, undone.roles)),
            "roles_kept": list(map(_role, undone.roles_kept)),
        }
    )


def _role(one: roles.RoleNow) -> dict[str, Any]:
    return {"event_id": one.event_id, "user_id": one.person_id, "role": one.role or None}


def _of_step(step: Step) -> Iterator[dict[str, Any]]:
    """What collides in one event of a change set."""
    about = {"event_id": step.event.id, "version": step.event.version}
    if step.wanted.asks_to_delete:
        yield about | _deletion()
    document = step.now.document
    for unit, collision in step.wanted.conflicts.items():
        for one in fields_of(unit, collision, document):
            yield about | one
    for name, conflicts in step.wanted.dates.items():
        for unit, collision in conflicts.items():
            for one in fields_of(unit, collision, {**as_instance(document, name), **ALONE}):
                yield about | one | {"occurrence": say_name(name, document)}


def _deletion() -> dict[str, Any]:
    """It would be deleted, as it was made or brought back then, and others have changed it since."""
    return {"field": DELETED, "base": False, "theirs": False, "mine": True}
