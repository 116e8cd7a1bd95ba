"""which change set gave a role, so that taking the set back takes the role back as well"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0019"
branch_labels = None
depends_on = None

INDEX = "ix_share_change_change_set_id"
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("share_change", sa.Column("change_set_id", BIG_ID, nullable=True))
    op.create_index(
        INDEX,
        "share_change",
        ["change_set_id"],
        sqlite_where=sa.text("change_set_id IS NOT NULL"),
        postgresql_where=sa.text("change_set_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(INDEX, "share_change")
    op.drop_column("share_change", "change_set_id")
