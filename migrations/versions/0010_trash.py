"""how long the trash of a calendar keeps what was deleted"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calendar", sa.Column("trash_days", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("calendar", sa.Column("emptied_at", sa.DateTime(), nullable=True))
    op.create_index(
        "ix_event_trash",
        "event",
        ["calendar_id", "updated_at", "id"],
        sqlite_where=sa.text("deleted = 1"),
        postgresql_where=sa.text("deleted"),
    )


def downgrade() -> None:
    op.drop_index("ix_event_trash", "event")
    op.drop_column("calendar", "emptied_at")
    op.drop_column("calendar", "trash_days")
