"""The headers of every kind of answer, the cookies' flags, and that no page needs what the CSP forbids."""

import pytest

from tests.security.markup import Reader, wrongs
from tests.security.matrix import MATRIX, ask, most_rightful, pages
from tests.security.one_database import database
from tests.support.cast import ORIGIN, PASSWORD
from webapp.entry.guard import PUBLIC

__all__ = ["database"]
EXACTLY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
PAGE = {"Accept": "text/html"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
# Who asks, how, for what, with which headers, and the status of the answer.
ANSWERS = {
    "a page": ("alice", "GET", "/month", PAGE, 200),
    "a page of the door": (None, "GET", "/sign-in", PAGE, 200),
    "a fragment": ("alice", "GET", "/people?q=bo", HTMX, 200),
    "a redirect": ("alice", "GET", "/", PAGE, 303),
    "the way to the sign-in page": (None, "GET", "/month", PAGE, 303),
    "signed out": (None, "GET", "/month", HTMX, 401),
    "no role": ("vera", "GET", "/admin/people", PAGE, 403),
    "not there": ("alice", "GET", "/events/999", PAGE, 404),
    "not there, signed out": (None, "GET", "/nothing", PAGE, 404),
    "no such method": (None, "DELETE", "/month", PAGE, 405),
    "from elsewhere": ("alice", "POST", "/sign-out", {"Origin": "https://elsewhere.example"}, 403),
    "without a token": ("alice", "POST", "/sign-out", {}, 400),
    "a body that is too large": ("alice", "POST", "/profile", {}, 413),
    "health": (None, "GET", "/healthz", {}, 200),
    "readiness": (None, "GET", "/readyz", {}, 200),
    "robots": (None, "GET", "/robots.txt", {}, 200),
    "favicon": (None, "GET", "/favicon.ico", {}, 200),
    "a static file": (None, "GET", "/static/css/base.css", {}, 200),
    "no static file": (None, "GET", "/static/css/../../wsgi.py", {}, 404),
    "no socket": ("alice", "GET", "/live?page=month&date=2026-03-01", {"Sec-WebSocket-Version": "12"}, 400),
}


def answer(stage, name):
    who, method, path, headers, status = ANSWERS[name]
    body = {"name": "x" * 1_100_000} if status == 413 else None
    return stage.visit(who).open(path, method=method, headers=headers, data=body, buffered=True)


@pytest.mark.parametrize("name", ANSWERS)
def test_every_kind_of_answer_has_the_headers(stage, name):
    response = answer(stage, name)

    assert response.status_code == ANSWERS[name][-1]
    assert {header: response.headers.get(header) for header in EXACTLY} == EXACTLY
    assert "Strict-Transport-Security" not in response.headers
    assert "Server" not in response.headers and "X-Powered-By" not in response.headers
    assert not [header for header in response.headers if header[0].startswith("Access-Control-")]


@pytest.mark.parametrize("name", [name for name in ANSWERS if "static" not in name and name != "favicon"])
def test_no_cache_keeps_what_is_private(stage, name):
    response = answer(stage, name)

    assert response.headers["Cache-Control"] == "no-store"
    assert {"cookie", "hx-request"} <= {word.lower() for word in response.vary}


@pytest.mark.parametrize("path", ["/static/css/base.css", "/static/js/app.js", "/static/icons.svg"])
def test_static_files_are_kept_for_ever_under_an_address_with_their_content(stage, path):
    plain = stage.visit(None).get(path, buffered=True)
    named = stage.visit(None).get(f"{path}?v=123", buffered=True)

    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in plain.headers["Cache-Control"]
    assert "Set-Cookie" not in named.headers and "Set-Cookie" not in plain.headers


def test_pages_name_static_files_by_their_content(stage):
    names = [
        attributes.get("src") or attributes.get("href")
        for tag, attributes in Reader(ask(stage, ("calendar.month", "GET"), "alice").text).elements
        if tag in ("script", "link")
    ]
    assert names and all(name.startswith("/static/") and "?v=" in name for name in names)
    for name in names:
        assert stage.visit(None).get(name, buffered=True).status_code == 200, name


@pytest.mark.parametrize("key", pages(), ids=[key[0] for key in pages()])
def test_no_page_holds_a_script_a_style_or_a_handler(stage, key):
    response = ask(stage, key, most_rightful(key))

    assert response.status_code in (200, 303)
    assert wrongs(response.text) == []
    assert response.content_type == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "html",
    [
        "<script>x()</script>",
        "<script src=//elsewhere.example/x.js></script>",
        "<style>p {}</style>",
        "<p style='color: red'>",
        "<img src=/x.png onerror=x()>",
        "<a href=' java\tscript:x()'>",
        "<form action=javascript:x()>",
        "<button hx-on:click='x()'>",
        "<div hx-vals='js:{a: x()}'>",
        "<iframe src=/month>",
        "<meta http-equiv=refresh content=0>",
        "<a href='data:text/html,x'>",
    ],
)
def test_the_reader_sees_what_could_run(html):
    assert wrongs(html) != []


