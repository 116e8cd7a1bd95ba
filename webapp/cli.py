"""Commands for whoever runs the site: `flask --app wsgi …`."""

import sys
from pathlib import Path

import click
import structlog
from flask import Flask, current_app

from webapp.config import SETTINGS
from webapp.domain.account_input import SignUp, check_sign_up
from webapp.domain.audit_wording import count
from webapp.domain.chain_heads import NoHeads, name_of, read_heads, write_head
from webapp.domain.icalendar.problems import FileRefused
from webapp.domain.wording_files import say_events, say_imported
from webapp.operations import accounts, backups, demo, emptying, extending, importing, scrubbing, verifying
from webapp.operations.accounts import NewAccount
from webapp.operations.errors import Invalid, NotThere, Refused, RoleTooLow
from webapp.operations.importing import Imported

log = structlog.get_logger("daybook")

NO_CALENDAR = (
    "There is no such calendar, several have this name, or who imports may not edit it. "
    "Take its number: it stands in the address of its settings."
)


def install(app: Flask) -> None:
    """Add Daybook's commands to `flask --app wsgi`."""
    for command in (
        create_admin,
        make_admin,
        import_calendar,
        fill_demo,
        backup,
        verify_history,
        scrub,
        empty_trash,
        extend_horizon,
        settings,
    ):
        app.cli.add_command(command)


@click.command("create-admin")
@click.argument("username")
@click.argument("email")
@click.option("--name", default="", help="The name that teammates see; the username when it is left out.")
def create_admin(username: str, email: str, name: str) -> None:
    """Make an account that administers the site. The password is asked for, or read from a pipe."""
    raw = {
        "username": username,
        "email": email,
        "name": name or username.capitalize(),
        "password": _password(),
    }
    checked = check_sign_up(raw)
    if checked.value is None:
        raise click.ClickException(" ".join(checked.errors.values()))
    _create(checked.value)
    click.echo(
        f"Made {checked.value.name} an admin. The sign-in page takes {checked.value.username} and the password."
    )


@click.command("make-admin")
@click.argument("username")
def make_admin(username: str) -> None:
    """Make somebody who has an account an admin."""
    try:
        person = accounts.make_admin(username)
    except NotThere:
        raise click.ClickException(f"Nobody has the username {username}. Look at its spelling.") from None
    click.echo(f"{person.name} is an admin now, and signs in again.")


@click.command("import-calendar")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("calendar")
@click.option(
    "--by", default="", help="The username of who imports it; the calendar's first owner when left out."
)
@click.option(
    "--leave-out-broken",
    is_flag=True,
    help="Events that something is wrong with are named and left out, and all others come in.",
)
def import_calendar(file: Path, calendar: str, by: str, leave_out_broken: bool) -> None:
    """Bring FILE, a calendar file (.ics), into CALENDAR: its number or its name. All of it comes in, or nothing."""
    try:
        imported = _import(file.read_bytes(), calendar, by, leave_out_broken)
    except (NotThere, RoleTooLow):
        raise click.ClickException(NO_CALENDAR) from None
    except FileRefused as refused:
        raise click.ClickException("\n".join(_said(refused))) from None
    click.echo(say_imported(**imported.counts()))


def _import(data: bytes, calendar: str, by: str, leave_out_broken: bool) -> Imported:
    """All of it, or, where that is wanted, what is left of it when all that is wrong with it has been told."""
    try:
        return importing.import_as(calendar, data, by)
    except FileRefused as refused:
        if not (leave_out_broken and refused.others):
            raise
        click.echo("\n".join(["Left out:", *refused.sentences()]))
    return importing.import_as(calendar, data, by, leave_out_broken=True)


def _said(refused: FileRefused) -> list[str]:
    more = f"{say_events(refused.others)} could come in: add --leave-out-broken."
    return ["Nothing came in.", *refused.sentences(), *([more] if refused.others else [])]


@click.command("demo")
def fill_demo() -> None:
    """Fill an empty database with the demo team; one that has people in it stays as it is."""
    click.echo(
        "Filled the database with the demo team."
        if demo.fill()
        else "There are people here: nothing was filled."
    )


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the SQLite database to FILE, also while the site runs."""
    try:
        backups.back_up(file)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"Copied the database to {file}.")


@click.command("verify-history")
@click.option(
    "--expect",
    multiple=True,
    help="A head that was printed earlier, or a file of them (- for standard input): it has to be where it was.",
)
def verify_history(expect: tuple[str, ...]) -> None:
    """Check the chains of versions, sharing and the audit log; print their heads, to be kept somewhere else.

    Exits with 1 when a row does not fit, and names the first one of each chain.
    """
    try:
        noted = read_heads(line for one in expect for line in _lines(one))
    except NoHeads as error:
        raise click.UsageError(str(error)) from None
    rows = misfits = 0
    for found in verifying.verify(noted):
        rows += found.rows
        if found.misfit:
            misfits += 1
            click.echo(found.misfit.sentence(), err=True)
        else:
            click.echo(write_head(found.chain, found.head))
        log.info(
            "history head", chain=name_of(found.chain), links=found.head.position, link=found.head.link.hex()
        )
    if misfits:
        click.echo(f"{misfits} of the chains {'does' if misfits == 1 else 'do'} not fit.", err=True)
        sys.exit(1)
    click.echo(f"{rows:,} rows fit.", err=True)


@click.command("scrub")
def scrub() -> None:
    """Rewrite the database, so that nothing that was purged or deleted is left in its files."""
    if not scrubbing.scrub():
        raise click.ClickException(
            "Pages that are being read keep the old file in use. Try again in a minute."
        )
    click.echo("Rewrote the database: what was purged or deleted is not in its files any more.")


@click.command("empty-trash")
def empty_trash() -> None:
    """Delete for good what has been in the trash for longer than TRASH_DAYS; meant for cron, once a day.

    It can end at any moment: the next run goes on. What remains in the files of the database goes with `scrub`.
    """
    done = emptying.empty_trash(current_app.config["TRASH_DAYS"])
    log.info("trash emptied", events=done.events, versions=done.versions, calendars=done.calendars)
    events, versions = say_events(done.events), count(done.versions, "version")
    calendars = (
        f" {count(done.calendars, 'calendar')} can no longer be brought back." if done.calendars else ""
    )
    click.echo(f"Deleted {events} with {versions} for good.{calendars}")


@click.command("extend-horizon")
def extend_horizon() -> None:
    """Place series further ahead whose occurrences are written down for less than 400 days; meant for cron, once a week.

    Pages are right without it, and quicker with it. It can end at any moment: the next run goes on.
    """
    done = extending.extend_horizon()
    log.info("horizon extended", series=done)
    click.echo(f"Placed {done} series further ahead.")


@click.command("settings")
def settings() -> None:
    """List every setting of the environment: its name, its default, why it is there."""
    width = max(len(setting.name) for setting in SETTINGS)
    for setting in SETTINGS:
        click.echo(f"{setting.name:{width}}  {setting.default or '(empty)':10}  {setting.why}")


def _lines(expected: str) -> list[str]:
    """The lines of a file, or of standard input; else what was given is a head itself."""
    if expected == "-":
        return sys.stdin.read().splitlines()
    return Path(expected).read_text().splitlines() if Path(expected).is_file() else [expected]


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


def _create(account: SignUp) -> None:
    try:
        accounts.create_admin(NewAccount(account.username, account.email, account.name, account.password))
    except Invalid as invalid:
        raise click.ClickException(" ".join(invalid.errors.values())) from None
