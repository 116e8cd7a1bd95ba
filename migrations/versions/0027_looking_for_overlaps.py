"""what goes over midnight, and series by how far they are placed: found without reading a year of a calendar"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

OVER_MIDNIGHT = sa.text("date(end_utc) > date(start_utc)")


def upgrade() -> None:
    op.create_index(
        "ix_occurrence_over_midnight",
        "occurrence",
        ["calendar_id", "start_utc", "end_utc", "event_id"],
        sqlite_where=OVER_MIDNIGHT,
        postgresql_where=OVER_MIDNIGHT,
    )
    op.create_index(
        "ix_event_series",
        "event",
        ["calendar_id", "placed_until", "placed_from", "start_utc", "last_utc"],
        sqlite_where=sa.text("repeats = 1 AND deleted = 0"),
        postgresql_where=sa.text("repeats AND NOT deleted"),
    )


def downgrade() -> None:
    op.drop_index("ix_event_series", "event")
    op.drop_index("ix_occurrence_over_midnight", "occurrence")