def test_a_page_of_too_many_requests_has_the_headers_too(stage, make_app):
    client = make_app(RATELIMIT_ENABLED=True, WTF_CSRF_ENABLED=False).test_client()
    for _ in range(10):
        client.post("/sign-in", data={"identifier": "x", "password": "y"}, headers={"Origin": ORIGIN})
    paused = client.post("/sign-in", data={"identifier": "x", "password": "y"}, headers={"Origin": ORIGIN})

    assert paused.status_code == 429
    assert {header: paused.headers.get(header) for header in EXACTLY} == EXACTLY
    assert paused.headers["Cache-Control"] == "no-store" and int(paused.headers["Retry-After"]) > 0


def cookies_of(response):
    return [line.split("; ") for line in response.headers.getlist("Set-Cookie")]


def test_every_cookie_is_for_http_alone_and_for_this_site(stage, no_csrf):
    made = cookies_of(stage.visit(None).get("/sign-in"))
    entered = stage.visit(None).post("/sign-in", data={"identifier": "alice", "password": PASSWORD})
    made += cookies_of(entered) + cookies_of(ask(stage, ("events.delete", "POST"), "alice"))
    made += cookies_of(ask(stage, ("accounts.sign_out", "POST"), "alice"))

    assert {flags[0].split("=")[0] for flags in made} == {
        "daybook-visitor",
        "daybook-session",
        "daybook-messages",
    }
    for flags in made:
        assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(flags), flags
        assert "Secure" not in flags and not any(flag.startswith("Domain") for flag in flags)


def test_over_https_cookies_are_secure_and_browsers_are_told_to_stay_with_https(stage, make_app):
    app = make_app(BASE_URL="https://daybook.example", WTF_CSRF_ENABLED=False)
    client, here = app.test_client(), {"base_url": "https://daybook.example"}
    door = client.get("/sign-in", **here)
    entered = client.post(
        "/sign-in",
        data={"identifier": "alice", "password": PASSWORD},
        headers={"Origin": "https://daybook.example"},
        **here,
    )

    assert entered.status_code == 303
    for response in (door, entered, client.get("/static/favicon.svg", buffered=True, **here)):
        assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    for flags in cookies_of(door) + cookies_of(entered):
        assert flags[0].startswith("__Host-daybook-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(flags), flags
        assert not any(flag.startswith("Domain") for flag in flags)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example", "", "a b"]
)
@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/static/favicon.svg", "/nothing"])
def test_another_host_is_refused(stage, host, path):
    client = stage.visit(None)
    assert client.get(path, headers={"Host": "localhost"}, buffered=True).status_code in (200, 404)

    refused = client.get(path, headers={"Host": host}, buffered=True)
    assert refused.status_code == 400
    assert "evil.example" not in refused.text


FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "for=203.0.113.9;host=evil.example;proto=https",
}


def test_nobody_may_say_where_a_request_came_from(stage):
    forwarded = stage.visit("alice").get("/", headers={**PAGE, **FORWARDED})
    assert forwarded.status_code == 303 and forwarded.location == "/month"
    assert "evil.example" not in stage.visit("alice").get("/month", headers=FORWARDED).text


def test_limits_count_the_real_address_unless_a_proxy_is_trusted(stage, make_app):
    assert guesses(make_app(RATELIMIT_ENABLED=True, WTF_CSRF_ENABLED=False)) == 429
    trusting = make_app(RATELIMIT_ENABLED=True, WTF_CSRF_ENABLED=False, TRUSTED_PROXIES=1)
    assert guesses(trusting) == 422


def guesses(app):
    """The last answer to eleven guesses, each said to come from another address."""
    client, answers = app.test_client(), []
    for number in range(11):
        said = {"Origin": ORIGIN, "X-Forwarded-For": f"203.0.113.{number}"}
        data = {"identifier": f"x{number}", "password": "y"}
        answers.append(client.post("/sign-in", data=data, headers=said).status_code)
    return answers[-1]


def test_every_public_page_is_meant_to_be_one():
    """What the matrix calls public is what the guard lets through, and nothing else."""
    assert {endpoint for (endpoint, _), route in MATRIX.items() if route.who.name == "PUBLIC"} == PUBLIC
