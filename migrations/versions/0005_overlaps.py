"""calendars that hold one at a time, and what they do about overlaps"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "calendar", sa.Column("one_at_a_time", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "calendar", sa.Column("conflict_policy", sa.String(6), nullable=False, server_default="warn")
    )
    op.create_index("ix_occurrence_event_id_start_utc", "occurrence", ["event_id", "start_utc"])


def downgrade() -> None:
    op.drop_index("ix_occurrence_event_id_start_utc", "occurrence")
    op.drop_column("calendar", "conflict_policy")
    op.drop_column("calendar", "one_at_a_time")
