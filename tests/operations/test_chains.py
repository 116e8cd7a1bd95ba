"""Whoever alters a row of history past Daybook is found out, and the row is named."""

from hashlib import sha256

import pytest
from sqlalchemy import func, select

from tests.support.cast import a_document
from tests.support.chains import alter, misfits
from webapp.domain import chain_checks as says
from webapp.domain.chains import SHARING, VERSION, Head, linked
from webapp.domain.document import pack
from webapp.domain.roles import Role
from webapp.models import AuditEntry, Calendar, ChangeSet, Event, EventVersion, ShareChange
from webapp.models.base import table_of
from webapp.operations.administration import disable_person, enable_person
from webapp.operations.events import create_event, edit_event
from webapp.operations.purging import purge_event
from webapp.operations.sharing import share_event
from webapp.operations.verifying import verify

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # no SQL of its own
OTHER = pack(a_document(title="Never written"))


@pytest.fixture
def story(team, retreat, alice, bob, charlie, root):
    """Retreat with five versions and a change of sharing between them; another event; lines of the audit log."""
    for number in range(1, 4):
        edit_event(retreat, a_document(title=f"Retreat {number}"), number, by=bob, why=f"try {number}")
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    edit_event(retreat, a_document(location="Attic"), 4, by=alice)
    create_event(team, a_document(title="Supper"), by=bob)
    for _ in range(3):
        disable_person(charlie.id, by=root)
        enable_person(charlie.id, by=root)
    assert misfits() == []
    return retreat


ONE = "WHERE event_id = :of AND version = 3"
SET = f"WHERE id = (SELECT change_set_id FROM event_version {ONE})"
ALTERED = [
    ("body = :other", says.CONTENT),
    ("said = '[[\"event.deleted\", {}]]'", says.CONTENT),
    ("summary = 'Another reason'", says.CONTENT),
    ("changed = '[\"location\"]'", says.CONTENT),
    ("start_utc = '2026-03-24 07:00:00.000000'", says.CONTENT),
    ("salt = NULL", says.EMPTY),
    ("salt = :other", says.CONTENT),
    ("digest = :other", says.CONTENT),
    ("actor_id = 1", says.FRAME),
    ("actor_label = 'Alice Adler'", says.FRAME),
    ("via = 'undo'", says.FRAME),
    ("deleted = TRUE", says.FRAME),
    ("at = '2026-01-01 07:00:00.000000'", says.FRAME),
    ("change_set_id = 1", says.FRAME),
    ("link = :other", says.FRAME),
    ("until = '2026-01-01 07:00:00.000000'", says.UNTIL),
]
# What was done to the database; the table, event version and position that are named, and what is said of it.
TAMPERED = [
    *((f"UPDATE event_version SET {change} {ONE}", "event_version", 3, what) for change, what in ALTERED),
    (f"UPDATE event_version SET position = NULL {ONE}", "event_version", 4, "Before it, link 6 is missing."),
    (f"DELETE FROM event_version {ONE}", "event_version", 4, "Before it, link 6 is missing."),
    (
        "DELETE FROM event_version WHERE event_id = :of AND version > 1",
        "share_change",
        None,
        "Before it, links 5 to 7 are missing.",
    ),
    (
        "DELETE FROM event_version WHERE event_id <> :of",
        "calendar",
        None,
        "Behind link 9, links up to 10 are missing.",
    ),
    ("DELETE FROM share_change WHERE event_id = :of", "event_version", 5, "Before it, link 8 is missing."),
    ("UPDATE share_change SET new_role = 'owner' WHERE event_id = :of", "share_change", None, says.CONTENT),
    ("UPDATE share_change SET actor_label = 'X' WHERE event_id = :of", "share_change", None, says.FRAME),
    (f"UPDATE change_set SET why = 'Because' {SET}", "event_version", 3, says.SET),
    (f"UPDATE change_set SET actor_id = 1 {SET}", "event_version", 3, says.SET),
    (f"UPDATE change_set SET actor_id = NULL {SET}", "event_version", 3, says.SET),
    (f"UPDATE change_set SET at = '2026-01-01 07:00:00.000000' {SET}", "event_version", 3, says.SET),
    ("UPDATE event SET deleted = TRUE WHERE id = :of", "event_version", 5, says.HEAD),
    ("UPDATE event SET body = :other WHERE id = :of", "event_version", 5, says.HEAD),
    ("UPDATE event SET version = 9 WHERE id = :of", "event", 9, says.NO_VERSION),
    ("UPDATE audit_entry SET details = '[1]' WHERE position = 4", "audit_entry", None, says.CONTENT),
    ("UPDATE audit_entry SET address = '10.0.0.1' WHERE position = 4", "audit_entry", None, says.CONTENT),
    ("UPDATE audit_entry SET action = 'signed-in' WHERE position = 4", "audit_entry", None, says.FRAME),
    ("UPDATE audit_entry SET actor_label = 'Nobody' WHERE position = 4", "audit_entry", None, says.FRAME),
    (
        "DELETE FROM audit_entry WHERE position IN (2, 3)",
        "audit_entry",
        None,
        "Before it, links 2 to 3 are missing.",
    ),
    (
        "DELETE FROM audit_entry WHERE position > 4",
        "audit_head",
        None,
        "Behind link 4, links up to 6 are missing.",
    ),
]


