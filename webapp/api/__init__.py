"""The HTTP API: JSON and MessagePack under /api, for programs. The contract is docs/api.md and /api/openapi.json."""

from flask import Flask

from webapp.api import (
    auth,
    batch_refusals,
    batches,
    calendars,
    changes,
    collisions,
    docs,
    door,
    elsewhere,
    event_lists,
    events,
    history,
    openapi,
    postman,
    problems,
    sharing,
    undoing,
)
from webapp.api.calls import blueprint
from webapp.extensions import csrf

NOUNS = (
    auth,
    batches,
    calendars,
    event_lists,
    events,
    sharing,
    history,
    undoing,
    changes,
    openapi,
)  # importing one declares its calls


def install(app: Flask) -> None:
    """Register every call, what stands before them, and the answers to what goes wrong in them."""
    bp = blueprint()
    door.install(app)
    problems.install(bp)
    collisions.install(bp)
    undoing.install(bp)
    batch_refusals.install(bp)
    elsewhere.install(bp)
    docs.install(bp)
    csrf.exempt(bp)  # calls carry a bearer token and no cookie counts, so no other site can make one
    app.register_blueprint(bp)
    app.cli.add_command(postman.export_postman)
