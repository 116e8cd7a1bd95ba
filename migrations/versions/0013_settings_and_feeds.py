"""changes of calendars' settings, addresses of feeds, and an index for the filters of a calendar's history"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "calendar_change",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_label", sa.String(length=80), nullable=False),
        sa.Column("via", sa.String(length=10), nullable=False),
        sa.Column("undoes_id", BIG_ID, nullable=True),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("link", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["calendar.id"],
            name=op.f("fk_calendar_change_calendar_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_calendar_change_actor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["calendar_change.id"], name=op.f("fk_calendar_change_undoes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_change")),
    )
    op.create_index(
        "uq_calendar_change_calendar_id_position", "calendar_change", ["calendar_id", "position"], unique=True
    )
    op.create_index("ix_calendar_change_calendar_id_seq", "calendar_change", ["calendar_id", "seq"])
    op.create_table(
        "feed_address",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"], ["share.id"], name=op.f("fk_feed_address_share_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("share_id", name=op.f("pk_feed_address")),
        sa.UniqueConstraint("digest", name=op.f("uq_feed_address_digest")),
    )
    op.create_index(
        "ix_event_version_calendar_id_actor_id_via", "event_version", ["calendar_id", "actor_id", "via"]
    )


def downgrade() -> None:
    # Lines of history go with it, so the chains of calendars whose settings were changed have gaps from then on.
    op.drop_index("ix_event_version_calendar_id_actor_id_via", table_name="event_version")
    op.drop_table("feed_address")
    op.drop_table("calendar_change")
