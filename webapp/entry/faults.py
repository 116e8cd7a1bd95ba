"""What the fault of a database is for whoever asked: it is full, it is away, or the fault is ours."""

from typing import Literal

from sqlalchemy.exc import DBAPIError, OperationalError

from webapp.entry.identity import no_person
from webapp.extensions import db

_FULL = ("disk is full", "no space left", "disk full")


def passing_fault(error: DBAPIError) -> Literal["full", "away"]:
    """Which fault it is, with the transaction ended and nobody signed in; raises the error where it is ours.

    The answer that tells of it must not ask the database for anything itself.
    """
    db.session.rollback()
    no_person()
    text = str(error.orig).lower()
    if any(sign in text for sign in _FULL):
        return "full"
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return "away"
    raise error
