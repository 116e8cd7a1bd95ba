"""Refusals and faults as pages, in sentences; the same words for what is not there and what is not shared."""

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from webapp.domain.purges import say_purged
from webapp.entry.faults import passing_fault
from webapp.entry.identity import no_person
from webapp.entry.limits import seconds_to_wait
from webapp.extensions import limiter
from webapp.operations.errors import NotThere, Purged, Refused, RoleTooLow
from webapp.operations.unit import KeyReused
from webapp.views.kept import kept, secrets, sent_fields
from webapp.views.shell import shell

PAGES = frozenset((400, 401, 403, 404, 405, 409, 410, 411, 413, 415, 422, 429, 500, 503, 507))
FORBIDDEN = "Your role here does not allow this. Ask an owner for a higher one."
REUSED = "This form has been saved before with other content. Send it again if it is a change of its own."
WRONG_HOST = "This Daybook does not answer to that host name. Open it at its own address."

Answer = tuple[str, int, dict[str, str]]


def install(app: Flask) -> None:
    """Bind every kind of refusal to its page."""
    app.register_error_handler(CSRFError, send_again)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(SecurityError, wrong_host)
    app.register_error_handler(NotThere, lambda error: page(404))
    app.register_error_handler(Purged, purged)
    app.register_error_handler(RoleTooLow, lambda error: page(403, FORBIDDEN))
    app.register_error_handler(Refused, lambda error: page(409, str(error)))
    app.register_error_handler(KeyReused, lambda error: page(422, REUSED, fresh_key=True))
    app.register_error_handler(PoolTimeout, lambda error: away())
    app.register_error_handler(DBAPIError, database_error)


def page(
    status: int, sentence: str = "", headers: dict[str, str] | None = None, fresh_key: bool = False
) -> Answer:
    """The page for a status, with a sentence in place of the usual one, and whatever was typed and not saved."""
    headers = headers or {}
    try:
        return _render(status, sentence, headers, fresh_key), status, headers
    except DBAPIError as error:  # no path asks who is signed in before its page does
        return database_error(error)


def _render(status: int, sentence: str, headers: dict[str, str], fresh_key: bool) -> str:
    return render_template(
        f"errors/{status}.html",
        sentence=sentence,
        retry_after=_seconds(headers.get("Retry-After", "")),
        request_id=g.get("request_id", ""),
        kept=kept(fresh_key),
    )


def purged(error: Purged) -> Answer:
    """What whoever could see an event learns of its purge, with anything that they typed to save in it."""
    said = say_purged(error.by, error.at, error.why, shell().audience(""))
    found = request.view_args or {}
    shown = render_template(
        "errors/purged.html",
        sentence=said,
        event_id=found.get("event_id"),
        request_id=g.get("request_id", ""),
        kept=kept(),
    )
    return shown, 410, {}


def http_error(error: HTTPException) -> Answer | HTTPException:
    """What Werkzeug, the limiter or a view refused."""
    if error.code is None or error.code < 400:
        return error
    headers = dict(error.get_headers()) | _limit_headers(error.code)
    headers.pop("Content-Type", None)
    spoken = error.description if error.description != type(error).description else ""
    return page(error.code if error.code in PAGES else 400, _sentence(error.code, spoken), headers)


def wrong_host(error: SecurityError) -> Answer:
    """A host name that is not ours (TRUSTED_HOSTS): one plain line, as no page can name an address of ours then."""
    return WRONG_HOST + "\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def send_again(error: CSRFError) -> Answer:
    """A form from before signing in or out: show what was in it, to be sent again with one click.

    The Origin check came first, so this form was ours; only its token is out of date.
    """
    at_the_door = request.blueprint == "accounts"
    again = {
        "fields": sent_fields(),
        "secrets": secrets(),
        "action": request.path,
        "at_the_door": at_the_door,
    }
    return render_template("errors/again.html", kept=kept(), **again), 400, {}


def database_error(error: DBAPIError) -> Answer:
    """A database that is away or full is a passing fault; anything else is ours."""
    return page(507) if passing_fault(error) == "full" else away()


def away() -> Answer:
    """The page for a database that does not answer."""
    no_person()
    return page(503, headers={"Retry-After": "5"})


def _limit_headers(status: int) -> dict[str, str]:
    return {"Retry-After": str(seconds_to_wait())} if status == 429 and limiter.current_limit else {}


def _sentence(status: int, spoken: str | None) -> str:
    return "" if status in (404, 429) or not spoken else spoken


def _seconds(value: str) -> int | None:
    return int(value) if value.isdigit() else None
