"""calendars that were purged as a whole, people who were erased, and the seals of rows that were rewritten"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calendar", sa.Column("purged_at", sa.DateTime(), nullable=True))
    op.add_column("person", sa.Column("erased_at", sa.DateTime(), nullable=True))
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "seal",
        sa.Column("id", big, nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("row_id", big, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
    )
    op.create_index("ix_seal_act", "seal", ["act"])
    op.create_index("ix_seal_row_id_kind", "seal", ["row_id", "kind"])


def downgrade() -> None:
    op.drop_table("seal")
    op.drop_column("person", "erased_at")
    op.drop_column("calendar", "purged_at")
