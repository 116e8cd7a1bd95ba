"""Objects of the session for rows that went past the ORM, so that whoever holds one sees what is stored."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, set_committed_value

from webapp.models.base import Base

Model = TypeVar("Model", bound=Base)


def as_object(session: Session, model: type[Model], row: Mapping[str, Any]) -> Model:
    """The session's object of a row that was read whole, as a query of the ORM that populates anew would give it.

    What the session has not flushed is lost; whoever reads past the ORM flushes first.
    """
    key = model.__mapper__.identity_key_from_primary_key((row["id"],))
    known: Model | None = session.identity_map.get(key)
    if known is not None:
        refresh(known, row)
        return known
    made: Model = model.__mapper__.class_manager.new_instance()
    instance_dict(made).update(row)
    make_transient_to_detached(made)
    session.add(made)
    return made


def loose_object(model: type[Model], row: Mapping[str, Any]) -> Model:
    """An object of a row that is only read from, and belongs to no session; of what was not read it knows nothing."""
    made: Model = model.__mapper__.class_manager.new_instance()
    instance_dict(made).update(row)
    return made


def refresh(known: Base, stored: Mapping[str, Any]) -> None:
    """Let an object say what is stored now; nothing of it is left to be written."""
    held = instance_dict(known)
    for name, value in stored.items():
        if name not in held or held[name] != value:
            set_committed_value(known, name, value)
