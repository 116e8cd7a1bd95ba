"""uids: unique in their calendar, so that two calendars can hold the same imported event"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _exchange("uq_event_uid", "uq_event_calendar_id_uid", ["calendar_id", "uid"])


def downgrade() -> None:
    _exchange("uq_event_calendar_id_uid", "uq_event_uid", ["uid"])


def _exchange(old: str, new: str, columns: list[str]) -> None:
    """SQLite can only copy the table; while foreign keys count, dropping the old one would delete what points to it."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(old, "event", type_="unique")
        op.create_unique_constraint(new, "event", columns)
        return
    # PRAGMA foreign_keys does nothing within a transaction, so the one that is open ends here.
    run = op.get_bind().exec_driver_sql
    for statement in ("COMMIT", "PRAGMA foreign_keys=OFF", "BEGIN IMMEDIATE"):
        run(statement)
    with op.batch_alter_table("event") as batch:
        batch.drop_constraint(old, type_="unique")
        batch.create_unique_constraint(new, columns)
    for statement in ("COMMIT", "PRAGMA foreign_keys=ON", "BEGIN IMMEDIATE"):
        run(statement)
