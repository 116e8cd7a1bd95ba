"""The pages: one blueprint per noun."""

from flask import Flask

from webapp.views import (
    accounts,
    admin,
    calendar,
    calendars,
    errors,
    events,
    files,
    history,
    home,
    profile,
    sharing,
    shell,
)

BLUEPRINTS = (
    home.bp,
    accounts.bp,
    profile.bp,
    calendar.bp,
    calendars.bp,
    sharing.bp,
    events.bp,
    files.bp,
    history.bp,
    admin.bp,
)


def install(app: Flask) -> None:
    """Register every blueprint and what all templates share."""
    errors.install(app)
    shell.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
