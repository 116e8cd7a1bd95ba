"""Running the site: logs, security headers, health, and the sending of webhooks."""

from flask import Flask

from webapp.ops import headers, health, logs
from webapp.ops.webhook_command import deliver_webhooks
from webapp.ops.webhook_worker import Worker


def install(app: Flask) -> None:
    """Everything that surrounds a request, before any of our own decisions about it."""
    logs.install(app)
    headers.install(app)
    app.register_blueprint(health.bp)
    app.cli.add_command(deliver_webhooks)


def start_webhooks(app: Flask) -> None:
    """Send webhooks in threads of this process, where WEBHOOKS_IN_WEB says so; for a server that has forked."""
    if app.config["WEBHOOKS_IN_WEB"]:
        worker = app.extensions["webhooks"] = Worker(app)
        worker.start()


def end_webhooks(app: Flask) -> None:
    """Begin to send nothing more in this process; for a server that is about to end."""
    if "webhooks" in app.extensions:
        app.extensions["webhooks"].end()
