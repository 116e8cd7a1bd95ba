"""Who sends: the web process by itself, a command, several at once; and what a killed one leaves behind."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.databases import TEST_SETTINGS
from tests.support.hub_processes import wait_until
from tests.support.sources import ROOT
from tests.support.webhooks import HOME, Clock, hook, reread, send
from webapp.models import WebhookDelivery
from webapp.operations.events import create_event
from webapp.operations.webhook_queue import due
from webapp.operations.webhooks import send_test
from webapp.ops.webhook_worker import Worker, deliver_once


def comes(is_so):
    """Wait for it, however long a loaded machine takes."""
    wait_until(is_so, 100)


on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def elsewhere(database):
    """Start `flask deliver-webhooks …` in a process of its own; it is killed at the end if it has not ended."""
    started = []

    def start(*words):
        settings = {
            **TEST_SETTINGS,
            "DATABASE_URL": database.url,
            "WEBHOOKS_TO_PRIVATE": True,
            "BUS": "local",
        }
        texts = {
            name: str(int(value) if isinstance(value, bool) else value) for name, value in settings.items()
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "deliver-webhooks", *words]
        started.append(
            subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **texts}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_killed_before_it_heard_the_answer_it_is_sent_again_under_the_same_id(
    session, receiver, elsewhere, cast, team
):
    webhook, clock = hook(team, receiver.url, cast.alice), Clock()
    create_event(team, a_document(), by=cast.bob)
    sending = []
    receiver.before = lambda got: os.kill(sending[0].pid, signal.SIGKILL)
    sending.append(elsewhere())
    assert sending[0].wait() == -signal.SIGKILL
    receiver.before = lambda got: None
    held = reread(session, webhook).held_until
    assert len(receiver.got) == 1 and held is not None

    clock.now = held - timedelta(seconds=1)
    assert send(clock) == 0, "it may be alive and wait for the answer"
    clock.now = held + timedelta(seconds=1)
    assert send(clock) == 1
    assert receiver.got[0].id == receiver.got[1].id
    session.rollback()
    assert [one.state for one in session.scalars(select(WebhookDelivery))] == ["delivered"]


def test_many_who_send_share_the_work_and_never_do_it_twice(session, app, receiver, cast, team):
    """Four threads as four servers; each of ten webhooks gets all five changes, in order and once."""
    hooks = [hook(team, f"{receiver.url}&hook={number}", cast.alice) for number in range(10)]
    for _ in range(5):
        create_event(team, a_document(), by=cast.bob)
    now = Clock()

    def work():
        # Whoever finds all taken is done before the others are.
        deliver_once(app, HOME, now)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deliver_once(app, HOME, now)

    told = {}
    for got in receiver.got:
        told.setdefault(got.path, []).append(got.told["items"][0]["event_id"])
    assert list(told.values()) == [[1, 2, 3, 4, 5]] * len(hooks)
    assert set(Counter(got.id for got in receiver.got).values()) == {1}


@on_sqlite
def test_the_command_sends_what_is_due_and_says_what_came_of_it(
    session, app, monkeypatch, receiver, cast, team
):
    monkeypatch.setitem(app.config, "WEBHOOKS_TO_PRIVATE", True)
    hook(team, receiver.url, cast.alice)
    hook(team, f"{receiver.url}&second", cast.alice)
    receiver.answers = [204, 500]
    create_event(team, a_document(), by=cast.bob)

    run = app.test_cli_runner()
    assert "1 arrived, 1 failed.\n" in run.invoke(args=["deliver-webhooks"]).output
    assert "Nothing had to be sent.\n" in run.invoke(args=["deliver-webhooks"]).output
    assert len(receiver.got) == 2


@on_sqlite
def test_the_command_watches_until_it_is_told_to_end(session, receiver, elsewhere, cast, team):
    hook(team, receiver.url, cast.alice)
    create_event(team, a_document(), by=cast.bob)
    watching = elsewhere("--watch")

    comes(lambda: len(receiver.got) == 1)
    create_event(team, a_document(), by=cast.bob)
    comes(lambda: len(receiver.got) == 2)
    watching.terminate()
    assert watching.wait() == 0


@pytest.fixture
def working(app):
    """A worker in a thread of this process, which has ended when the test ends: it would send what others wait with."""
    worker = Worker(app, HOME)
    thread = threading.Thread(target=worker.run)
    thread.start()
    yield worker
    worker.end()
    thread.join()


@pytest.fixture
def patient(monkeypatch):
    """Workers that look only when they are woken."""
    monkeypatch.setattr("webapp.ops.webhook_worker.LOOK_EVERY", 3600)


@on_sqlite
def test_what_this_process_writes_is_sent_without_waiting_for_the_next_look(
    session, patient, working, receiver, cast, team
):
    webhook = hook(team, receiver.url, cast.alice)
    create_event(team, a_document(), by=cast.bob)
    comes(lambda: len(receiver.got) == 1)
    send_test(team, webhook, cast.alice)
    comes(lambda: len(receiver.got) == 2 and due(Clock()()) == [])


@on_sqlite
def test_one_that_hangs_holds_nobody_else_up(session, working, receiver, cast, team):
    over = threading.Event()
    receiver.before = lambda got: over.wait() if "slow" in got.path else None
    hook(team, f"{receiver.url}&slow", cast.alice)
    hook(team, f"{receiver.url}&quick", cast.alice)
    try:
        create_event(team, a_document(), by=cast.bob)
        comes(lambda: any("quick" in got.path for got in receiver.got))
    finally:
        over.set()
    comes(lambda: len(receiver.got) == 2 and due(Clock()()) == [])
