"""Whatever is sent, the answer is no fault of the server: below 500, and a refusal says a sentence."""

import itertools
import re
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart

from tests.security.hostile_values import (
    ALL,
    EACH,
    HUGE,
    IDS,
    MISSING,
    NOBODYS,
    PARAMETERS,
    TWICE,
    everything_or_some,
    some_of,
)
from tests.security.markup import Reader
from tests.security.matrix import MATRIX, most_rightful, pages, resolve, url
from tests.security.routes import Id
from webapp.entry.guard import UPLOADS

# PostgreSQL minds more of what is sent: no NUL, no number too large, no half of a character.
BY_THE_STRICTER = pytest.mark.parametrize(
    "database", [pytest.param("sqlite", marks=pytest.mark.soak), "postgresql"], indirect=True
)
pytestmark = [pytest.mark.usefixtures("no_csrf"), BY_THE_STRICTER]

# Fields that forms have beside those of the matrix.
MORE = {
    ("events.update", "POST"): {"choice.title": "theirs", "anew.title": "x", "key": "k"},
    ("sharing.share_calendar", "POST"): {"q": "finn", "key": "k"},
    ("sharing.share_event", "POST"): {"q": "finn", "key": "k"},
    ("sharing.change_on_calendar", "POST"): {"remove": "1"},
    ("admin.add_owner", "POST"): {"login": "emi"},
    ("accounts.create_account", "POST"): {"next": "/"},
}
POSTS = sorted(key for key in MATRIX if key[1] == "POST")
SENTENCE = re.compile(r"[A-Z“][^.!?]{6,}[.?]")


def send(stage, key, fields):
    """Post these fields byte by byte, as no browser would; a file goes the way that browsers send it."""
    pairs = [pair for name, value in fields.items() for pair in as_sent(name, value)]
    who = most_rightful(key)
    if any(isinstance(value, FileStorage) for _, value in pairs):
        body, _, boundary = stream_encode_multipart(MultiDict(pairs), threshold=10_000_000)
        kind = f'multipart/form-data; boundary="{boundary}"'
        return stage.visit(who).post(url(stage, key, who), data=body.read(), content_type=kind)
    content = {"content_type": "application/x-www-form-urlencoded", "headers": {"Accept": "text/html"}}
    return stage.visit(who).post(url(stage, key, who), data=urlencode(pairs).encode(), **content)


def as_sent(name, value):
    if value is MISSING:
        return []
    if isinstance(value, tuple):
        return [(name, FileStorage(*value))]
    return [(name, "1"), (name, b"2\x00")] if value is TWICE else [(name, value)]


def good(stage, key):
    form = {**MATRIX[key].form, **MORE.get(key, {"key": "k"})}
    return {name: resolve(stage, value, most_rightful(key)) for name, value in form.items()}


def main_part(html):
    """What a page says itself: what stands around it on every page says nothing of a refusal."""
    before, tag, after = html.partition("<main")
    return tag + after or before


def judge(stage, response, what):
    look(response, what)
    if response.status_code < 400:
        stage.restore()


def look(response, what):
    """The answer is no fault; a refusal says a sentence."""
    assert response.status_code < 500, what
    if response.status_code >= 400:
        assert SENTENCE.search(Reader(main_part(response.text)).text), what


@pytest.mark.parametrize("key", POSTS, ids=[key[0] for key in POSTS])
def test_no_field_of_a_form_is_a_fault_of_the_server(stage, key):
    """Each field gets one of the values, another one than the field before: all of them are for `make soak`."""
    values = itertools.cycle(EACH.items())
    for name in good(stage, key):
        what, value = next(values)
        judge(stage, send(stage, key, {**good(stage, key), name: value}), (name, what))
    for what, value in some_of(ALL.items(), POSTS.index(key)):
        judge(stage, send(stage, key, dict.fromkeys(good(stage, key), value)), what)


@pytest.mark.soak
@pytest.mark.parametrize("key", POSTS, ids=[key[0] for key in POSTS])
def test_no_value_in_any_field_is_a_fault_of_the_server(stage, key):
    for name in good(stage, key):
        for what, value in EACH.items():
            judge(stage, send(stage, key, {**good(stage, key), name: value}), (name, what))
    for what, value in ALL.items():
        judge(stage, send(stage, key, dict.fromkeys(good(stage, key), value)), what)


@pytest.mark.parametrize("key", POSTS, ids=[key[0] for key in POSTS])
def test_a_megabyte_is_refused_with_a_sentence(stage, key):
    for name in good(stage, key):
        judge(stage, send(stage, key, {**good(stage, key), name: HUGE}), name)
    over = send(stage, key, {"title": HUGE + HUGE})
    assert over.status_code == 413 or not MATRIX[key].form or key[0] in UPLOADS
    judge(stage, over, "more than a form may hold")


@everything_or_some
@pytest.mark.parametrize("key", pages(), ids=[key[0] for key in pages()])
def test_no_parameter_of_an_address_is_a_fault_of_the_server(stage, key, everything):
    who = most_rightful(key)
    for what, value in ALL.items() if everything else some_of(ALL.items(), pages().index(key)):
        query = (
            urlencode([pair for name in PARAMETERS for pair in as_sent(name, value)])
            if value is not HUGE
            else ""
        )
        response = stage.visit(who).get(f"{url(stage, key, who)}?{query}", headers={"Accept": "text/html"})
        look(response, what)
    assert stage.changed() == []


