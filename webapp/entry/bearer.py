"""The program that asks: its token, whose it is, and what it may do. Cookies are not looked at."""

from typing import cast

from flask import Request, g

from webapp.models import Person
from webapp.operations.bearers import Bearer, find_bearer, is_due, mark_used

LONGEST = 4096


def bearer() -> Bearer:
    """The token of this call; only behind the door."""
    return cast(Bearer, g.bearer)


def load_bearer(asked: Request) -> Person | None:
    """Who the token in Authorization (RFC 6750, section 2.1) belongs to; None without one that lives."""
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or len(token) > LONGEST:
        return None
    found = g.bearer = find_bearer(token.strip())
    if found is None:
        return None
    if is_due(found):
        mark_used(found)
    return found.person
