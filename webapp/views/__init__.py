"""The pages: one blueprint per noun."""

from flask import Flask

from webapp.views import calendar, calendars, errors, events, history, home, sharing, shell

BLUEPRINTS = (home.bp, calendar.bp, calendars.bp, sharing.bp, events.bp, history.bp)


def install(app: Flask) -> None:
    """Register every blueprint and what all templates share."""
    errors.install(app)
    shell.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
