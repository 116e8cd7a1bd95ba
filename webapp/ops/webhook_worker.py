"""Who sends webhooks: threads of the web process, or of `flask deliver-webhooks`. As many processes as there are may do it."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from random import SystemRandom
from time import monotonic
from typing import NamedTuple

import structlog
from flask import Flask

from webapp.operations.announcements import Announcement, CalendarChanged, announced
from webapp.operations.webhook_queue import asked, begin, due, forget_old, settle
from webapp.ops.webhook_posting import Network, post

log = structlog.get_logger("daybook.webhooks")

AT_ONCE = 4  # webhooks of one process that are sent to at the same time
TURN = 20.0  # seconds after which a webhook lets others go first
LOOK_EVERY = 5.0  # seconds: how late retries and what other processes wrote may be
FORGET_EVERY = 3600.0
_DICE = SystemRandom()  # the other one belongs to whoever seeds it, as tests do

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Tries(NamedTuple):
    """How often something was sent, and how often it arrived."""

    all: int
    arrived: int


def deliver_once(app: Flask, network: Network, clock: Clock = utc_now) -> Tries:
    """Send everything that is due, one after the other."""
    tries, before = Tries(0, 0), list[int]()
    with app.app_context():
        while ids := due(clock()):
            turns = [take_turn(webhook_id, network, clock) for webhook_id in ids]
            sent = sum(turn.all for turn in turns)
            tries = Tries(tries.all + sent, tries.arrived + sum(turn.arrived for turn in turns))
            if not sent and ids == before:
                break  # others were quicker, twice
            before = ids
    return tries


def take_turn(webhook_id: int, network: Network, clock: Clock = utc_now) -> Tries:
    """Send what one webhook has to say, as long as others can wait."""
    tries, arrived, ends = 0, 0, monotonic() + TURN
    outgoing = begin(webhook_id, clock())
    while outgoing is not None:
        outcome = post(outgoing.address, outgoing.headers(clock()), outgoing.body, network)
        log.info("webhook", webhook=webhook_id, id=outgoing.name, status=outcome.status, ms=outcome.took)
        tries, arrived = tries + 1, arrived + outcome.is_delivered
        outgoing = settle(outgoing, outcome, clock(), _DICE.random(), monotonic() < ends)
    return Tries(tries, arrived)


class Worker:
    """One thread that looks for what is due, and one more for each webhook that is being sent to.

    It is woken by what this process writes; what others write, and retries, it finds within five seconds.
    """

    def __init__(self, app: Flask, network: Network | None = None) -> None:
        self._app = app
        self._network = network or Network(to_private=app.config["WEBHOOKS_TO_PRIVATE"])
        self._woken = threading.Event()
        self._ended = False
        self._lock = threading.Lock()
        self._sending: set[int] = set()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin in threads of this process; to be called after the server has forked."""
        self._thread = threading.Thread(target=self.run, daemon=True, name="webhooks")
        self._thread.start()

    def end(self) -> None:
        """Begin nothing new; what is being sent ends by itself, or is sent again by somebody else."""
        self._ended = True
        self._woken.set()

    def run(self) -> None:
        """Send until `end()`; a database that is away is asked again."""
        announced.connect(self._hear)
        asked.connect(self._hear)
        forget_at = monotonic()
        while not self._ended:
            self._woken.clear()
            try:
                self._look()
                if monotonic() >= forget_at:
                    forget_at = monotonic() + FORGET_EVERY
                    self._forget()
            except Exception:
                log.exception("webhooks cannot be looked at")
            self._woken.wait(LOOK_EVERY * _DICE.uniform(0.8, 1.2))

    def _hear(self, announcement: Announcement | None) -> None:
        if announcement is None or isinstance(announcement, CalendarChanged):
            self._woken.set()

    def _look(self) -> None:
        with self._app.app_context():
            found = due(utc_now())
        with self._lock:
            free = [one for one in found if one not in self._sending][: AT_ONCE - len(self._sending)]
            self._sending.update(free)
        for webhook_id in free:
            threading.Thread(target=self._send, args=(webhook_id,), daemon=True, name="webhook").start()

    def _send(self, webhook_id: int) -> None:
        try:
            with self._app.app_context():
                sent = take_turn(webhook_id, self._network).all
        except Exception:
            sent = 0
            log.exception("webhook failed", webhook=webhook_id)
        with self._lock:
            self._sending.discard(webhook_id)
        if sent:
            self._woken.set()  # others may wait for a free place, and this one may have more to say

    def _forget(self) -> None:
        with self._app.app_context():
            forget_old(utc_now())
