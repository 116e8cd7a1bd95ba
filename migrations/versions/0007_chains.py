"""hash chains over versions, sharing changes and the audit log; the last check of them"""

import json
import os
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BATCH = 500
CHAINED = ("event_version", "share_change", "audit_entry")
INDEXES = {
    "event_version": ["calendar_id", "position"],
    "share_change": ["calendar_id", "position"],
    "audit_entry": ["position"],
}


def upgrade() -> None:
    for table in CHAINED:
        op.add_column(table, sa.Column("position", sa.Integer()))
        for name in ("salt", "digest", "link"):
            op.add_column(table, sa.Column(name, sa.LargeBinary()))
    op.add_column("calendar", sa.Column("links", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("calendar", sa.Column("last_link", sa.LargeBinary()))
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.Column("last_link", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "history_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("begun_by_label", sa.String(80), nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("link", sa.LargeBinary()),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("chains", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("misfits", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_check")),
    )
    connection = op.get_bind()
    _chain_calendars(connection)
    _chain_audit_log(connection)
    for table, columns in INDEXES.items():
        op.create_index(f"uq_{table}_{'_'.join(columns)}", table, columns, unique=True)


def downgrade() -> None:
    for table, columns in INDEXES.items():
        op.drop_index(f"uq_{table}_{'_'.join(columns)}", table)
        for name in ("position", "salt", "digest", "link"):
            op.drop_column(table, name)
    op.drop_table("history_check")
    op.drop_table("audit_head")
    op.drop_column("calendar", "last_link")
    op.drop_column("calendar", "links")


# What webapp/domain/chains.py was when this was written: a migration stays as it is.

WHO = ("at", "actor_id", "actor_label")
VERSION = (
    ("calendar_id", "seq", "event_id", "version", "change_set_id", *WHO, "via", "deleted"),
    ("schema", "start_utc", "end_utc", "summary", "changed", "said", "body"),
)
SHARING = (
    ("calendar_id", "seq", "event_id", *WHO),
    ("person_id", "person_label", "old_role", "new_role"),
)
AUDIT = ((*WHO, "action"), ("target_kind", "target_id", "target_label", "address", "details"))
TYPES = {
    "at": sa.DateTime,
    "start_utc": sa.DateTime,
    "end_utc": sa.DateTime,
    "deleted": sa.Boolean,
    "changed": sa.JSON,
    "said": sa.JSON,
    "details": sa.JSON,
    "body": sa.LargeBinary,
}


def _table(name, parts):
    own = [sa.column(column, TYPES.get(column, sa.Integer)) for column in (*parts[0], *parts[1])]
    links = [sa.column("position", sa.Integer)]
    links += [sa.column(column, sa.LargeBinary) for column in ("salt", "digest", "link")]
    return sa.table(name, sa.column("id", sa.Integer), *own, *links)


def _chain_calendars(connection):
    """In the order of `seq`, which versions and changes of sharing have in common, a batch at a time."""
    versions, shares = _table("event_version", VERSION), _table("share_change", SHARING)
    for (calendar_id,) in connection.execute(sa.text("SELECT id FROM calendar ORDER BY id")).all():
        union = sa.union_all(
            *(
                sa.select(sa.literal(name).label("kind"), table.c.id, table.c.seq).where(
                    table.c.calendar_id == calendar_id
                )
                for name, table in (("version", versions), ("sharing", shares))
            )
        )
        order = [tuple(row) for row in connection.execute(union.order_by("seq", "kind", "id"))]
        head = (0, bytes(32))
        for first in range(0, len(order), BATCH):
            some = order[first : first + BATCH]
            head = _chain(connection, versions, shares, some, head)
        values = {"links": head[0], "last": head[1], "of": calendar_id}
        connection.execute(
            sa.text("UPDATE calendar SET links = :links, last_link = :last WHERE id = :of"), values
        )


def _chain(connection, versions, shares, some, head):
    found = {
        name: _rows(connection, table, [number for kind, number, _ in some if kind == name])
        for name, table in (("version", versions), ("sharing", shares))
    }
    made = {"version": [], "sharing": []}
    for kind, number, _ in some:
        parts = VERSION if kind == "version" else SHARING
        values, head = _linked(kind, parts, found[kind][number], head)
        made[kind].append(values)
    _write(connection, versions, made["version"])
    _write(connection, shares, made["sharing"])
    return head


def _chain_audit_log(connection):
    table, head, last = _table("audit_entry", AUDIT), (0, bytes(32)), 0
    while True:
        query = sa.select(table.c.id).where(table.c.id > last).order_by(table.c.id).limit(BATCH)
        numbers = list(connection.scalars(query))
        if not numbers:
            break
        rows, made = _rows(connection, table, numbers), []
        for last in numbers:
            values, head = _linked("audit", AUDIT, rows[last], head)
            made.append(values)
        _write(connection, table, made)
    values = {"links": head[0], "last": head[1]}
    connection.execute(
        sa.text("INSERT INTO audit_head (id, links, last_link) VALUES (1, :links, :last)"), values
    )


def _rows(connection, table, numbers):
    found = connection.execute(sa.select(table).where(table.c.id.in_(numbers))) if numbers else ()
    return {row.id: row._mapping for row in found}


def _linked(kind, parts, row, head):
    frame, content = parts
    position, salt = head[0] + 1, os.urandom(16)
    digest = sha256(salt + _canonical([row[name] for name in content])).digest()
    link = sha256(head[1] + digest + _canonical([kind, position, *(row[name] for name in frame)])).digest()
    values = {"of": row["id"], "place": position, "salted": salt, "digested": digest, "linked": link}
    return values, (position, link)


def _canonical(values):
    return json.dumps(values, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def _plain(value):
    return value.strftime("%Y-%m-%dT%H:%M:%S.%f") if hasattr(value, "strftime") else bytes(value).hex()


def _write(connection, table, made):
    if made:
        names = {"position": "place", "salt": "salted", "digest": "digested", "link": "linked"}
        new = {column: sa.bindparam(name) for column, name in names.items()}
        connection.execute(sa.update(table).where(table.c.id == sa.bindparam("of")).values(new), made)
