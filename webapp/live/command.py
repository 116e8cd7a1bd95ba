"""`flask live-hub`: the live pages of all web processes in a process of their own."""

import resource
import signal
from pathlib import Path

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext

from webapp.live import handover, successor
from webapp.live.bus_hub import ask, connected
from webapp.live.handover import Ask
from webapp.live.hub_file import CannotListen, listening
from webapp.live.hub_process import HubProcess
from webapp.live.successor import Estate

log = structlog.get_logger("daybook.live")

PATIENCE = 3.0
FOR_THE_ONE_BEFORE = 10.0  # to end, where it could not hand over


@click.command("live-hub")
@click.option("--count", is_flag=True, help="Ask the one that runs how many live pages it holds.")
@click.option(
    "--take-over",
    is_flag=True,
    help="Take the pages over from the one that runs; it ends, no page is closed.",
)
@with_appcontext
def live_hub(count: bool, take_over: bool) -> None:
    """Hold the live pages of the web processes, on the socket LIVE_HUB, until SIGTERM or Ctrl+C."""
    path = current_app.config["LIVE_HUB"]
    if not path:
        raise click.ClickException(
            "LIVE_HUB is empty. Set it to the path of the socket, here and for the server."
        )
    if count:
        click.echo(f"{_pages(path)} live pages.")
    else:
        _run(Path(path), take_over)


def _run(path: Path, take_over: bool) -> None:
    # Every live page is a descriptor: use all that the machine allows.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    estate = successor.succeed(path) if take_over else None
    try:
        with estate.seat.held() if estate else listening(path, FOR_THE_ONE_BEFORE * take_over) as seat:
            _serve(HubProcess(current_app.extensions["live"], seat), estate)
    except CannotListen as error:
        raise click.ClickException(str(error)) from None
    log.info("hub process has ended")


def _serve(hub: HubProcess, estate: Estate | None) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: hub.stop())
    if estate:
        hub.inherit(estate)
    log.info("hub process listens", pages=len(estate.heirs) if estate else 0)
    hub.run()


def _pages(path: str) -> int:
    try:
        with connected(path, PATIENCE) as sock:
            return ask(sock, Ask(do="count")).pages
    except (OSError, handover.BadMessage) as error:
        raise click.ClickException(f"No hub process answers on {path}: {error}.") from None
