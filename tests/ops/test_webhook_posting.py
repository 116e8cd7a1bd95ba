"""Sending one delivery: where it goes, where it never goes, and what ends it."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest

from tests.domain.test_webhooks import CLOSED
from tests.support.receivers import receiving, serving_as, trusting
from webapp.ops.webhook_posting import REDIRECT, TOO_LONG, Network, post

NAME = "hooks.test"
HERE = ["127.0.0.1"]


class Names:
    """A resolver that a test fills: what a name leads to at the first look-up, at the second, …"""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, host, port):
        self.asked.append((host, port))
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, Exception):
            raise found
        return found


def send(address, **network):
    return post(address, {"Content-Type": "application/json"}, b'{"a":1}', Network(**network))


def test_it_posts_the_body_to_the_path(receiver):
    receiver.text = b"Thank you"
    outcome = send(receiver.url, to_private=True)

    assert (outcome.status, outcome.answer, outcome.error) == (204, "", "")
    got = receiver.got[0]
    assert (got.path, got.body) == ("/hook?team=1", b'{"a":1}')
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert got.headers["content-type"] == "application/json"


@pytest.mark.parametrize("closed", CLOSED)
def test_a_name_that_leads_into_a_closed_network_is_refused(monkeypatch, closed):
    """Nothing is connected to; the same call with an address of the open internet tries to."""
    tried = []

    def connect(address, timeout):
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    for found in ([closed], ["1.1.1.1", closed], [closed, "1.1.1.1"]):
        outcome = send(f"https://{NAME}/", resolve=Names(found))
        assert f"{NAME} leads to " in outcome.error
    assert tried == []

    assert "refused" in send(f"https://{NAME}/", resolve=Names(["1.1.1.1"])).error
    assert tried == [("1.1.1.1", 443)]


def test_where_there_is_no_setting_for_it_this_machine_is_closed(receiver):
    assert "leads to this machine" in send(receiver.url).error
    assert receiver.got == []
    assert send(receiver.url, to_private=True).is_delivered


def test_a_name_is_looked_up_once_and_the_answer_is_what_is_connected_to(monkeypatch):
    """DNS rebinding: an open address at the first question, this machine at every later one."""
    tried = []

    def connect(address, timeout):
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    names = Names(["1.1.1.1"], HERE)
    send(f"https://{NAME}:8443/", resolve=names)
    assert (names.asked, tried) == ([(NAME, 8443)], ["1.1.1.1"])


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_not_followed(receiver, status):
    receiver.answers = [status]
    receiver.headers = {"Location": receiver.url}
    outcome = send(receiver.url, to_private=True)
    assert (outcome.status, outcome.error, outcome.is_delivered) == (status, REDIRECT, False)
    assert len(receiver.got) == 1


@pytest.mark.parametrize(("status", "delivered"), [(200, True), (299, True), (400, False), (500, False)])
def test_what_counts_as_delivered(receiver, status, delivered):
    receiver.answers = [status]
    assert send(receiver.url, to_private=True).is_delivered == delivered


def test_of_an_answer_the_start_is_kept(receiver):
    receiver.answers = [500]
    receiver.text = b"No\0 \xff\xe9 <b>" + b"x" * 2_000_000
    outcome = send(receiver.url, to_private=True)
    assert outcome.status == 500
    assert len(outcome.answer) == 1000 and "\0" not in outcome.answer
    assert outcome.answer.startswith("No") and "<b>xxx" in outcome.answer


def test_tls_is_verified_against_the_name(receiver):
    with receiving(serving_as(NAME)) as secure:
        network = {"to_private": True, "resolve": Names(HERE), "trust": trusting(NAME)}
        assert send(f"https://{NAME}:{secure.port}/x", **network).status == 204
        assert secure.got[0].headers["host"] == f"{NAME}:{secure.port}"

        other = send(f"https://other.test:{secure.port}/x", **network)
        assert "certificate does not hold" in other.error
        nobody = send(f"https://{NAME}:{secure.port}/x", to_private=True, resolve=Names(HERE))
        assert "certificate does not hold" in nobody.error
        assert len(secure.got) == 1
    assert "TLS" in send(f"https://{NAME}:{receiver.port}/x", **network).error


@contextmanager
def something(*steps):
    """A server that does these to a connection, one after the other: waits to be told, or sends bytes."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            for step in steps:
                step(connection, over)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        over.set()
        thread.join()
        listener.close()


def says(text):
    return lambda connection, over: connection.sendall(text)


def waits(connection, over):
    over.wait()


def drips(connection, over):
    """A byte now and then, so that no single wait for one is long."""
    while not over.wait(0.02):
        try:
            connection.sendall(b"x")
        except OSError:
            return


@pytest.mark.parametrize(
    "steps",
    [
        [waits],
        [says(b"HTTP/1.1 200 OK\r\n"), waits],
        [drips],
        [says(b"HTTP/1.1 200 OK\r\nX-Slow: "), drips],
        [says(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n"), drips],
        [says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), waits],
    ],
    ids=["silence", "half a head", "dripping", "dripping head", "dripping body", "endless chunks"],
)
def test_all_of_it_has_one_limit_in_time(steps):
    with something(*steps) as address:
        began = time.monotonic()
        outcome = send(address, to_private=True, seconds=0.3)
        assert time.monotonic() - began > 0.25
    assert (outcome.status, outcome.error) == (None, TOO_LONG)


def test_a_look_up_that_hangs_ends_as_well():
    hung = threading.Event()
    outcome = send(f"https://{NAME}/", resolve=lambda host, port: hung.wait() and [], seconds=0.2)
    hung.set()
    assert outcome.error == TOO_LONG


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([says(b"SSH-2.0-OpenSSH_9.2\r\n")], "does not speak HTTP"),
        ([], "broke off"),
        ([says(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500)], "does not speak HTTP"),
        ([says(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000)], "does not speak HTTP"),
    ],
    ids=["another protocol", "hangs up", "too many headers", "too long a header"],
)
def test_what_answers_strangely_is_told_in_a_sentence(steps, sentence):
    with something(*steps) as address:
        assert sentence in send(address, to_private=True).error


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (socket.gaierror("no"), "not known"),
        (UnicodeError("label too long"), "not known"),
        ([], "no address"),
        (["not an address"], "leads to what is no address"),
    ],
)
def test_a_name_that_leads_nowhere(found, sentence):
    assert sentence in send(f"https://{NAME}/", resolve=Names(found)).error


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert "refused" in send(f"http://127.0.0.1:{port}/", to_private=True).error
