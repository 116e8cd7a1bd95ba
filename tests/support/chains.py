"""What tests of the chains share: the first row that does not fit, and altering rows past Daybook."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.domain.chain_checks import Misfit
from webapp.operations.verifying import Heads, verify


def misfits(noted: Heads | None = None) -> list[Misfit]:
    """What does not fit, chain by chain."""
    return [found.misfit for found in verify(noted or {}) if found.misfit]


def alter(session: Session, statement: str, **values: Any) -> None:
    """Run a statement past Daybook, as whoever can write to the database may."""
    changed = session.execute(text(statement), values)
    assert changed.rowcount > 0, "nothing was tampered with"  # type: ignore[attr-defined]
    session.commit()
