"""Addresses, icons and the bar at the foot are put together once, and are still those of whoever asks, and where."""

import re

import pytest
from flask import Flask, render_template_string, url_for

from webapp.entry.form_tokens import csrf_token

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ASKED = [
    ("events.show", {"event_id": 9}),
    ("events.show", {"event_id": "9"}),
    ("history.compare", {"event_id": 1, "older": 1, "newer": 2, "view": None, "sides": "stacked"}),
    ("history.compare", {"event_id": 1, "older": 1, "newer": 2, "view": "rendered", "sides": None}),
    ("search.show", {"q": "a b&c=d/ü", "_anchor": "found"}),
    ("search.show", {"q": "1"}),
    ("search.show", {"q": 1}),
    ("search.show", {"q": True}),
    ("search.show", {"q": 1.0}),
    ("search.show", {"q": ["one", "two"]}),
    ("search.show", {"q": "long" * 100}),
    ("search.show", {"b": 1, "a": 2}),
    ("search.show", {"a": 2, "b": 1}),
    ("search.show", {"_external": True}),
    ("home.index", {}),
]


@pytest.mark.parametrize("mounted", ["", "/at/a b"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:81"])
def test_an_address_that_is_remembered_is_the_one_that_flask_builds(make_app, mounted, host):
    app = make_app()
    with app.test_request_context(environ_overrides={"SCRIPT_NAME": "/elsewhere", "HTTP_HOST": "localhost"}):
        for endpoint, values in ASKED:
            url_for(endpoint, **values)
    with app.test_request_context(environ_overrides={"SCRIPT_NAME": mounted, "HTTP_HOST": host}):
        for endpoint, values in ASKED * 2:
            assert url_for(endpoint, **values) == Flask.url_for(app, endpoint, **values)


def test_an_address_is_that_of_the_method_that_is_asked_with_and_of_the_page_one_is_on(make_app):
    app = make_app()
    app.add_url_rule("/read", "both", methods=["GET"])
    app.add_url_rule("/write", "both", methods=["POST"])
    for _ in range(2):
        for method, address in (("GET", "/read"), ("POST", "/write")):
            with app.test_request_context(method=method):
                assert url_for("both") == address
        for page, address in (("/calendars", "/calendars/new"), ("/events/new", "/events/new")):
            with app.test_request_context(page):
                assert url_for(".new") == address


def test_no_more_addresses_are_remembered_than_there_is_room_for(make_app):
    app = make_app()
    with app.test_request_context():
        for number in range(3000):
            url_for("events.show", event_id=number)
    assert app._built.cache_info().currsize == app._built.cache_info().maxsize == 2048


def test_an_address_that_there_is_not_is_a_fault_each_time(make_app):
    app = make_app()
    for _ in range(2):
        with app.test_request_context(), pytest.raises(Exception, match="nowhere"):
            url_for("events.nowhere")


def test_an_icon_is_written_as_it_is_asked_for_below_the_root(make_app):
    app = make_app()
    page = (
        "{% from 'macros/ui.html' import icon %}{{ icon('up') }}{{ icon('up', 's') }}{{ icon('<', cls='a') }}"
    )
    with app.test_request_context():
        render_template_string(page)
    with app.test_request_context(environ_overrides={"SCRIPT_NAME": "/at"}):
        found = render_template_string(page)

    assert re.findall(r'class="([^"]*)"', found) == ["icon", "icon icon--s", "icon a"]
    assert re.findall(r'href="/at/static/icons\.svg\?v=\w+#([^"]*)"/></svg>', found) == ["up", "up", "&lt;"]


def test_each_visitor_has_a_token_of_their_own_on_all_of_a_page(visit, alice, bob):
    pages = [visit(one).get("/profile").text for one in (alice, bob, alice)]
    tokens = [set(re.findall(r'(?:csrf_token" value|csrf-token" content)="([^"]+)"', page)) for page in pages]

    assert [len(found) for found in tokens] == [1, 1, 1]
    assert len(set.union(*tokens[:2])) == 2


def test_pieces_that_are_imported_have_the_token_of_the_request(make_app):
    app = make_app()
    page = "{% from 'macros/forms.html' import csrf %}{{ csrf() }}"
    for _ in range(2):
        with app.test_request_context():
            assert f'value="{csrf_token()}"' in render_template_string(page)


def test_the_bar_at_the_foot_says_where_one_is_and_looks_where_the_page_looks(visit, alice):
    client = visit(alice)

    def bar(path):
        page = client.get(path, follow_redirects=True).text
        return re.search(r'<nav class="bottom".*?</nav>', page, re.DOTALL).group()

    def current(path):
        return re.findall(r'aria-current="page">(?:<svg.*?</svg>)?(\w*)', bar(path))

    paths = ("/agenda", "/month", "/calendars", "/profile", "/search", "/agenda")
    assert [current(path) for path in paths] == [
        ["Agenda"],
        ["Month"],
        ["Calendars"],
        ["You"],
        [],
        ["Agenda"],
    ]
    assert 'href="/month"' in bar("/month") and 'href="/then/2026-03-24T10:00' in bar(
        "/then/2026-03-24T10:00/month"
    )


def test_a_template_calls_what_wants_its_context_and_what_does_not(make_app):
    app = make_app()
    page = (
        "{% macro said(word, end='.') %}{{ word }}{{ end }}{% if caller is defined %}{{ caller() }}{% endif %}{% endmacro %}"
        "{% for word in ['<a>', 'b'] %}{{ said(word) }}{{ said(word, end='!') }}{{ word.upper() }}{{ 'x'.join('yz') }}{% endfor %}"
        "{% call said('c') %}d{% endcall %}{{ dict(a=1).items()|list }}{{ namespace(e=2).e }}{{ nothing() }}"
    )
    with app.test_request_context():
        app.jinja_env.globals["nothing"] = lambda: None
        found = render_template_string(page)
    assert found == "&lt;a&gt;.&lt;a&gt;!&lt;A&gt;yxzb.b!Byxzc.d[(&#39;a&#39;, 1)]2None"
