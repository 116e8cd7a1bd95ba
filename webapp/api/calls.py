"""What a call of the API is: declared once, checked before it runs, told to programs by /api/openapi.json.

A call's function gets the parts of its path, `query` and `body` where it declares shapes for them, and returns an Answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

from flask import Blueprint, Response, request
from pydantic import BaseModel

from webapp.api import media
from webapp.api.sentences import checked

Scope = Literal["read", "write", "share"]
View = Callable[..., "Answer"]


@dataclass(frozen=True)
class Answer:
    """What a call gives back: a value of the declared shape (None for no body), its status, and further headers."""

    value: Any = None
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One call as it is declared: `gives` is the shape of its success, `refuses` what it may answer besides.

    `scope` is what a token must allow; None lets everybody in. `replays` says that it keeps Idempotency-Keys. `largest`
    is how many bytes a body may have, where that is not what every form may.
    """

    method: str
    path: str
    scope: Scope | None
    noun: str
    says: str
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    status: int
    gives: Any
    refuses: tuple[int, ...]
    replays: bool
    headers: tuple[str, ...]
    largest: int | None
    view: View

    def run(self, **path_parts: Any) -> Response:
        """Check what was sent, do it, answer in the media type that was asked for."""
        given: dict[str, Any] = dict(path_parts)
        if self.gives is not None:
            media.wanted()  # who takes no answer that there is gets 406 before anything is changed
        if self.query is not None:
            given["query"] = checked(self.query, media.query())
        if self.largest is not None:
            request.max_content_length = self.largest
        if self.body is not None:
            given["body"] = checked(self.body, media.body())
        answer = self.view(**given)
        return media.respond(answer.value, answer.status, answer.headers)


# By the endpoint of Flask.
CALLS: dict[str, Call] = {}


def blueprint() -> Blueprint:
    """A blueprint with all calls that have been declared."""
    made = Blueprint("api", __name__, url_prefix="/api")
    for endpoint, declared in CALLS.items():
        name = endpoint.removeprefix("api.")
        methods = [declared.method]
        made.add_url_rule(declared.path, name, declared.run, methods=methods, provide_automatic_options=False)
    return made


def call(
    method: str,
    path: str,
    *,
    scope: Scope | None,
    noun: str,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    status: int = HTTPStatus.OK,
    gives: Any = None,
    refuses: tuple[int, ...] = (),
    replays: bool = False,
    headers: tuple[str, ...] = (),
    largest: int | None = None,
) -> Callable[[View], View]:
    """Declare a call under /api; its docstring's first line is what the documentation says of it."""

    def declare(view: View) -> View:
        says = (view.__doc__ or "").strip().split("\n")[0]
        told = (method, path, scope, noun, says, query, body, status, gives, refuses, replays, headers)
        CALLS[f"api.{view.__name__}"] = Call(*told, largest, view)
        return view

    return declare


def this_call() -> Call | None:
    """The declared call of this request, None where no such call is."""
    return CALLS.get(request.endpoint or "")
