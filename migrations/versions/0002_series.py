"""series: instances with something of their own, and how far a series is placed"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Column by column, not as a batch: on SQLite a batch drops the table, and with it what points to its rows.
    op.add_column("event", sa.Column("repeats", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("event", sa.Column("last_utc", sa.DateTime(), nullable=True))
    op.add_column("event", sa.Column("placed_from", sa.DateTime(), nullable=True))
    op.add_column("event", sa.Column("placed_until", sa.DateTime(), nullable=True))
    op.execute("UPDATE event SET last_utc = end_utc")
    op.add_column("occurrence", sa.Column("title", sa.String(length=200), nullable=True))
    op.add_column("occurrence", sa.Column("location", sa.String(length=300), nullable=True))
    op.add_column("occurrence", sa.Column("status", sa.String(length=10), nullable=True))
    op.add_column("occurrence", sa.Column("all_day", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE occurrence SET all_day = (SELECT event.all_day FROM event WHERE event.id = occurrence.event_id)"
    )


def downgrade() -> None:
    for name in ("title", "location", "status", "all_day"):
        op.drop_column("occurrence", name)
    for name in ("repeats", "last_utc", "placed_from", "placed_until"):
        op.drop_column("event", name)
