"""what each person has seen of events and calendars"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for noun in ("event", "calendar"):
        op.create_table(
            f"{noun}_look",
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column(f"{noun}_id", sa.Integer(), nullable=False),
            sa.Column("seen", sa.Integer(), nullable=False),
            sa.Column("before", sa.Integer(), nullable=False),
            sa.Column("at", sa.DateTime(), nullable=False),
            sa.ForeignKeyConstraint(
                ["person_id"],
                ["person.id"],
                name=op.f(f"fk_{noun}_look_person_id_person"),
                ondelete="CASCADE",
            ),
            sa.ForeignKeyConstraint(
                [f"{noun}_id"],
                [f"{noun}.id"],
                name=op.f(f"fk_{noun}_look_{noun}_id_{noun}"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint("person_id", f"{noun}_id", name=op.f(f"pk_{noun}_look")),
        )
        op.create_index(f"ix_{noun}_look_{noun}_id", f"{noun}_look", [f"{noun}_id"])


def downgrade() -> None:
    op.drop_table("calendar_look")
    op.drop_table("event_look")
