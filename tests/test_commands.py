"""The commands for whoever runs the site."""

import sqlite3
import stat
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.domain.files import OURS
from tests.support.cast import a_document
from tests.support.chains import alter
from webapp.config import SETTINGS, BadSetting, read_settings
from webapp.models import Event, Person
from webapp.operations.accounts import Device, sign_in
from webapp.operations.events import create_event, delete_event, edit_event


@pytest.fixture
def run(app):
    """Run a command as `flask --app wsgi …` would."""
    runner = app.test_cli_runner()
    return lambda *words, **options: runner.invoke(args=[str(word) for word in words], **options)


def test_create_admin_makes_an_admin_who_can_sign_in(run, session):
    done = run(
        "create-admin",
        "Rosa",
        "rosa@lantern.example",
        "--name",
        "Rosa Anders",
        input="seven herons at dawn\n",
    )

    assert (done.exit_code, done.output) == (
        0,
        "Made Rosa Anders an admin. The sign-in page takes rosa and the password.\n",
    )
    person, _ = sign_in("rosa", "seven herons at dawn", Device())
    assert (person.name, person.role) == ("Rosa Anders", "admin")


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        (("x", "rosa@lantern.example"), "seven herons at dawn\n", "Username is shorter than 3 characters."),
        (("rosa", "rosa"), "seven herons at dawn\n", "This is not an e-mail address."),
        (("rosa", "rosa@lantern.example"), "password\n", "Many people use this password"),
        (("alice", "rosa@lantern.example"), "seven herons at dawn\n", "This name is taken."),
    ],
)
def test_create_admin_says_what_does_not_work(run, session, alice, words, typed, sentence):
    failed = run("create-admin", *words, input=typed)

    assert failed.exit_code == 1
    assert sentence in failed.output
    assert session.scalars(select(Person.username)).all() == ["alice"]


def test_make_admin_takes_a_username(run, session, alice):
    assert run("make-admin", "nobody").exit_code == 1
    assert run("make-admin", "alice").exit_code == 0
    assert session.scalars(select(Person.role)).all() == ["admin"]


