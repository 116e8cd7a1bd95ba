"""Programs that call the API in tests: JSON in and out, with a token of somebody."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.programs import signed_in_program
from webapp.models import Person


class Program:
    """One signed-in program: `program.post("/events", title="Retreat")` gives the response."""

    def __init__(self, app: Flask, token: str | None) -> None:
        self.app, self.token = app, token

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **query: Any
    ) -> TestResponse:
        """The response to a call; `body` is sent as JSON unless it is bytes."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= headers or {}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        client = self.app.test_client(use_cookies=False)
        return client.open(f"/api{path}", method=method, data=body, headers=sent, query_string=query or None)

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> TestResponse:
        return self.call("GET", path, None, headers, **query)

    def post(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> TestResponse:
        return self.call("POST", path, {} if body is None else body, headers)

    def put(
        self, path: str, body: Any = None, headers: dict[str, str] | None = None, **query: Any
    ) -> TestResponse:
        return self.call("PUT", path, {} if body is None else body, headers, **query)

    def delete(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> TestResponse:
        return self.call("DELETE", path, None, headers, **query)


Programs = Callable[[Person | None], Program]


@pytest.fixture
def program(app: Flask) -> Programs:
    """`program(alice)` is a program that is signed in as Alice; `program(None)` one without a token."""
    return lambda person: Program(app, token_of(person) if person else None)


def token_of(person: Person) -> str:
    """An access token of a new session of this person."""
    return signed_in_program(person).access_token
