"""The pages: one blueprint per noun."""

from flask import Flask

from webapp.views import (
    accounts,
    admin,
    calendar,
    calendars,
    errors,
    events,
    history,
    home,
    profile,
    sharing,
    shell,
    undoing,
)

BLUEPRINTS = (
    home.bp,
    accounts.bp,
    profile.bp,
    calendar.bp,
    calendars.bp,
    sharing.bp,
    events.bp,
    history.bp,
    undoing.bp,
    admin.bp,
)


def install(app: Flask) -> None:
    """Register every blueprint and what all templates share."""
    errors.install(app)
    shell.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
