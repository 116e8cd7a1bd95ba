"""What goes wrong while people work: workers die, somebody loses access and gets it back, and the others save on."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from itertools import count
from typing import NamedTuple

from tests.faults.interleavings import UNITS, write
from tests.support.dice import DICE
from tests.support.http import Browser
from tests.support.live_server import LiveServer
from tests.support.page_forms import fields_of

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
SECRET = "secret of time"
PATIENCE = 60.0


class Stage(NamedTuple):
    """A server, the sign-ins of the cast by name, and what they look at."""

    server: LiveServer
    tokens: Mapping[str, str]
    team: int
    events: Sequence[int]
    vera: int


class Actor(threading.Thread):
    """Does something again and again until it is told to stop; what went wrong in it comes out of is_over()."""

    def __init__(self, act: Callable[[], None], pause: tuple[float, float]) -> None:
        super().__init__(daemon=True)
        self._act, self._pause = act, pause
        self._ended = threading.Event()
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            while not self._ended.wait(DICE.uniform(*self._pause)):
                self._act()
        except BaseException as error:
            self._error = error

    def end(self) -> None:
        self._ended.set()

    def is_over(self) -> bool:
        """Whether it has ended; raises what ended it before its time."""
        if self._error:
            raise self._error
        return not self.is_alive()


class Stubborn:
    """Somebody whose browser asks again, with the same key, until there is an answer."""

    def __init__(self, stage: Stage, who: str) -> None:
        self._server = stage.server
        self._browser = Browser(stage.server.port, stage.tokens[who])

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        return self._ask(lambda: self._browser.get(path, headers or {}))

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        return self._ask(lambda: self._browser.post(path, fields))

    def close(self) -> None:
        self._browser.connection.close()

    def _ask(self, ask: Callable[[], tuple[int, object, str]]) -> tuple[int, str]:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                status, _, text = ask()
                if status < 500:
                    return status, text
            except (OSError, HTTPException):
                self._browser.connection.close()
            assert time.monotonic() < deadline, f"nobody answers any more:\n{self._server.tail()}"
            time.sleep(0.1)


class Access:
    """Vera loses the calendar and gets it back. What is saved in between bears the number of that time."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self.browser = stage, Stubborn(stage, "alice")
        self._shares = f"/calendars/{stage.team}/shares"
        self.times = 0
        self.is_out = False

    def change(self) -> None:
        """The other way round."""
        if self.is_out:
            self.give_back()
            return
        assert self._post(f"{self._shares}/{self._stage.vera}", remove="1") in (200, 303, 404)
        self.times += 1
        self.is_out = True

    def give_back(self) -> None:
        if self.is_out:
            self.is_out = False
            fields = {"person": str(self._stage.vera), "q": "Vera Voss", "role": "viewer"}
            assert self._post(self._shares, **fields) in (200, 303)

    def secret(self) -> str:
        """What Vera may not hear now; nothing while she is let in."""
        return f"{SECRET} {self.times}." if self.is_out else ""

    def _post(self, path: str, **fields: str) -> int:
        _, page = self.browser.get(f"/calendars/{self._stage.team}/sharing")
        token = fields_of(page, "share-form")["csrf_token"]
        return self.browser.post(path, {"csrf_token": token, **fields})[0]


class Writer:
    """Saves one field after the other."""

    numbers = count(1)

    def __init__(self, stage: Stage, who: str, access: Access | None = None) -> None:
        self._stage, self.browser, self._access = stage, Stubborn(stage, who), access
        self.saved = 0

    def close(self) -> None:
        self.browser.close()

    def save(self) -> None:
        event_id, unit = DICE.choice(self._stage.events), DICE.choice(UNITS)
        secret = self._access.secret() if self._access else ""
        path = f"/events/{event_id}/fields/{'title' if secret else unit}"
        status, page = self.browser.get(f"{path}/form", HTMX)
        fields = fields_of(page, f"form-{path.rsplit('/', 1)[1]}")
        if secret:
            fields["title"] = f"{secret} {next(self.numbers)}"
        else:
            write(fields, unit, next(self.numbers), random.Random())
        status, _ = self.browser.post(path, fields)
        assert status in (303, 409), f"{status} from {path}"
        self.saved += status == 303


def kill_a_worker(server: LiveServer) -> None:
    """As the kernel does when memory runs out; not before there is one that answers again."""
    server.get("/healthz", timeout=90)
    os.kill(DICE.choice(server.workers()), signal.SIGKILL)