def test_demo_fills_only_an_empty_database(run, session):
    assert "Filled the database" in run("demo").output
    people = session.scalars(select(Person.username)).all()
    assert len(people) > 3

    assert "nothing was filled" in run("demo").output
    assert session.scalars(select(Person.username)).all() == people


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_backup_is_a_whole_database_that_only_its_owner_reads(run, alice, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    assert run("backup", copy).exit_code == 0

    with sqlite3.connect(copy) as opened:
        assert opened.execute("SELECT username FROM person").fetchall() == [("alice",)]
    opened.close()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    again = run("backup", copy)
    assert again.exit_code == 1 and "exists already" in again.output


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_backup_of_postgresql_names_pg_dump(run, tmp_path):
    refused = run("backup", tmp_path / "copy")

    assert refused.exit_code == 1 and "pg_dump" in refused.output
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_settings_lists_each_with_its_reason(run):
    shown = run("settings").output

    for setting in SETTINGS:
        assert setting.name in shown and setting.why in shown


def test_import_calendar_leaves_out_what_is_broken_where_that_is_wanted(run, session, cast, team, tmp_path):
    file = tmp_path / "team.ics"
    file.write_bytes(OURS.replace(b"DTSTART:20260326T120000", b"DTSTART:never"))
    refused = run("import-calendar", file, team)
    assert refused.exit_code == 1 and "4 events could come in: add --leave-out-broken." in refused.output

    done = run("import-calendar", file, team, "--leave-out-broken")
    assert done.exit_code == 0 and "“Lunch”: “never” is neither a day" in done.output
    assert done.output.endswith(
        "4 events came in. 1 event with something wrong in it is left out. 1 task is left out.\n"
    )


def test_import_calendar_brings_a_file_in_or_says_why_not(run, session, cast, team, tmp_path):
    file = tmp_path / "team.ics"
    file.write_bytes(OURS)
    done = run("import-calendar", file, team, "--by", "bob")
    assert (done.exit_code, done.output) == (0, "5 events came in. 1 task is left out.\n")
    again = run("import-calendar", file, "Team")
    assert again.output == "Nothing is new. 5 were here already and stay as they are. 1 task is left out.\n"

    file.write_text("Dear team,")
    refused = run("import-calendar", file, "Team")
    assert refused.exit_code == 1 and "Nothing came in.\nThis is no calendar file" in refused.output
    for words in ((file, "Nothing"), (file, team, "--by", "vera"), (file, team, "--by", "nobody")):
        assert "There is no such calendar" in run("import-calendar", *words).output


def test_verify_history_prints_heads_that_it_knows_again(run, session, retreat, bob, tmp_path):
    checked = run("verify-history")
    assert checked.exit_code == 0
    heads = [line for line in checked.stdout.splitlines() if line.startswith(("audit:", "calendar-"))]
    assert len(heads) == 5 and "rows fit." in checked.output
    edit_event(retreat, a_document(title="Later"), 1, by=bob)
    kept = tmp_path / "heads"
    kept.write_text("\n".join(heads))
    assert run("verify-history", "--expect", kept, "--expect", heads[-1]).exit_code == 0

    forged = heads[-1][:-4] + "0000"
    failed = run("verify-history", "--expect", forged)
    assert failed.exit_code == 1
    assert "the chain was written anew" in failed.output and "1 of the chains does not fit." in failed.output
    assert run("verify-history", "--expect", "nothing").exit_code == 2
    assert run("verify-history", "--expect", heads[-1], "--expect", forged).exit_code == 2


def test_verify_history_fails_and_names_the_row(run, session, retreat):
    alter(session, "UPDATE event_version SET summary = 'never said'")
    failed = run("verify-history")

    assert failed.exit_code == 1
    assert (
        f"event {retreat}, version 1" in failed.output
        and "Its content is not what was written." in failed.output
    )


def test_scrub_rewrites_the_database(run, session, retreat):
    session.rollback()
    assert run("scrub").exit_code == 0
    assert run("verify-history").exit_code == 0


def test_empty_trash_says_what_is_gone_for_good(run, app, session, cast, retreat, monkeypatch):
    assert run("empty-trash").output == "Deleted 0 events with 0 versions for good.\n"
    delete_event(retreat, by=cast.alice)
    session.get(Event, retreat).updated_at = datetime.now(UTC) - timedelta(days=91)
    session.commit()
    monkeypatch.setitem(app.config, "TRASH_DAYS", 0)
    assert "Deleted 0 events" in run("empty-trash").output
    monkeypatch.setitem(app.config, "TRASH_DAYS", 90)
    assert run("empty-trash").output == "Deleted 1 event with 2 versions for good.\n"
    assert session.get(Event, retreat, populate_existing=True).purged
    assert run("verify-history").exit_code == 0


def test_extend_horizon_says_how_many_series_go_on(run, team, session, cast):
    made = create_event(team, a_document(rrule="FREQ=WEEKLY"), by=cast.alice).event_id
    assert run("extend-horizon").output == "Placed 0 series further ahead.\n"
    session.get(Event, made).placed_until = datetime.now(UTC)
    session.commit()
    assert run("extend-horizon").output == "Placed 1 series further ahead.\n"


@pytest.mark.parametrize("value", ["-1", "never", "36501"])
def test_days_of_the_trash_that_make_no_sense_are_named(value):
    assert read_settings({"TRASH_DAYS": "0", "SECRET_KEY": "x" * 32})["TRASH_DAYS"] == 0
    with pytest.raises(BadSetting, match="TRASH_DAYS is not usable"):
        read_settings({"TRASH_DAYS": value, "SECRET_KEY": "x" * 32})
