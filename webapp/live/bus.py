"""What one process announces reaches the others. Only names travel ("c3.41", "p7", "t3.7"): what they mean is read from the database.

A message may get lost, come twice or come late. Whoever cannot say what got lost says "everything", and all watchers
are looked at.
"""

import atexit
import importlib
import secrets
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import closing
from functools import partial
from typing import Any, Protocol

from webapp.live.bus_once import Hear, Once
from webapp.live.bus_pauses import Pauses
from webapp.live.presence_words import is_word
from webapp.operations.announcements import AccessChanged, Announcement, CalendarChanged, TimeChanged

CARRIERS = {
    "postgres": "webapp.live.bus_postgres",
    "redis": "webapp.live.bus_redis",
    "hub": "webapp.live.bus_hub",
}
EVERYTHING = "everything"
MOST_PENDING = 1000  # names that wait to be sent; beyond them, "everything" says it shorter
AT_ONCE = 100  # names in one message
LONGEST_MESSAGE = 7500  # PostgreSQL takes less than 8,000 bytes
LISTEN_FOR = 1.0
LAST_WORDS = 1.0

Overhear = Callable[[str, str], None]  # a process, and a word of it about who is where


class Line(Protocol):
    """A connection to the carrier. Each method raises when the carrier is away; a Line never connects again by itself."""

    def send(self, message: str) -> None: ...

    def receive(self, seconds: float) -> Collection[str]:
        """What has come meanwhile; waits for it up to that long."""

    def close(self) -> None: ...


class Carrier(Protocol):
    """How to get a Line, and how long to wait at most before the next try."""

    longest_pause: float

    def for_sending(self) -> Line: ...

    def for_hearing(self) -> Line:
        """Returns when everything that is sent from now on will be received."""


def name_of(announcement: Announcement) -> str:
    """The announcement as it travels."""
    if isinstance(announcement, CalendarChanged):
        return f"c{announcement.calendar_id}.{announcement.seq}"
    if isinstance(announcement, TimeChanged):
        return f"t{announcement.calendar_id}.{announcement.person_id}"
    return f"p{announcement.person_id}"


def announcement_of(name: str) -> Announcement | None:
    """What travelled under this name; None, which stands for everything, when it is not one that we know."""
    numbers = name[1:].split(".")
    if not all(number.isascii() and number.isdigit() and len(number) < 20 for number in numbers):
        return None
    if name[0] == "c" and len(numbers) == 2:
        return CalendarChanged(int(numbers[0]), int(numbers[1]))
    if name[0] == "t" and len(numbers) == 2:
        return TimeChanged(int(numbers[0]), int(numbers[1]))
    if name[0] == "p" and len(numbers) == 1:
        return AccessChanged(int(numbers[0]))
    return None


def new_bus(config: Mapping[str, Any], hear: Hear, overhear: Overhear = lambda process, word: None) -> "Bus":
    """The bus that BUS names, and the way to the hub process.

    Drivers are imported here, so that one that is missing shows at the start.
    """
    names = [] if config["BUS"] == "local" else [config["BUS"]]
    if config.get("LIVE_HUB"):
        names.append("hub")
    carriers: list[Carrier] = [importlib.import_module(CARRIERS[name]).carrier(config) for name in names]
    return Bus(carriers, hear, overhear)


class Bus:
    """Both directions of one process. Threads start when they are needed, so after the server has forked."""

    def __init__(
        self,
        carriers: Collection[Carrier],
        hear: Hear,
        overhear: Overhear = lambda process, word: None,
    ) -> None:
        once, name = Once(hear), Name()
        self._senders = [Sender(carrier, name) for carrier in carriers]
        self._listeners = [
            Listener(carrier, name, partial(once.hear, sender), overhear)
            for carrier, sender in zip(carriers, self._senders, strict=True)
        ]

    def publish(self, announcement: Announcement) -> None:
        """Let the other processes know, without waiting for them."""
        for sender in self._senders:
            sender.put(name_of(announcement))

    def say(self, word: str) -> None:
        """Let the other processes know of who is where, without waiting for them."""
        for sender in self._senders:
            sender.put(word)

    def listen(self) -> None:
        """Hear the others from now on."""
        for listener in self._listeners:
            listener.start()

    def end(self) -> None:
        """Hear nothing any more; what has been announced still goes out, now and for requests that are not done."""
        for listener in self._listeners:
            listener.end()
        for sender in self._senders:
            sender.end()


