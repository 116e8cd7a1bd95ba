"""Bodies of batches, and all that a batch might have written."""

from sqlalchemy import select

from tests.support.overlap_scenes import YEAR
from webapp.models.base import Base

HIKE = {"title": "Hike", "start_time": "2027-03-23T09:00:00+01:00", "end_time": "2027-03-23T10:00:00+01:00"}
# What is over overlaps with nothing.
COMING = {**HIKE, "start_time": f"{YEAR}-03-23T09:00:00+01:00", "end_time": f"{YEAR}-03-23T10:00:00+01:00"}


def hikes(count, **fields):
    return [
        {**HIKE, "title": f"Hike {n}", "start_time": f"2027-{n % 12 + 1:02}-{n // 12 % 28 + 1:02}T09:00",
         "end_time": f"2027-{n % 12 + 1:02}-{n // 12 % 28 + 1:02}T10:00", **fields}
        for n in range(count)
    ]  # fmt: skip


def rows(session):
    """Every row of every table but those that programs write to that sign in."""
    session.rollback()
    signing_in = ("program_session", "audit_entry", "audit_head")
    kept = [table for table in Base.metadata.sorted_tables if table.name not in signing_in]
    return {table.name: sorted(map(str, session.execute(select(table)))) for table in kept}
