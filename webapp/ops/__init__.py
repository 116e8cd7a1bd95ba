"""Running the site: logs, security headers, health."""

from flask import Flask

from webapp.ops import headers, health, logs


def install(app: Flask) -> None:
    """Everything that surrounds a request, before any of our own decisions about it."""
    logs.install(app)
    headers.install(app)
    app.register_blueprint(health.bp)
