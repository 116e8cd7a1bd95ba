"""A check of all chains from the pages of administration: in parts, each as long as a page may take."""

from dataclasses import dataclass

from sqlalchemy import delete

from webapp.domain.chain_checks import Misfit
from webapp.domain.chains import START, Head
from webapp.extensions import db
from webapp.models import HistoryCheck, Person
from webapp.operations.administration import require_admin
from webapp.operations.unit import unit_of_work
from webapp.operations.verifying import THE_AUDIT_LOG, Found, check_part, next_chain

THE_CHECK = 1  # the one row: a new check takes the place of the last one
ROWS, CHAINS = 4_000, 100  # a part goes on until it has read so many
MOST_TOLD = 20


@dataclass
class _Progress:
    """Where a check is; `chain` is None behind the last one."""

    chain: int | None
    head: Head
    rows: int = 0
    chains: int = 0


def last_check() -> HistoryCheck | None:
    """The check that is under way, or the last one that came to an end."""
    return db.session.get(HistoryCheck, THE_CHECK)


def begin_check(by: Person) -> list[Found]:
    """Begin anew and check the first part; returns the chains that it came to the end of. Admins only."""
    with unit_of_work(by) as unit:
        require_admin(unit)
        unit.session.execute(delete(HistoryCheck))
        new = HistoryCheck(id=THE_CHECK, begun_at=unit.now, begun_by_label=unit.actor_label, misfits=[])
        new.chain, new.position, new.rows, new.chains = THE_AUDIT_LOG, 0, 0, 0
        unit.session.add(new)
    return go_on(by)


def go_on(by: Person) -> list[Found]:
    """Check the next part of what was begun, if it is not at its end; reads first, and notes then how far it came."""
    check = last_check()
    if check is None or check.ended_at is not None:
        return []
    came_from = (check.begun_at, check.chain, check.position)
    progress = _Progress(check.chain, Head(check.position, check.link or START))
    found = _part(progress)
    with unit_of_work(by) as unit:
        require_admin(unit)
        check = unit.session.get(HistoryCheck, THE_CHECK, populate_existing=True)
        if check is not None and (check.begun_at, check.chain, check.position) == came_from:
            _note(check, progress, [one.misfit for one in found if one.misfit])
            check.ended_at = unit.now if progress.chain is None else None
    return found


def _part(progress: _Progress) -> list[Found]:
    found: list[Found] = []
    while progress.chain is not None and progress.rows < ROWS and progress.chains < CHAINS:
        part = check_part(progress.chain, progress.head)
        progress.head, progress.rows = part.head, progress.rows + part.rows
        if part.ended:
            found.append(Found(progress.chain, part.head, part.rows, part.misfit))
            progress.chain, progress.head = next_chain(progress.chain), Head(0, START)
            progress.chains += 1
    return found


def _note(check: HistoryCheck, progress: _Progress, misfits: list[Misfit]) -> None:
    check.chain = progress.chain if progress.chain is not None else check.chain
    check.position, check.link = progress.head
    check.rows += progress.rows
    check.chains += progress.chains
    told = [misfit.sentence() for misfit in misfits]
    check.misfits = [*check.misfits, *told][:MOST_TOLD]