class Name:
    """What a process is called on the bus, the same on every carrier."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._text = ""

    def __str__(self) -> str:
        with self._lock:
            self._text = self._text or secrets.token_hex(4)  # made after the fork: workers must not share it
            return self._text


class Sender:
    """One thread that sends what requests leave here; after `end()` one for what still comes."""

    def __init__(self, carrier: Carrier, name: Name) -> None:
        self._carrier, self._name = carrier, name
        self._changed = threading.Condition()
        self._pending: dict[str, str] = {}  # the newest name of each subject
        self._is_sending = self._is_ending = False
        self._thread: threading.Thread | None = None

    def put(self, name: str) -> None:
        with self._changed:
            if EVERYTHING not in self._pending:
                self._pending[_subject(name)] = name
            if len(self._pending) > MOST_PENDING:
                self._say_everything()
            if self._thread is None:
                self._start()
            self._changed.notify_all()

    def end(self) -> None:
        """Let the thread go as soon as nothing waits to be sent; returns as flush() does."""
        with self._changed:
            self._is_ending = True
            self._changed.notify_all()
        self.flush()

    def flush(self) -> None:
        """Return when everything has been sent, or has not been for a while."""
        with self._changed:
            self._changed.wait_for(lambda: not self._pending and not self._is_sending, LAST_WORDS)

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, daemon=True, name="live-bus-out")
        self._thread.start()
        atexit.register(self.flush)  # commands end right after their commit

    def _say_everything(self) -> None:
        self._pending = {EVERYTHING: EVERYTHING}

    def _run(self) -> None:
        pauses = Pauses(self._carrier.longest_pause)
        while True:
            try:
                with closing(self._carrier.for_sending()) as line:
                    while names := self._take():
                        self._send(names, line)
                        pauses.reset()
                return
            except Exception as error:
                pauses.note("bus is away, others hear later", error)
                threading.Event().wait(pauses.next())

    def _send(self, names: list[str], line: Line) -> None:
        try:
            line.send(" ".join((str(self._name), *names)))
        except Exception:
            with self._changed:
                self._say_everything()
            raise
        finally:
            with self._changed:
                self._is_sending = False
                self._changed.notify_all()

    def _take(self) -> list[str]:
        """What is to be said next; nothing where this has ended and nothing waits."""
        with self._changed:
            self._changed.wait_for(lambda: self._pending or self._is_ending)
            if not self._pending:
                self._thread = None
                return []
            self._is_sending = True
            keys = _fitting(self._pending)
            return [self._pending.pop(key) for key in keys]


def _subject(name: str) -> str:
    """What a name is about: a newer one about the same says all that an older one did."""
    return name if name[0] == "t" else name.split(".")[0]


def _fitting(pending: Mapping[str, str]) -> list[str]:
    """The keys of as many names as one message can carry, and of one at least."""
    room, keys = LONGEST_MESSAGE, list[str]()
    for key, name in pending.items():
        room -= len(name) + 1
        if keys and (room < 0 or len(keys) == AT_ONCE):
            break
        keys.append(key)
    return keys


class Listener:
    """One thread that hears the other processes; whenever it has connected, it says "everything" first."""

    def __init__(self, carrier: Carrier, name: Name, hear: Hear, overhear: Overhear) -> None:
        self._carrier, self._name, self._hear, self._overhear = carrier, name, hear, overhear
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    def start(self) -> None:
        with self._lock:
            if self._thread is None and not self._ended.is_set():
                self._thread = threading.Thread(target=self._run, daemon=True, name="live-bus-in")
                self._thread.start()

    def end(self) -> None:
        self._ended.set()

    def _run(self) -> None:
        pauses = Pauses(self._carrier.longest_pause)
        while not self._ended.is_set():
            try:
                with closing(self._carrier.for_hearing()) as line:
                    self._hear(None)
                    while not self._ended.is_set():
                        self._take(line.receive(LISTEN_FOR))
                        pauses.reset()
            except Exception as error:
                pauses.note("bus is away, the safety poll goes on", error)
                self._ended.wait(pauses.next())

    def _take(self, messages: Iterable[str]) -> None:
        for message in messages:
            sender, *names = message.split(" ")
            if sender != str(self._name):  # our own watchers have heard of it long since
                for name in names:
                    if is_word(name):
                        self._overhear(sender, name)
                    else:
                        self._hear(announcement_of(name))
