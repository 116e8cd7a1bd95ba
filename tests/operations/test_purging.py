"""A purge: the content is gone from everywhere, what is left says who did it and why, and nothing brings it back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from tests.support.cast import a_document
from tests.support.chains import misfits
from tests.support.databases import sqlite_path
from webapp.domain.attendance import attendee, key_of_person
from webapp.domain.chain_checks import REWRITTEN
from webapp.domain.document import PURGED, unpack
from webapp.domain.wording import say
from webapp.models import Answered, AuditEntry, Event, EventVersion
from webapp.models.base import Base
from webapp.operations import events
from webapp.operations.access import open_event
from webapp.operations.announcements import CalendarChanged, announced
from webapp.operations.errors import NotThere, Purged, Refused, RoleTooLow
from webapp.operations.events import create_event, delete_event, edit_event
from webapp.operations.importing import import_calendar
from webapp.operations.purging import DELETED, EMPTIED, KEPT, purge_event, purgeable
from webapp.operations.scrubbing import scrub, scrub_at_once
from webapp.operations.undoing import undo_version
from webapp.operations.unit import KeyReused
from webapp.operations.verifying import verify

WHY = "Court order 12"
SECRET = "Zwiebelfisch"  # short, and in no other row
FILE = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:ZWIEBELFISCH-1\r\nDTSTART:20260326T180000\r\n"
    "SUMMARY:Zwiebelfisch\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def soon(days=0):
    """Hours of a day to come, as what is over overlaps with nothing."""
    day = datetime.now(UTC).date() + timedelta(days=3 + days)
    return {"start": f"{day}T09:00", "end": f"{day}T10:00"}


@pytest.fixture
def secret(team, alice, bob, vera):
    """A series about something that nobody is to know any more: in every field, in its past and in reasons."""
    invited = {
        key_of_person(vera.id): attendee(vera.name),
        "mailto:zwiebelfisch@lantern.example": attendee(SECRET),
    }
    first = a_document(**soon(), title=SECRET, rrule="FREQ=DAILY;COUNT=5", attendees=invited)
    made = create_event(team, first, by=alice, key="made").event_id
    texts = {"description": f"{SECRET}!", "location": SECRET, "tags": [SECRET.lower()]}
    edit_event(made, {**first, **texts}, 1, by=bob, why=f"because of {SECRET}", key="edited")
    own = {soon(1)["start"]: {"title": f"{SECRET} alone"}}
    edit_event(made, {**first, **texts, "overrides": own, "title": "Retreat"}, 2, by=alice)
    return made


def holding(session):
    """The rows that hold the secret in any column, by table; bodies are unpacked."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            values = {name: value for name, value in row.items() if name != "body"}
            body = str(unpack(row["body"])) if row.get("body") else ""
            if SECRET.lower() in f"{values} {body}".lower():
                found.append(table.name)
    return sorted(set(found))


def test_nothing_of_the_content_is_left_in_any_table(session, cast, team, secret):
    guest = {key_of_person(cast.vera.id): attendee(cast.vera.name)}
    own = create_event(team, a_document(**soon(1), attendees=guest), by=cast.alice, key="beside")
    assert SECRET in str(own.overlaps)  # and it is remembered for a retry
    there = ["answered", "change_set", "event", "event_version", "held_value", "occurrence"]
    assert holding(session) == there
    purge_event(secret, WHY, by=cast.root)

    assert holding(session) == []
    assert [
        model.__tablename__
        for model in DELETED
        if session.scalar(select(func.count()).where(model.event_id == secret))
    ] == []
    event = session.get_one(Event, secret)
    assert (event.title, event.document, event.deleted, event.version) == ("Purged event", PURGED, True, 4)
    assert misfits() == []


def test_every_table_that_names_an_event_is_thought_of():
    named = {table.name for table in Base.metadata.sorted_tables if "event_id" in table.c}
    assert named == {model.__tablename__ for model in (*DELETED, *EMPTIED)} | set(KEPT)


def test_what_is_left_says_who_when_and_why(session, cast, secret):
    digests = session.scalars(select(EventVersion.digest).order_by(EventVersion.version)).all()
    purge_event(secret, WHY, by=cast.root, address="10.0.0.1")

    rows = session.scalars(select(EventVersion).order_by(EventVersion.version)).all()
    assert [(row.version, row.actor_label, row.via) for row in rows] == [
        (1, "Alice Adler", "web"),
        (2, "Bob Brook", "web"),
        (3, "Alice Adler", "web"),
        (4, "Root Rowan", "purge"),
    ]
    on = f"{rows[3].at:%a} {rows[3].at.day} {rows[3].at:%B} {rows[3].at.year}"
    assert say(rows[0].said) == f"made a change that Root Rowan purged on {on}: “{WHY}”"
    assert say(rows[3].said) == "purged it: its content and its past are gone for good"
    assert ([row.salt for row in rows[:3]], rows[3].summary) == ([None] * 3, WHY)
    assert [row.digest for row in rows[:3]] == digests
    line = session.scalars(select(AuditEntry).where(AuditEntry.action == "event-purged")).one()
    assert (line.actor_label, line.target_id, line.address) == ("Root Rowan", secret, "10.0.0.1")
    assert line.details == {"why": WHY, "versions": 3, "fingerprint": rows[3].said[0][1]["fingerprint"]}


@only_sqlite
def test_heads_that_were_kept_before_a_purge_fit_after_it(session, cast, secret):
    kept = {found.chain: {found.head.position: found.head.link} for found in verify({})}
    purge_event(secret, WHY, by=cast.root)

    assert misfits(kept) == []
    forged = {chain: dict.fromkeys(links, bytes(32)) for chain, links in kept.items()}
    assert {one.what for one in misfits(forged)} == {REWRITTEN}