def test_whatever_was_altered_is_named_at_its_row(session, story):
    whole, found = rows_of(session), []
    for statement, *_ in TAMPERED:
        names = {"of": story} | {"other": OTHER}
        alter(session, statement, **{name: value for name, value in names.items() if f":{name}" in statement})
        found.append([statement, *((one.table, one.version, one.what) for one in misfits())])
        put_back(session, whole)

    assert found == [[statement, tuple(named)] for statement, *named in TAMPERED]
    assert misfits() == []


def rows_of(session):
    tables = [table_of(model) for model in (EventVersion, ShareChange, AuditEntry, Event, ChangeSet)]
    return {table: [dict(row) for row in session.execute(select(table)).mappings()] for table in tables}


def put_back(session, whole):
    for table, rows in whole.items():
        if table.name in ("event", "change_set"):
            for row in rows:
                session.execute(table.update().where(table.c.id == row["id"]).values(row))
        else:
            session.execute(table.delete())
            session.execute(table.insert(), rows)
    session.commit()


@only_sqlite
def test_a_misfit_says_where_it_is_in_one_line(session, team, story):
    alter(session, f"UPDATE event_version SET body = :other {ONE}", of=story, other=OTHER)

    (found,) = misfits()
    at = f"{found.at:%Y-%m-%d %H:%M:%S} UTC"
    where = f"event_version, calendar {team}, event {story}, version 3, row 3, link 6, of {at}"
    assert found.sentence() == f"{where}: Its content is not what was written."


def last_row(session, calendar_id):
    """The last row of a calendar, whose chain ends with it, as it is stored."""
    newest = select(table_of(EventVersion)).where(EventVersion.calendar_id == calendar_id)
    return dict(session.execute(newest.order_by(EventVersion.position.desc()).limit(1)).mappings().one())


@only_sqlite
def test_a_row_in_no_chain_is_named(session, team, story):
    row = last_row(session, team) | {"version": 2, "id": 900, "until": None, "position": None}
    session.execute(table_of(EventVersion).insert(), row)
    session.commit()

    (found,) = misfits()
    assert (found.version, found.row_id, found.what) == (2, 900, says.ADDED)


@only_sqlite
def test_a_row_behind_the_end_is_named_although_its_link_is_right(session, team, story):
    row = forged(session, team, last_row(session, team))
    session.execute(table_of(EventVersion).insert(), row)
    session.commit()

    (found,) = misfits()
    assert (found.row_id, found.position, found.what) == (900, row["position"], says.ADDED)


def forged(session, calendar_id, before):
    """Another version behind a row, by somebody who knows how links are made."""
    row = before | {"id": 900, "version": before["version"] + 1, "seq": before["seq"] + 1}
    session.execute(
        table_of(EventVersion).update().where(EventVersion.id == before["id"]).values(until=before["at"])
    )
    session.execute(
        table_of(Event).update().where(Event.id == row["event_id"]).values(version=row["version"])
    )
    return row | linked(VERSION, row, Head(before["position"], before["link"]), b"salt")


