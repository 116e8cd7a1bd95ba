"""Sending one delivery: to an address that was looked at, to no other, and never for longer than ten seconds.

The host name is looked up once, every address it has is checked, and the connection goes to the very one that was
checked: a name that answers differently a moment later (DNS rebinding) leads nowhere. Redirects are not followed.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from urllib.parse import SplitResult, urlsplit

from webapp.domain.texts import cleaned_lines, showable
from webapp.domain.webhook_addresses import why_closed
from webapp.operations.webhook_queue import Outcome

SECONDS = 10.0
READ_AT_MOST = 4096
KEPT_CHARACTERS = 1000
TOO_LONG = f"There was no whole answer within {SECONDS:g} seconds."
REDIRECT = "It answered with a redirect, which is not followed. Give the address that it leads to."

Resolve = Callable[[str, int], list[str]]


class NotSent(Exception):
    """Nothing was sent; the message is a sentence for the owner."""


def look_up(host: str, port: int) -> list[str]:
    """The addresses that a host name has now; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Network:
    """What may be reached and how: `to_private` opens private networks, for laptops and tests."""

    to_private: bool = False
    resolve: Resolve = look_up
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    seconds: float = SECONDS


def post(address: str, headers: dict[str, str], body: bytes, network: Network) -> Outcome:
    """Send it once; whatever goes wrong is in the outcome."""
    began = time.monotonic()
    deadline = began + network.seconds
    try:
        status, answer = _post(urlsplit(address), headers, body, network, deadline)
    except (NotSent, OSError, http.client.HTTPException, ValueError) as error:
        return Outcome(None, _since(began), error=_late(deadline) or _sentence(error))
    if _late(deadline):  # cut off, an answer looks as if it had ended
        return Outcome(None, _since(began), error=TOO_LONG)
    return Outcome(status, _since(began), answer, REDIRECT if 300 <= status < 400 else "")


def _late(deadline: float) -> str:
    return TOO_LONG if time.monotonic() >= deadline else ""


def _post(
    parts: SplitResult, headers: dict[str, str], body: bytes, network: Network, deadline: float
) -> tuple[int, str]:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    ip = _checked(host, port, network, deadline)
    connection = _Pinned(host, port, ip, network.trust if parts.scheme == "https" else None, deadline)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    with _ending_at(deadline, connection):
        connection.request("POST", path, body, {**headers, "Connection": "close"})
        response = connection.getresponse()
        start = response.read(READ_AT_MOST)
        response.close()
    return response.status, cleaned_lines(showable(start.decode(errors="replace")))[:KEPT_CHARACTERS]


def _checked(host: str, port: int, network: Network, deadline: float) -> str:
    """The address to connect to; raises NotSent where one of those that the name has may not be sent to."""
    found = _within(deadline, lambda: network.resolve(host, port))
    if not found:
        raise NotSent(f"{host} has no address.")
    closed = None if network.to_private else next(filter(None, map(_closed, found)), None)
    if closed:
        raise NotSent(f"{host} leads to {closed}. Webhooks go to the open internet alone.")
    return found[0]


def _closed(address: str) -> str | None:
    try:
        return why_closed(address)
    except ValueError:
        return "what is no address"


def _within(deadline: float, resolve: Callable[[], list[str]]) -> list[str]:
    """A look-up cannot be interrupted: one that takes too long is left to end by itself."""
    answer: SimpleQueue[list[str] | OSError] = SimpleQueue()
    threading.Thread(target=_answer, args=(answer, resolve), daemon=True).start()
    try:
        found = answer.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise NotSent(TOO_LONG) from None
    if isinstance(found, OSError):
        raise NotSent("The host name is not known. Look at its spelling.") from found
    return found


def _answer(answer: "SimpleQueue[list[str] | OSError]", resolve: Callable[[], list[str]]) -> None:
    try:
        answer.put(resolve())
    except (OSError, UnicodeError) as error:
        answer.put(error if isinstance(error, OSError) else OSError(str(error)))


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the host's name says by now; with TLS for that name where there is trust."""

    def __init__(self, host: str, port: int, ip: str, trust: ssl.SSLContext | None, deadline: float) -> None:
        super().__init__(host, port)
        self.default_port = (
            443 if trust else 80
        )  # so that the header Host names no port that goes without saying
        self._ip, self._trust, self._deadline = ip, trust, deadline
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        left = max(0.01, self._deadline - time.monotonic())
        self.sock = self.wire = socket.create_connection((self._ip, self.port), left)
        if self._trust:
            secure = self._trust.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = self.wire = secure
            secure.do_handshake()


@contextmanager
def _ending_at(deadline: float, connection: _Pinned) -> Iterator[None]:
    """The timeout of a socket counts from each byte anew; this one counts once, for all of it."""
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()
        if connection.wire is not None:
            connection.wire.close()


def _cut(connection: _Pinned) -> None:
    if connection.wire is not None:
        try:
            # Past SSLSocket's own, which forgets its state while another thread reads.
            socket.socket.shutdown(connection.wire, socket.SHUT_RDWR)
        except OSError:
            return


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _sentence(error: Exception) -> str:
    if isinstance(error, NotSent):
        return str(error)[:300]
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Its certificate does not hold for this host: {error.verify_message}."[:300]
    if isinstance(error, ssl.SSLError):
        return "It does not speak TLS as it should."
    if isinstance(error, ConnectionRefusedError):
        return "Nobody listens there: the connection was refused."
    if isinstance(error, http.client.HTTPException | ValueError) and not isinstance(error, ConnectionError):
        return "What answers there does not speak HTTP."
    return "The connection broke off."