WITH_IDS = sorted(
    key for key, route in MATRIX.items() if any(isinstance(part, Id) for part in route.path.values())
)


@everything_or_some
@pytest.mark.parametrize("key", WITH_IDS, ids=[key[0] for key in WITH_IDS])
def test_an_id_that_nobody_has_is_not_there(stage, key, everything):
    who = most_rightful(key)
    numbers = IDS if everything else some_of(IDS, WITH_IDS.index(key))
    for name, part in MATRIX[key].path.items():
        if not isinstance(part, Id):
            continue
        marked = url(stage, key, who, **{name: 123454321})
        for number in (NOBODYS, *numbers):
            path = marked.replace("123454321", number)
            response = stage.visit(who).open(
                path, method=key[1], data=good(stage, key) if key[1] == "POST" else None
            )
            assert response.status_code in (404, 405, 308), (name, number)
    assert stage.changed() == []


@pytest.mark.parametrize(
    "path",
    [
        "/month/0/1",
        "/month/2026/0",
        "/month/2026/13",
        "/month/1899/12",
        "/month/2201/1",
        f"/month/{10**30}/1",
    ],
)
def test_a_month_that_is_in_no_calendar_is_not_there(stage, path):
    assert stage.visit("alice").get(path).status_code == 404


@pytest.mark.parametrize(
    "day",
    ["0", "2026-02-30", "20260301", "10000-01-01", "0001-01-01", "%00", "%FF", "x" * 2000],
)
def test_a_day_that_is_in_no_calendar_is_not_there(stage, day):
    assert stage.visit("alice").get(f"/agenda/{day}").status_code == 404


BODIES = {
    "multipart without a boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "multipart cut off": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nab',
    ),
    "multipart without a name": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n",
    ),
    "multipart of noise": ("multipart/form-data; boundary=x", bytes(range(256)) * 20),
    "a file for a field": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="title"; filename="a.txt"\r\n\r\na\r\n--x--\r\n',
    ),
    "a boundary that is too long": ("multipart/form-data; boundary=" + "x" * 3000, b"--x\r\n"),
    "a thousand parts": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\na\r\n' * 1000 + b"--x--\r\n",
    ),
    "a hundred thousand fields": ("application/x-www-form-urlencoded", b"a=1&" * 100_000),
    "an unknown charset": ("application/x-www-form-urlencoded; charset=nonsense", b"title=%FF"),
    "another charset": ("application/x-www-form-urlencoded; charset=utf-16", b"t\x00i\x00"),
    "JSON": ("application/json", b'{"title": ' + b"[" * 50_000),
    "XML": ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "no type": ("", b"title=a"),
    "a type of noise": ("\xe9/;=;;", b"title=a"),
}


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize(
    "key", [("events.create", "POST"), ("accounts.sign_in_with_password", "POST"), ("profile.save", "POST")]
)
def test_a_body_of_any_kind_is_no_fault_of_the_server(stage, key, what):
    content_type, body = BODIES[what]
    who = most_rightful(key)
    response = stage.visit(who).post(url(stage, key, who), data=body, content_type=content_type)

    assert 400 <= response.status_code < 500
    judge(stage, response, what)


HEADERS = {
    "Cookie": [
        "daybook-session=" + "x" * 4000,
        'daybook-session="\\000"',
        "daybook-session=é; daybook-messages=.x.y",
        "=;;=;",
        "daybook-messages=W10.abc",
    ],
    "Accept-Language": ["*", "x" * 2000, "de;q=nonsense", "\xff\xfe", "-_-"],
    "Accept": ["x/y;q=z", "text/html;q=-1", "/"],
    "User-Agent": ["", "\xff\x00".replace("\x00", ""), "x" * 8000],
    "HX-Request": ["true", "nonsense"],
    "If-None-Match": ['"', "W/"],
    "If-Modified-Since": ["never", "Thu, 01 Jan 0000 00:00:00 GMT"],
    "Range": ["bytes=-1", "bytes=9-1,0-", "lines=1"],
    "Content-Type": ["multipart/form-data"],
    "Sec-Fetch-Site": ["\xff"],
    "X-Request-ID": ["\xff" * 40],
}


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_is_a_fault_of_the_server(stage, name):
    for value in HEADERS[name]:
        for path in ("/sign-in", "/month", "/static/favicon.svg", "/nothing"):
            response = stage.visit(None if name == "Cookie" else "alice").get(
                path, headers={name: value}, buffered=True
            )
            assert response.status_code < 500, (path, value)


def test_the_same_form_with_good_fields_is_taken(stage):
    """Otherwise every refusal above could be about something else."""
    for key in POSTS:
        fields = {
            name: value
            for name, value in good(stage, key).items()
            if name not in MORE.get(key, {"key": ""}) and value != ""
        }
        response = send(stage, key, fields)
        assert response.status_code in (200, 201, 204, 303), (
            key
        )  # 200, 201: what is shown once, a token or a secret
        stage.restore()
