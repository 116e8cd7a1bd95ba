"""calendars that were purged as a whole"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calendar", sa.Column("purged_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("calendar", "purged_at")
