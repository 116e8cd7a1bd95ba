"""Structured log lines, each with the id of its request, none with anything secret in it."""

import logging
import re
import sys
import time
import uuid
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request

from webapp.entry.identity import known_person_id

log = structlog.get_logger("daybook")
# The secret part of the address of a feed (views/feeds.py): whoever has it reads without signing in.
_SECRET = re.compile(r"(/feeds/)[^\s/\"'<>?]+")
# Who else logs paths: Flask when a view fails, gunicorn when the whole app does, Werkzeug's server when one tries it.
_OTHERS = ("gunicorn.error", "gunicorn.access", "werkzeug")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def install(app: Flask) -> None:
    """Configure logging once and time every request."""
    _configure(app.config["LOG_FORMAT"])
    for name in {app.logger.name, *_OTHERS}:
        logging.getLogger(name).addFilter(_REDACTING)
    app.before_request(_begin)
    app.after_request(_end)


def redact(text: str) -> str:
    """The text without the secrets that addresses hold."""
    return _SECRET.sub(r"\1[secret]", text)


class Redacting(logging.Filter):
    """Takes secrets out of the lines of loggers that are not ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        return True


_REDACTING = Redacting()


def _redacted(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: redact(value) if isinstance(value, str) else value for name, value in event.items()}


def _configure(style: str) -> None:
    renderer = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redacted,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = _request_id()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _request_id() -> str:
    given = request.headers.get("X-Request-ID", "")
    trusted = current_app.config["TRUSTED_PROXIES"] > 0 and _REQUEST_ID.fullmatch(given)
    return given if trusted else uuid.uuid4().hex


def _end(response: Response) -> Response:
    if "request_id" not in g:
        return response
    response.headers["X-Request-ID"] = g.request_id
    if request.endpoint != "static":
        # The route, not the path: a path or query may hold what somebody typed, or a token.
        log.info(
            "request",
            method=request.method,
            route=str(request.url_rule or "none"),
            status=response.status_code,
            ms=round((time.perf_counter() - g.started) * 1000, 1),
            person=known_person_id(),
        )
    return response
