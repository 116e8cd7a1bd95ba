"""Radicale, the usual small CalDAV server, asked for a time as calendar programs ask it."""

import base64
import http.client
import sys
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from bench import servers

_WHO = "Basic " + base64.b64encode(b"person0:none").decode()
_XML = {"Authorization": _WHO, "Content-Type": "application/xml", "Depth": "1"}
_QUERY = """<?xml version="1.0"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><D:getetag/><C:calendar-data>{expand}</C:calendar-data></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range {range}/>
</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""


def radicale(folder: Path) -> AbstractContextManager[servers.Server]:
    """The server on the calendar in `folder`, which everybody may write to."""
    options = {
        "hosts": "127.0.0.1:{port}",
        "auth-type": "none",
        "web-type": "none",
        "logging-level": "critical",
        "storage-filesystem-folder": str(folder),
        "reporting-max-expand-occurrence": "1000000",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return servers.started([sys.executable, "-m", "radicale", "--config", "", *words], "")


def query(after: datetime, before: datetime, expanded: bool) -> str:
    """A question for everything between two moments: its files, or each instance by itself."""
    span = f'start="{after:%Y%m%dT%H%M%SZ}" end="{before:%Y%m%dT%H%M%SZ}"'
    return _QUERY.format(range=span, expand=f"<C:expand {span}/>" if expanded else "")


def report(server: servers.Server, calendar: str, asked: str) -> bytes:
    """The answer to such a question."""
    return _answer(server, "REPORT", f"/person0/{calendar}/", asked, _XML, 207)


def put(server: servers.Server, calendar: str, number: int, file: str) -> None:
    """Save one event."""
    path = f"/person0/{calendar}/{number}.ics"
    _answer(server, "PUT", path, file, {"Authorization": _WHO, "Content-Type": "text/calendar"}, 201)


def _answer(
    server: servers.Server, method: str, path: str, body: str, headers: dict[str, str], expected: int
) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=1800)
    connection.request(method, path, body.encode(), headers)
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    if response.status != expected:
        raise RuntimeError(f"{method} {path} answered {response.status}: {answer[:200]!r}")
    return answer
