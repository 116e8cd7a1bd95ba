"""What webhooks are sent to: real servers on loopback that keep what they got and answer as a test says."""

import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.parts import missing
from tests.support.run_folder import folder


class Got(NamedTuple):
    """One request: its path, its headers with names in lower case, and its body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


class Receiver:
    """Listens on a port of loopback. `answers` are statuses for the next requests, 204 when there is none left."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.got: list[Got] = []
        self.answers: list[int] = []
        self.headers: dict[str, str] = {}
        self.text = b""
        self.before: Callable[[Got], Any] = lambda got: None  # called while the sender waits for its answer
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.receiver = self
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = int(self._server.server_address[1])
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/hook?team=1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    receiver: Receiver

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Senders that hang up are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        receiver = self.server.receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        got = Got(self.path, headers, body)
        receiver.got.append(got)
        receiver.before(got)
        self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
        for name, value in receiver.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(receiver.text)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver over plain http."""
    with receiving() as made:
        yield made


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    made = Receiver(tls)
    try:
        yield made
    finally:
        made.close()


def certificate(name: str) -> Path:
    """A file with a key and a certificate that signs itself and holds for this host name alone."""
    path = folder() / f"certificate-{name}.pem"
    if shutil.which("openssl") is None:
        missing("There is no openssl to make a certificate with.")
    if not path.exists():
        made = f"-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN={name}"
        files = ["-addext", f"subjectAltName=DNS:{name}", "-keyout", str(path), "-out", str(path)]
        command = ["openssl", "req", "-x509", *made.split(), *files]
        subprocess.run(command, check=True, capture_output=True)
    return path


def serving_as(name: str) -> ssl.SSLContext:
    """What a server that is this host speaks TLS with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(name))
    return context


def trusting(name: str) -> ssl.SSLContext:
    """What a sender verifies with that trusts that certificate and no other."""
    return ssl.create_default_context(cafile=str(certificate(name)))
