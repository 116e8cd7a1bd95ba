"""which calendar an event came from: versions that moved it say so, with the number of that in the log of that calendar"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

INDEX = "ix_event_version_came_from_id_came_from_seq"


def upgrade() -> None:
    op.add_column("event_version", sa.Column("came_from_id", sa.Integer(), nullable=True))
    op.add_column("event_version", sa.Column("came_from_seq", sa.Integer(), nullable=True))
    op.create_index(
        INDEX,
        "event_version",
        ["came_from_id", "came_from_seq"],
        sqlite_where=sa.text("came_from_id IS NOT NULL"),
        postgresql_where=sa.text("came_from_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(INDEX, "event_version")
    op.drop_column("event_version", "came_from_seq")
    op.drop_column("event_version", "came_from_id")
