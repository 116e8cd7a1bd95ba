"""`flask deliver-webhooks`: sending webhooks from a process of its own, or from cron."""

import signal

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from webapp.ops.webhook_posting import Network
from webapp.ops.webhook_worker import Worker, deliver_once


@click.command("deliver-webhooks")
@click.option("--watch", is_flag=True, help="Go on until SIGTERM or Ctrl+C.")
@with_appcontext
def deliver_webhooks(watch: bool) -> None:
    """Send what webhooks have to be told now; with --watch, from now on."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if watch:
        worker = Worker(app)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.end())
        worker.run()
        return
    tries = deliver_once(app, Network(to_private=app.config["WEBHOOKS_TO_PRIVATE"]))
    failed = tries.all - tries.arrived
    click.echo(f"{tries.arrived} arrived, {failed} failed." if tries.all else "Nothing had to be sent.")