@only_sqlite
def test_a_row_put_in_between_is_named_and_not_the_one_behind_it(session, team, story):
    """Its link is right, and all rows behind it were numbered anew."""
    before = dict(
        session.execute(select(table_of(EventVersion)).where(EventVersion.version == 3)).mappings().one()
    )
    behind = before["position"]
    for table in ("event_version", "share_change"):
        for step in ("= -position - 1", "= -position"):  # two steps, as numbers are unique
            some = f"> {behind}" if step.endswith("1") else "< 0"
            alter(
                session,
                f"UPDATE {table} SET position {step} WHERE calendar_id = {team} AND position {some}",
            )
    row = before | {"id": 900, "event_id": story, "version": 900, "until": None}
    row |= linked(VERSION, row, Head(behind, before["link"]), b"salt")
    session.execute(table_of(EventVersion).insert(), row)
    alter(session, f"UPDATE calendar SET links = links + 1 WHERE id = {team}")

    (found,) = misfits()
    assert (found.version, found.position, found.what) == (900, behind + 1, says.ADDED)


@only_sqlite
def test_two_rows_that_changed_places_are_named(session, team, story):
    places = dict(
        session.execute(select(EventVersion.version, EventVersion.position).filter_by(event_id=story)).all()
    )
    for version, position in ((2, None), (4, places[2]), (2, places[4])):
        alter(
            session,
            "UPDATE event_version SET position = :to WHERE event_id = :of AND version = :v",
            of=story,
            v=version,
            to=position,
        )

    (found,) = misfits()
    assert (found.version, found.position, found.what) == (4, places[2], says.ORDER)


@only_sqlite
def test_a_tombstone_that_was_altered_is_named_and_so_is_what_it_speaks_of(session, story, root):
    purge_event(story, "Court order 12", by=root)
    assert misfits() == []
    tombstone = "WHERE event_id = :of AND via = 'purge'"
    alter(session, f"UPDATE event_version SET said = '[]' {tombstone}", of=story)
    assert [(one.version, one.what) for one in misfits()] == [(6, says.CONTENT)]

    alter(session, f"UPDATE event_version SET summary = 'No reason' {tombstone}", of=story)
    assert [(one.version, one.what) for one in misfits()] == [(1, says.CONTENT)]


@only_sqlite
def test_a_purged_version_holds_nothing_else_and_a_version_without_content_was_purged(session, story, root):
    purge_event(story, "Court order 12", by=root)
    alter(session, f"UPDATE event_version SET body = :other {ONE}", of=story, other=OTHER)
    assert [(one.version, one.what) for one in misfits()] == [(3, says.CONTENT)]


def test_whoever_writes_a_chain_anew_is_found_out_by_a_head_that_was_kept_elsewhere(
    session, team, story, bob
):
    kept = {found.chain: {found.head.position: found.head.link} for found in verify({})}
    edit_event(story, a_document(title="Later"), 5, by=bob)
    assert misfits(kept) == []

    write_anew(session, team)
    assert misfits() == []
    (found,) = misfits(kept)
    assert (found.calendar_id, found.position, found.what) == (team, max(kept[team]), says.REWRITTEN)


def write_anew(session, calendar_id):
    """Another text in version 2, and everything behind it chained again."""
    versions, shares = table_of(EventVersion), table_of(ShareChange)
    rows = [(VERSION, versions, row) for row in read(session, versions, calendar_id)]
    rows += [(SHARING, shares, row) for row in read(session, shares, calendar_id)]
    head = Head(0, bytes(32))
    for kind, table, row in sorted(rows, key=lambda one: one[2]["position"]):
        values = {"body": OTHER} if row.get("version") == 2 else {}
        link = linked(kind, row | values, head, row["salt"])
        session.execute(table.update().where(table.c.id == row["id"]).values(**values, **link))
        head = Head(link["position"], link["link"])
    session.execute(table_of(Calendar).update().where(Calendar.id == calendar_id).values(last_link=head.link))
    session.commit()


def read(session, table, calendar_id):
    return [dict(row) for row in session.execute(select(table).filter_by(calendar_id=calendar_id)).mappings()]


@only_sqlite
def test_a_chain_that_is_gone_is_missed_where_its_head_was_kept(session, story):
    assert [one.what for one in misfits({900: {3: sha256(b"kept").digest()}})] == [says.FORGOTTEN]
    assert [one.what for one in misfits({0: {99: sha256(b"kept").digest()}})] == [
        "Behind link 6, links up to 99 are missing."
    ]


@only_sqlite
def test_every_row_has_a_salt_of_its_own(session, story):
    for model in (EventVersion, ShareChange, AuditEntry):
        salts, rows = session.execute(select(func.count(model.salt.distinct()), func.count())).one()
        assert salts == rows > 0
