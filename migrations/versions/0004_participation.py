"""participation: who takes part in an event"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "participation",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organizes", sa.Boolean(), nullable=False),
        sa.Column("takes_part", sa.Boolean(), nullable=False),
        sa.Column("otherwise", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_participation_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_participation_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "event_id", name=op.f("pk_participation")),
    )
    op.create_index(op.f("ix_participation_event_id"), "participation", ["event_id"])
    # Nobody was asked so far: whoever made an event takes part in it, unless it came out of a file.
    op.execute(
        "INSERT INTO participation (person_id, event_id, organizes, takes_part, otherwise)"
        " SELECT created_by_id, event.id, TRUE, TRUE, '[]' FROM event"
        " JOIN event_version ON event_version.event_id = event.id AND event_version.version = 1"
        " WHERE created_by_id IS NOT NULL AND event_version.via <> 'import'"
    )


def downgrade() -> None:
    op.drop_table("participation")
