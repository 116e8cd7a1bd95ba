"""The parts that tests stand on work by themselves."""

import subprocess
import sys
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from redis import Redis
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.domain import test_month_grid
from tests.support import choosing
from tests.support.accessibility import violations
from tests.support.browsers import AtRest, Complaints, OpenContext
from tests.support.databases import Database
from tests.support.live_server import LiveServer
from tests.support.sources import ROOT

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_both_databases_answer_and_hold_the_migrated_tables(database: Database, session: Session) -> None:
    assert session.execute(text("SELECT 1")).scalar() == 1
    assert session.execute(text("SELECT count(*) FROM event")).scalar() == 0
    assert session.get_bind().dialect.name == database.kind


def test_valkey_answers(valkey_url: str) -> None:
    with Redis.from_url(valkey_url) as valkey:
        assert valkey.ping()


def test_requests_are_answered_in_this_process(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200


def test_a_request_does_not_see_the_context_of_the_test(app: Flask, client: FlaskClient) -> None:
    seen: list[Session] = []
    app.teardown_request_funcs.setdefault(None, []).append(
        lambda _error: seen.append(app.extensions["sqlalchemy"].session())
    )
    client.get("/healthz")
    assert seen and seen[0] is not app.extensions["sqlalchemy"].session()


def test_a_worker_keeps_what_it_has_loaded_from_the_garbage_collector_and_serves_with_it() -> None:
    asked = (
        "import gc, runpy; config = runpy.run_path('gunicorn.conf.py');"
        " before = gc.get_freeze_count(); config['post_fork'](None, None);"
        " loading = gc.isenabled(); config['keep_what_is_loaded']();"
        " print(before, gc.get_freeze_count(), loading, gc.isenabled())"
    )
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    before, after, loading, serving = said.stdout.split()
    assert int(before) == 0 and int(after) > 1000
    assert (loading, serving) == ("False", "True")


@on_sqlite
def test_the_server_file_serves_other_applications_too(app: Flask) -> None:
    """The benches' rivals start with it."""
    asked = (
        "import runpy, types, flask; from webapp import create_app;"
        " is_daybook = runpy.run_path('gunicorn.conf.py')['_is_daybook'];"
        f" ours = create_app({{'DATABASE_URL': {app.config['DATABASE_URL']!r}, 'SECRET_KEY': 'x', 'BUS': 'local'}});"
        " print([is_daybook(types.SimpleNamespace(wsgi=one)) for one in (ours, flask.Flask('a'), None)])"
    )
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[True, False, False]"


def test_a_connection_that_its_client_has_ended_is_closed_without_a_thread() -> None:
    asked = (
        "import runpy, socket, threading; from gunicorn.config import Config;"
        " Connection = runpy.run_path('gunicorn.conf.py')['Connection'];"
        " started = []; threading.Thread.start = lambda one: started.append(one)\n"
        "for client in ('hangs up', 'has sent more', 'stays'):\n"
        " ours, theirs = socket.socketpair(); connection = Connection(Config(), ours, '', '')\n"
        " theirs.send(b'more') if client == 'has sent more' else None\n"
        " theirs.close() if client == 'hangs up' else None\n"
        " before = len(started); connection.close(graceful=True)\n"
        " print(len(started) - before, ours.fileno() == -1)"
    )
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == ["0 True", "1 False", "1 False"]


def test_the_server_answers_again_after_it_was_killed(live_server: LiveServer) -> None:
    live_server.restart()
    assert live_server.get("/healthz").status == 200
    assert len(live_server.workers()) == 1


def test_chromium_renders_a_page(open_context: OpenContext) -> None:
    page = open_context().new_page()
    page.goto("data:text/html,<title>Hello</title><h1>Hello</h1>")
    assert page.get_by_role("heading", name="Hello").is_visible()


@on_sqlite
def test_a_context_is_as_new_for_the_next_test(browser: Browser, live_server: LiveServer) -> None:
    kept, options = AtRest(browser), {"base_url": live_server.url}
    used = kept.take(**options)
    page = used.new_page()
    page.goto("/sign-in")
    page.evaluate("localStorage.draft = sessionStorage.draft = document.cookie = 'a=b'")
    kept.give_back(used, **options)

    again = kept.take(**options)
    assert again is used and [page.url for page in again.pages] == ["about:blank"]
    page = again.pages[0]
    page.goto("/sign-in")
    stored = page.evaluate("[localStorage.draft, sessionStorage.draft, document.cookie]")
    assert stored == [None, None, ""]
    page.clock.install()
    page.goto("/sign-in")
    kept.give_back(again, **options)
    assert kept.take(**options) is not again
    kept.close()


def test_axe_finds_what_a_page_lacks(open_context: OpenContext) -> None:
    page = open_context().new_page()
    page.set_content("<html lang=en><title>Plain</title><main><h1>Plain</h1><button></button></main></html>")
    assert [found.split(":")[0] for found in violations(page)] == ["button-name"]


def test_what_a_page_complains_about_is_heard(open_context: OpenContext, complaints: Complaints) -> None:
    page = open_context().new_page()
    page.set_content("<script>console.error('first'); undefined.second</script>")
    assert len(complaints.texts) == 2
    complaints.texts.clear()


def test_what_runs_on_sqlite_alone_is_a_test_that_is_there() -> None:
    named = {line.partition("[")[0].partition("::")[::2] for line in choosing.LIST.read_text().splitlines()}
    gone = [
        f"{path}::{name}" for path, name in sorted(named) if f"def {name}(" not in (ROOT / path).read_text()
    ]
    assert gone == [], f"take these out of {choosing.LIST.name}, or write it anew"


def test_the_tests_that_are_chosen_send_all_that_any_sends() -> None:
    sent = {
        "dear": (9.0, {"a", "b"}),
        "a": (0.1, {"a"}),
        "b": (0.1, {"b"}),
        "again": (0.2, {"a"}),
        "more": (0.1, {"c", "d"}),
        "tests/operations/test_unit.py::test_two_at_once": (5.0, {"d"}),
    }
    assert choosing.chosen(sent) == {"a", "b", "more", "tests/operations/test_unit.py::test_two_at_once"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x IN (%(id_1_1)s::INTEGER)", "x IN (%(id_1_1)s::INTEGER, %(id_1_2)s::INTEGER)"),
        (
            "VALUES (%(a)s::INTEGER, %(b)s)",
            "VALUES (%(a__0)s::INTEGER, %(b__0)s), (%(a__1)s::INTEGER, %(b__1)s)",
        ),
    ],
)
def test_a_statement_is_the_same_however_long_its_lists_are(one: str, other: str) -> None:
    assert choosing.shape(one) == choosing.shape(other)
    assert choosing.shape(one) != choosing.shape(other.replace("INTEGER", "VARCHAR"))


def test_properties_are_judged_by_their_answers_not_by_their_speed():
    """Workers import all files before any of them is collected, and a property keeps the settings of that moment."""
    judged: Any = test_month_grid.test_every_item_is_in_a_row_or_counted_in_more

    assert judged._hypothesis_internal_use_settings.deadline is None
