"""Open pages that change by themselves. `docs/live-protocol.md` says what travels; `service.Live` holds it together."""

from flask import Flask

from webapp.live import polling, presence_door, socket
from webapp.live.command import live_hub
from webapp.live.service import Live


def install(app: Flask) -> None:
    """Bind the live socket, and the way round it, to the app."""
    app.config.setdefault("SOCK_SERVER_OPTIONS", socket.SERVER_OPTIONS)
    app.extensions["live"] = Live(app)
    app.register_blueprint(socket.bp)
    app.register_blueprint(presence_door.bp)
    app.register_blueprint(polling.bp)
    app.cli.add_command(live_hub)


def drain_live(app: Flask) -> None:
    """Close the live pages of this process with "come back soon"; for a server that is about to end."""
    live: Live = app.extensions["live"]
    live.drain()
