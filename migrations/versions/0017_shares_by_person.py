"""who was given what, by person: sync asks which events were taken from somebody"""

from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEX = "ix_share_change_person_id"


def upgrade() -> None:
    op.create_index(INDEX, "share_change", ["person_id", "event_id"])


def downgrade() -> None:
    op.drop_index(INDEX, "share_change")
