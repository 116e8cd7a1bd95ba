"""Closed by default: what every request must pass before a view sees it."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden, LengthRequired, RequestEntityTooLarge, Unauthorized
from werkzeug.wrappers import Response as AnyResponse

# Every endpoint that answers somebody who is not signed in. A test walks the URL map against this list.
PUBLIC = frozenset(
    {
        "static",
        "accounts.sign_in",
        "accounts.sign_in_with_password",
        "accounts.sign_up",
        "accounts.create_account",
        "feeds.atom",
        "health.alive",
        "health.ready",
        "home.favicon",
        "home.robots",
    }
)
# Asked by scripts that take any content: who is signed out gets 401 and is not sent to the door.
NO_PAGES = frozenset({"polling.news"})
# Where files are sent to.
UPLOADS = frozenset({"files.bring_in"})
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Below it are the calls of programs, which have a door of their own (api/door.py).
API = "/api/"


def install(app: Flask) -> None:
    """Put the checks in front of every view, in this order."""
    app.before_request(require_size)
    app.before_request(require_length)
    app.before_request(require_own_origin)
    app.before_request(require_person)


def require_size() -> None:
    """Files may be larger than forms; what is larger still is refused with a sentence (413)."""
    if request.endpoint in UPLOADS:
        most = most_megabytes() * 1024 * 1024 + 64 * 1024  # the form around the file
        if (request.content_length or 0) > most:
            raise RequestEntityTooLarge(
                f"The file is larger than {most_megabytes()} MB. Split it, and import the parts."
            )
        request.max_content_length = most


def most_megabytes() -> int:
    """How large a calendar file may be."""
    return int(current_app.config["IMPORT_MAX_MB"])


def require_length() -> None:
    """A chunked body is cut at the limit without a word; refuse it instead (411)."""
    if (
        request.method not in SAFE_METHODS
        and "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    ):
        raise LengthRequired("Send the body with a Content-Length.")


def require_own_origin() -> None:
    """A request that changes something comes from a page of ours, or is refused (403).

    Calls of programs read no cookie, so no other site can make one in somebody's name.
    """
    if request.method not in SAFE_METHODS and not is_call() and not is_own_origin():
        raise Forbidden("This request came from another site. Open the page in Daybook and try again.")


def is_own_origin() -> bool:
    """Whether the browser says that this request comes from exactly our origin; 'same-site' is not enough."""
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == own_origin()
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def own_origin() -> str:
    """Scheme, host and port that our pages are served from."""
    return current_app.config["BASE_URL"] or f"{request.scheme}://{request.host}"


def require_person() -> AnyResponse | None:
    """Everything needs a signed-in person but what PUBLIC names; a page is shown the door, anything else gets 401."""
    if request.endpoint in PUBLIC or request.endpoint is None or is_call() or current_user.is_authenticated:
        return None
    if (
        request.method == "GET"
        and request.accept_mimetypes.accept_html
        and request.endpoint not in NO_PAGES
        and "HX-Request" not in request.headers
    ):
        back = request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in", next=back if back != "/" else None), 303)
    raise Unauthorized("You are signed out. Sign in again, then send it once more.")


def is_call() -> bool:
    """Whether a program asks: by a bearer token, and never by cookies."""
    return request.path.startswith(API)


def path_of_ours(target: str | None) -> str | None:
    """The target of a `next` parameter if it is a path of this site, else None.

    Checked after what browsers do to it: they drop tabs and line breaks and read a backslash as a slash.
    """
    if not target or len(target) > 2000:
        return None
    seen = "".join(char for char in target if char not in "\t\r\n").replace("\\", "/")
    parts = urlsplit(seen)
    if parts.scheme or parts.netloc or not seen.startswith("/") or seen.startswith("//"):
        return None
    return seen


def no_store(response: Response) -> Response:
    """Pages are private: no cache may keep them, and what htmx asks for is another thing than the page."""
    if request.endpoint != "static" and not is_call():
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.update(("Cookie", "HX-Request"))
    return response
