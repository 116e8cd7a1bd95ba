"""A person erased: their name is in no table any more, what they did is counted as before, and the chains fit."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.support.cast import a_document, make_person
from tests.support.chains import alter, misfits
from webapp.domain import chain_checks as says
from webapp.domain.attendance import attendee, key_of_person
from webapp.domain.document import unpack
from webapp.domain.erasing import SOMEBODY
from webapp.domain.roles import Role
from webapp.domain.wording import say
from webapp.models import AuditEntry, Event, EventVersion, Person, PersonalToken, Seal, ShareChange, SignIn
from webapp.models.base import Base
from webapp.operations.accounts import Device, change_profile, find_by_login, sign_in
from webapp.operations.administration import enable_person, set_site_role
from webapp.operations.emptying import empty_trash
from webapp.operations.erasing import erasable, erase_person
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.events import create_event, delete_event, edit_event
from webapp.operations.importing import import_calendar
from webapp.operations.personal_tokens import NewToken, make_token
from webapp.operations.purging import purge_event
from webapp.operations.purging_calendars import purge_calendar
from webapp.operations.sharing import share_calendar, share_event
from webapp.operations.undoing import undo_version
from webapp.operations.verifying import verify

WHY = "She asked for it"
MARKS = ("zoe", "zimmer", "zander")
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FILE = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260326T180000\r\nSUMMARY:Fair\r\n"
    "ORGANIZER;CN=Zoe Zimmer:mailto:zoe@lantern.example\r\nATTENDEE;CN=Zoe Zimmer:mailto:ZOE@lantern.example\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def zoe(team, cast):
    """She has another name than before, edits, is invited, answers, is let in, lets others in, and is in a file."""
    zoe = make_person("zoe", "Zoe Zander")
    share_calendar(team, zoe.id, Role.OWNER, by=cast.alice)
    mine = create_event(team, a_document(), by=zoe, key="mine").event_id
    change_profile(zoe, {"name": "Zoe Zimmer"})
    key = key_of_person(zoe.id)
    guests = {key: attendee("Zoe Zimmer"), "mailto:zoe@lantern.example": attendee("Zoe at home")}
    edit_event(mine, a_document(attendees=guests), 1, by=cast.bob, key="overlapping")
    own = {"attendees": {key: {"answer": "declined"}}}
    series = a_document(rrule="FREQ=DAILY;COUNT=3", attendees=guests, overrides={"2026-03-27T09:00": own})
    create_event(team, series | {"start": "2026-03-26T09:00", "end": "2026-03-26T10:00"}, by=cast.bob)
    undo_version(mine, 2, by=zoe)
    share_event(mine, cast.charlie.id, Role.VIEWER, by=zoe)
    import_calendar(team, FILE.encode(), by=cast.alice)
    sign_in("zoe", "a lantern in the fog", Device("Firefox", "10.0.0.7"))
    set_site_role(zoe.id, "admin", by=cast.root)
    make_token(NewToken("Backup", frozenset({"write"}), 30), by=zoe)
    other = create_event(team, a_document(title="Old"), by=cast.alice).event_id
    purge_event(other, "Court order 12", by=zoe)
    return zoe


def naming(session):
    """The rows that name her in any column, by table; bodies are unpacked."""
    session.expire_all()
    found = set()
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            # Three letters may well stand in somebody's hash.
            values = {name: row[name] for name in row if name != "password_hash"}
            values = {name: value for name, value in values.items() if not isinstance(value, bytes)}
            text = f"{values} {unpack(row['body']) if row.get('body') else ''}".lower()
            if any(mark in text for mark in MARKS):
                found.add(table.name)
    return found


def authors(session):
    query = select(EventVersion.actor_id, func.count()).group_by(EventVersion.actor_id)
    return dict(session.execute(query).all())


def test_her_name_is_nowhere_and_what_she_did_is_counted_as_before(session, cast, zoe):
    tables = {"answered", "audit_entry", "calendar", "event", "event_version", "person", "share_change"}
    assert tables - {"answered"} <= naming(session)
    before, kept = authors(session), {one.chain: {one.head.position: one.head.link} for one in verify({})}
    number = zoe.id
    rows = erase_person(number, WHY, by=cast.root, address="10.0.0.1")

    assert naming(session) == set()
    assert authors(session) == before and before[number] == 3
    assert rows == session.scalar(select(func.count()).select_from(Seal)) > 10
    assert misfits(kept) == []
    labels = select(EventVersion.actor_label).where(EventVersion.actor_id == number).distinct()
    assert session.scalars(labels).all() == [SOMEBODY]
    gone = session.get_one(Person, number)
    assert (gone.name, gone.role, gone.is_active) == (SOMEBODY, "member", False)
    for model in (SignIn, PersonalToken):
        assert session.scalar(select(func.count()).where(model.person_id == number)) == 0
    line = session.scalars(select(AuditEntry).where(AuditEntry.action == "person-erased")).one()
    assert (line.actor_label, line.target_label, line.details["why"]) == ("Root Rowan", SOMEBODY, WHY)


@only_sqlite
def test_versions_tell_of_somebody_who_left_and_dates_of_a_series_too(session, cast, zoe):
    key = key_of_person(zoe.id)
    erase_person(zoe.id, WHY, by=cast.root)
    said = [say(one) for one in session.scalars(select(EventVersion.said)).all()]

    assert any(SOMEBODY in one for one in said)
    bodies = [
        unpack(one) for one in session.scalars(select(EventVersion.body).where(EventVersion.body != b""))
    ]
    guests = [one["attendees"] for one in bodies if key in one["attendees"]]
    assert guests and {one[key]["name"] for one in guests} == {SOMEBODY}
    (series,) = [one for one in bodies if one["rrule"]]
    assert series["overrides"]["2026-03-27T09:00"]["attendees"] == {key: {"answer": "declined"}}
    assert session.scalars(select(Event.body).where(Event.body != b"")).all()


@only_sqlite
def test_a_row_that_was_rewritten_is_found_when_it_is_altered_and_so_are_forged_seals(
    session, cast, team, zoe
):
    erase_person(zoe.id, WHY, by=cast.root)
    assert misfits() == []
    (first,) = session.scalars(select(EventVersion.id).where(EventVersion.actor_id == zoe.id).limit(1)).all()
    whole = session.execute(select(EventVersion.via, EventVersion.salt).filter_by(id=first)).one()
    alter(session, "UPDATE event_version SET actor_label = 'Bob Brook' WHERE id = :of", of=first)
    assert [one.what for one in misfits()] == [says.SEAL]
    alter(session, "UPDATE event_version SET actor_label = :was WHERE id = :of", of=first, was=SOMEBODY)
    alter(session, "UPDATE event_version SET via = 'undo' WHERE id = :of", of=first)
    assert [one.what for one in misfits()] == [says.SEAL]
    alter(session, "UPDATE event_version SET via = :was WHERE id = :of", of=first, was=whole.via)
    assert misfits() == []

    alter(
        session,
        "UPDATE seal SET digest = :other WHERE kind = 'version' AND row_id = :of",
        other=bytes(32),
        of=first,
    )
    assert [one.what for one in misfits()] == [says.FALSE_SEAL, says.SEAL]
    alter(session, "DELETE FROM seal WHERE id > 0")
    assert [one.what for one in misfits()] == [says.CONTENT] * 3  # the log, Team, her own


@only_sqlite
def test_a_seal_of_an_act_that_the_log_does_not_know_is_named(session, cast, zoe):
    alter(
        session,
        "INSERT INTO seal (act, kind, row_id, digest) VALUES ('none', 'version', 999, :any)",
        any=bytes(32),
    )
    assert [(one.table, one.what) for one in misfits()] == [("seal", says.FALSE_SEAL)]


@only_sqlite
def test_what_was_rewritten_can_be_purged_and_other_people_erased_after_her(session, cast, team, zoe):
    number = zoe.id
    erase_person(number, WHY, by=cast.root)
    (mine,) = session.scalars(select(EventVersion.event_id).filter_by(actor_id=number, version=1)).all()
    purge_event(mine, "Court order 13", by=cast.root)
    assert misfits() == []
    erase_person(cast.bob.id, WHY, by=cast.root)
    assert misfits() == []
    purge_calendar(team, "Court order 14", by=cast.root)
    assert misfits() == []
    with pytest.raises(Refused, match="erased"):
        erase_person(number, WHY, by=cast.root)
    with pytest.raises(Refused, match="erased"):
        enable_person(number, by=cast.root)


@only_sqlite
def test_only_admins_erase_and_nobody_themselves(session, cast, zoe):
    for who in (cast.alice, cast.charlie):
        with pytest.raises(RoleTooLow):
            erase_person(zoe.id, WHY, by=who)
    with pytest.raises(Refused):
        erase_person(cast.root.id, WHY, by=cast.root)
    with pytest.raises(NotThere):
        erase_person(999, WHY, by=cast.root)
    found = erasable(zoe.id)
    assert (found.versions, found.sessions) == (3, 0) and found.lines > 2 and found.changes_of_sharing > 2
    assert find_by_login("zoe") is not None

    erase_person(zoe.id, WHY, by=cast.root)
    assert find_by_login("zoe") is None
    assert session.scalar(select(func.count()).select_from(ShareChange)) > 0


@only_sqlite
def test_the_trash_takes_what_was_rewritten_and_the_chain_still_fits(session, cast, zoe):
    (mine,) = session.scalars(select(EventVersion.event_id).filter_by(actor_id=zoe.id, version=1)).all()
    erase_person(zoe.id, WHY, by=cast.root)
    delete_event(mine, by=cast.alice)
    assert empty_trash(90, datetime.now(UTC) + timedelta(days=91)).events == 1
    assert misfits() == []
    assert "trash-emptied" in session.scalars(select(AuditEntry.action)).all()
