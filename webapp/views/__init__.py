"""The pages: one blueprint per noun."""

from flask import Flask

from webapp.views import (
    accounts,
    admin,
    attendance,
    blame,
    calendar,
    calendar_history,
    calendars,
    changes,
    days,
    errors,
    events,
    feeds,
    files,
    free_times,
    history,
    home,
    jump,
    looks,
    many,
    moves,
    overlaps,
    own,
    profile,
    search,
    sharing,
    shell,
    then,
    tokens,
    trash,
    undoing,
    webhooks,
    year,
)

BLUEPRINTS = (
    home.bp,
    accounts.bp,
    profile.bp,
    tokens.bp,
    calendar.bp,
    days.bp,
    year.bp,
    jump.bp,
    calendars.bp,
    sharing.bp,
    webhooks.bp,
    events.bp,
    many.bp,
    moves.bp,
    overlaps.bp,
    own.bp,
    attendance.bp,
    files.bp,
    feeds.bp,
    free_times.bp,
    search.bp,
    history.bp,
    calendar_history.bp,
    trash.bp,
    looks.bp,
    blame.bp,
    changes.bp,
    then.bp,
    undoing.bp,
    admin.bp,
)

# What can be looked at as it was at a moment.
WITH_A_PAST = (calendar.bp, days.bp, year.bp, jump.bp)


def install(app: Flask) -> None:
    """Register every blueprint and what all templates share."""
    errors.install(app)
    shell.install(app)
    then.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for blueprint in WITH_A_PAST:
        app.register_blueprint(blueprint, name=f"then_{blueprint.name}", url_prefix="/then/<as_of>")
