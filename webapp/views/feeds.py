"""The Atom feed of a calendar's history: its secret address, and what readers fetch there without signing in."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.atom import MEDIA_TYPE, write_feed
from webapp.domain.locales import Audience
from webapp.domain.zones import known
from webapp.entry.guard import own_origin
from webapp.entry.identity import person
from webapp.extensions import limiter
from webapp.fragments.feed import feed
from webapp.models import Person
from webapp.operations.access import open_calendar, open_feed
from webapp.operations.calendar_history import happened
from webapp.operations.feeds import digest_of, made_at, make_address, switch_off
from webapp.operations.history_filters import Filters
from webapp.operations.history_readers import told_to
from webapp.views import toasts
from webapp.views.limits import limited_writes
from webapp.views.moments import moment

bp = Blueprint("feeds", __name__)

MOST_ENTRIES = 50


@bp.get("/calendars/<int:calendar_id>/feed")
def settings(calendar_id: int) -> str:
    return _page(calendar_id)


@bp.post("/calendars/<int:calendar_id>/feed")
@limited_writes
def make(calendar_id: int) -> tuple[str, int]:
    """The one page that shows the address; it is stored nowhere, so fetching the page again does not."""
    secret = make_address(calendar_id, by=person())
    return _page(calendar_id, own_origin() + url_for(".atom", secret=secret)), 201


@bp.post("/calendars/<int:calendar_id>/feed/revocations")
@limited_writes
def revoke(calendar_id: int) -> Response:
    switch_off(calendar_id, by=person())
    toasts.say("The feed is off. Its address leads nowhere any more.")
    return redirect(url_for(".settings", calendar_id=calendar_id), 303)


def _of_address() -> str:
    """Counted for each address: a reader on the web fetches those of many people from one place."""
    return "feed:" + digest_of((request.view_args or {}).get("secret", ""))


@bp.get("/feeds/<secret>.atom")
@limiter.limit("600/minute")
@limiter.limit("20/minute", key_func=_of_address)
def atom(secret: str) -> Response:
    opened = open_feed(digest_of(secret))
    page = happened(opened.calendar, Filters(), MOST_ENTRIES)
    body = write_feed(
        feed(opened.calendar, told_to(opened.person, page.rows), _audience(opened.person), own_origin())
    )
    response = make_response(body)
    response.headers["Content-Type"] = f"{MEDIA_TYPE}; charset=utf-8"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    return response.make_conditional(request)


def _page(calendar_id: int, address: str = "") -> str:
    opened = open_calendar(person(), calendar_id)
    made = made_at(person(), calendar_id)
    return render_template(
        "calendars/feed.html",
        calendar=opened.calendar,
        address=address,
        made=moment(made) if made else "",
    )


def _audience(subscriber: Person) -> Audience:
    """Nobody can do anything in a feed, so no role."""
    zone = subscriber.zone if known(subscriber.zone) else "UTC"
    return Audience("", zone, subscriber.locale, subscriber.clock)
