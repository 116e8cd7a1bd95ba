"""What every form of a page has: its idempotency key, the version it started from, and how its answer looks."""

import secrets

from flask import request
from werkzeug.datastructures import MultiDict

from webapp.domain.texts import showable

LONGEST_KEY = 64


def new_key() -> str:
    """An idempotency key for one rendering of a form."""
    return secrets.token_urlsafe(12)


def key() -> str | None:
    """The key that the submitted form was rendered with."""
    return showable(request.form.get("key"))[:LONGEST_KEY] or None


def key_for(*parts: object) -> str | None:
    """The key of the page, made one for each button: a page has many ways back and one form for all."""
    page = key()
    return "-".join([page, *map(str, parts)])[:LONGEST_KEY] if page else None


def number(name: str, default: int = 0) -> int:
    """A whole number of the form; anything else is `default`, which no version and no id has."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else default


def typed() -> MultiDict[str, str]:
    """Everything that was submitted, to be checked and shown again."""
    return request.form


def wants_fragment() -> bool:
    """Whether htmx asks for a piece of a page rather than for a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") == "partial"