@only_sqlite
def test_nothing_brings_it_back_and_whoever_could_see_it_learns_why(session, cast, team, secret):
    document = session.get_one(Event, secret).document
    acts = {
        "edit": lambda: edit_event(secret, document, 3, by=cast.bob),
        "delete": lambda: delete_event(secret, by=cast.bob),
        "undelete": lambda: events.undelete_event(secret, by=cast.bob),
        "restore": lambda: events.restore_version(secret, 2, by=cast.bob),
        "undo": lambda: undo_version(secret, 2, by=cast.bob),
    }
    acts["undo"]()
    purge_event(secret, WHY, by=cast.root)
    for act in acts.values():
        with pytest.raises(Purged) as refused:
            act()
        assert (refused.value.by, refused.value.why) == ("Root Rowan", WHY)
    with pytest.raises(NotThere) as unknown:
        open_event(cast.charlie, secret)
    assert type(unknown.value) is NotThere
    assert open_event(cast.vera, secret, purged=True).event.title == "Purged event"


@only_sqlite
def test_a_file_with_the_same_event_makes_a_new_one(session, cast, team):
    import_calendar(team, FILE.encode(), by=cast.alice)
    (first,) = session.scalars(select(Event.id)).all()
    purge_event(first, WHY, by=cast.root)
    assert import_calendar(team, FILE.encode(), by=cast.alice).events == 1

    assert session.get_one(Event, first).purged
    assert session.scalars(select(Event.title).order_by(Event.id)).all() == ["Purged event", SECRET]
    assert misfits() == []


@only_sqlite
def test_a_retry_of_what_made_it_does_not_make_it_again(session, cast, team, secret):
    again = {"calendar_id": team, "document": a_document(title=SECRET), "by": cast.alice, "key": "made"}
    purge_event(secret, WHY, by=cast.root)
    with pytest.raises(KeyReused):
        create_event(**again)

    assert session.scalar(select(func.count()).select_from(Event)) == 1
    kept = session.scalars(select(Answered).where(Answered.key == "made")).one()
    assert (kept.fingerprint, kept.result["event_id"]) == ("purged", secret)


def test_admins_alone_purge_and_once(session, cast, secret):
    for who in (cast.alice, cast.charlie):
        with pytest.raises(RoleTooLow):
            purge_event(secret, WHY, by=who)
    with pytest.raises(NotThere):
        purge_event(999, WHY, by=cast.root)
    assert (
        SECRET
        in session.scalars(select(EventVersion).where(EventVersion.version == 1)).one().document["title"]
    )

    assert purge_event(secret, WHY, by=cast.root) == 3
    with pytest.raises(Refused, match="has been purged already"):
        purge_event(secret, WHY, by=cast.root)
    assert session.scalar(select(func.count()).where(AuditEntry.action == "event-purged")) == 1


def test_an_admin_is_shown_who_and_when_and_nothing_it_says(session, cast, secret):
    found = purgeable(secret)

    assert (found.calendar_name, found.versions, found.people) == ("Team", 3, ["Alice Adler", "Bob Brook"])
    assert SECRET not in str(found) and "Retreat" not in str(found)
    with pytest.raises(NotThere):
        purgeable(2**31)


@only_sqlite
def test_no_byte_of_it_is_in_the_files_of_sqlite(session, database, cast, team, secret):
    """Kept uncompressed, so that it can be looked for: said, titles of occurrences, reasons; and its packed body."""
    session.execute(
        text("PRAGMA secure_delete = OFF")
    )  # which some builds of SQLite have on, and others have not
    markers = [SECRET.encode(), session.get_one(Event, secret).body]
    assert all(remains(database, session, marker) for marker in markers)
    purge_event(secret, WHY, by=cast.root)
    assert remains(database, session, markers[0])  # old pages, until the file is written anew
    assert scrub_at_once()

    assert [remains(database, session, marker) for marker in markers] == [[], []]
    assert remains(database, session, b"Court order 12")
    assert misfits() == []


def remains(database, session, marker):
    """The files in which these bytes are: the database, its write-ahead log, the index of that."""
    session.rollback()
    path = sqlite_path(database)
    return [file.suffix for file in path.parent.glob(f"{path.name}*") if marker in file.read_bytes()]


@only_sqlite
def test_a_reader_that_holds_the_old_pages_is_told_of(session, app, cast, secret):
    purge_event(secret, WHY, by=cast.root)
    with app.extensions["sqlalchemy"].engine.connect() as reader:
        reader.execute(select(func.count()).select_from(Event)).scalar()
        assert not scrub()
    assert scrub()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_on_postgresql_every_table_is_written_anew_by_command(session, cast, secret):
    purge_event(secret, WHY, by=cast.root)
    assert not scrub_at_once()
    before = files_of_tables(session)

    assert scrub()
    assert [name for name, file in files_of_tables(session).items() if file == before[name]] == []
    assert misfits() == []


def files_of_tables(session):
    """Which file on the disk each table is in; another one once it has been written anew."""
    session.rollback()
    names = [table.name for table in Base.metadata.sorted_tables]
    return {name: session.scalar(select(func.pg_relation_filenode(name))) for name in names}


@only_sqlite
def test_open_pages_are_told_once_it_is_committed(session, cast, team, secret):
    heard = []
    with announced.connected_to(lambda sender, **_: heard.append(sender)):
        purge_event(secret, WHY, by=cast.root)

    assert [type(one) for one in heard] == [CalendarChanged]
    assert heard[0].calendar_id == team
