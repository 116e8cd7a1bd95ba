"""The pages: one blueprint per noun."""

from flask import Flask

from webapp.views import (
    accounts,
    admin,
    attendance,
    calendar,
    calendar_history,
    calendars,
    changes,
    days,
    errors,
    events,
    files,
    free_times,
    history,
    home,
    jump,
    looks,
    moves,
    overlaps,
    own,
    profile,
    sharing,
    shell,
    undoing,
    year,
)

BLUEPRINTS = (
    home.bp,
    accounts.bp,
    profile.bp,
    calendar.bp,
    days.bp,
    year.bp,
    jump.bp,
    calendars.bp,
    sharing.bp,
    events.bp,
    moves.bp,
    overlaps.bp,
    own.bp,
    attendance.bp,
    files.bp,
    free_times.bp,
    history.bp,
    calendar_history.bp,
    looks.bp,
    changes.bp,
    undoing.bp,
    admin.bp,
)


def install(app: Flask) -> None:
    """Register every blueprint and what all templates share."""
    errors.install(app)
    shell.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
