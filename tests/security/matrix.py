"""The access matrix: for each route and method who may call it, with which path, and with a body that succeeds.

A route that is not declared in routes.py fails tests/security/test_access_matrix.py.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.security.good_forms import File
from tests.security.routes import DOOR, LEAST, MATRIX, OK, ROLES, Id, Route, Who
from tests.security.world import VISITORS, Stage

LIVE = ("live.listen", "polling.news")
# An event is made in a calendar that a form names; who may not is told so beside the field, as for any wrong choice.
BESIDE_THE_FIELD = {("events.create", "POST"): 422}


def expected(key: tuple[str, str], visitor: str) -> int | str:
    """What this visitor gets: OK, DOOR, or the status of the refusal."""
    route = MATRIX[key]
    if route.who is Who.PUBLIC:
        return OK
    if visitor in ("signed out", "disabled"):
        return DOOR if key[1] == "GET" and "Accept" in route.headers and not _is_fragment(route) else 401
    if route.who is Who.PERSON:
        return OK
    if route.who is Who.ADMIN:
        return OK if visitor == "admin" else 403
    return _by_role(key, ROLES.get(visitor, 0))


def _by_role(key: tuple[str, str], rank: int) -> int | str:
    who = MATRIX[key].who
    if rank >= LEAST[who]:
        return OK
    hidden = rank == 0 or who is Who.TRASH
    return BESIDE_THE_FIELD.get(key) or (404 if hidden else 403)


def _is_fragment(route: Route) -> bool:
    return "HX-Request" in route.headers


def url(stage: Stage, key: tuple[str, str], who: str | None = None, **changes: Any) -> str:
    """The path of a route with its parameters, as this person would ask for it."""
    path = {name: resolve(stage, value, who) for name, value in {**MATRIX[key].path, **changes}.items()}
    built = stage.app.url_map.bind("localhost").build(key[0], path, key[1])
    return urlsplit(built).path  # without the scheme, which sockets have one of their own of


def ask(stage: Stage, key: tuple[str, str], who: str | None, **options: Any) -> TestResponse:
    """Call a route as this person; `form`, `query`, `path` and `headers` change what the matrix says."""
    route, client = MATRIX[key], stage.visit(who)
    form = {**route.form, **options.get("form", {})}
    query = {**route.query, **options.get("query", {})}
    return client.open(
        url(stage, key, who, **options.get("path", {})),
        method=options.get("method", key[1]),
        data={name: resolve(stage, value, who) for name, value in form.items()} if key[1] == "POST" else None,
        query_string={name: resolve(stage, value, who) for name, value in query.items()},
        headers={**route.headers, **options.get("headers", {})},
        buffered=True,
    )


def resolve(stage: Stage, value: Any, who: str | None) -> Any:
    if isinstance(value, File):
        return value.opened()
    return stage.ids[value.name.format(who=who or "alice")] if isinstance(value, Id) else value


def most_rightful(key: tuple[str, str]) -> str | None:
    """Somebody who may call a route, with the highest role there is."""
    order = ["signed out", "owner", "admin"] if MATRIX[key].who is Who.PUBLIC else ["owner", "admin"]
    return VISITORS[next(visitor for visitor in order if expected(key, visitor) == OK)]


def pages() -> list[tuple[str, str]]:
    """Every route that answers GET with HTML for a person, or sends them to a page that does."""
    files = (
        "feeds.atom",
        "files.calendar",
        "files.event",
        "then.calendar_file",
        "static",
        "home.favicon",
        "home.robots",
    )
    rest = (*files, "health.alive", "health.ready", *LIVE)
    return sorted(key for key in MATRIX if key[1] == "GET" and key[0] not in rest)


def declared_by(app: Flask) -> set[tuple[str, str]]:
    """Every endpoint of the app with each of its methods; HEAD and OPTIONS come with GET by themselves.

    Calls of the API have a matrix of their own: tests/api/test_access.py.
    """
    rules = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api/")]
    return {
        (rule.endpoint, method) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
