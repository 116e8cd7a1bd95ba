"""What the bus says, and what it says when it cannot know: on a carrier in memory that can be held up and cut."""

import queue
import threading
import time
from collections.abc import Collection, Iterator, Mapping

import pytest

from tests.support.sockets import PATIENCE
from webapp.config import BadSetting, read_settings
from webapp.live.bus import AT_ONCE, MOST_PENDING, Bus, announcement_of, name_of
from webapp.operations.announcements import AccessChanged, Announcement, CalendarChanged, TimeChanged

POSTGRES = "postgresql://db/daybook"
REDIS = "redis://cache:6379/0"


class Air:
    """A carrier and each of its lines at once: who sends is held until `is_open`, who hears takes from `heard`."""

    longest_pause = 5.0

    def __init__(self) -> None:
        self.is_open = threading.Event()
        self.sent: queue.Queue[list[str]] = queue.Queue()
        self.heard: queue.Queue[str] = queue.Queue()
        self.failures = 0

    def for_sending(self) -> "Air":
        assert self.is_open.wait(10)
        return self

    def for_hearing(self) -> "Air":
        return self

    def send(self, message: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("cut")
        self.sent.put(message.split(" "))

    def receive(self, seconds: float) -> Collection[str]:
        message = self.heard.get(timeout=10)
        if message == "cut":
            raise ConnectionError("cut")
        return [message]

    def close(self) -> None:
        """Nothing is kept open."""

    def names(self) -> list[str]:
        """What was said in the next message, without who said it."""
        return self.sent.get(timeout=5)[1:]


@pytest.fixture
def air() -> Air:
    return Air()


@pytest.fixture
def told() -> "queue.Queue[Announcement | None]":
    return queue.Queue()


@pytest.fixture
def bus(air: Air, told: "queue.Queue[Announcement | None]") -> Iterator[Bus]:
    made = Bus([air], told.put)
    yield made
    air.is_open.set()
    made.end()


@pytest.mark.parametrize(
    ("announcement", "name"),
    [(CalendarChanged(3, 41), "c3.41"), (AccessChanged(7), "p7"), (TimeChanged(3, 7), "t3.7")],
)
def test_an_announcement_travels_as_a_name_of_numbers(announcement: Announcement, name: str) -> None:
    assert name_of(announcement) == name
    assert announcement_of(name) == announcement


@pytest.mark.parametrize(
    "name", ["everything", "", "c", "c3", "c3.", "c3.4.5", "c-3.4", "p", "p7.1", "p٣", "x3", "p" + "9" * 40]
)
def test_a_name_that_is_not_known_stands_for_everything(name: str) -> None:
    assert announcement_of(name) is None


def test_what_waits_is_said_once_and_in_messages_that_fit(bus: Bus, air: Air) -> None:
    for calendar_id in range(AT_ONCE + 1):
        bus.publish(CalendarChanged(calendar_id, 1))
        bus.publish(CalendarChanged(calendar_id, 2))
    air.is_open.set()
    first, second = air.names(), air.names()
    assert len(first) == AT_ONCE and len(second) == 1
    assert {*first, *second} == {f"c{calendar_id}.2" for calendar_id in range(AT_ONCE + 1)}


def test_too_much_to_say_becomes_everything_and_nobody_waits_for_it(bus: Bus, air: Air) -> None:
    start = time.monotonic()
    for person_id in range(MOST_PENDING + 50):
        bus.publish(AccessChanged(person_id))
    assert time.monotonic() - start < PATIENCE
    air.is_open.set()
    assert air.names() == ["everything"]
    bus.publish(AccessChanged(1))
    assert air.names() == ["p1"]


def test_who_could_not_say_something_says_everything_as_soon_as_it_can(bus: Bus, air: Air) -> None:
    air.is_open.set()
    air.failures = 2
    bus.publish(CalendarChanged(3, 41))
    assert air.names() == ["everything"]
    bus.publish(CalendarChanged(3, 42))
    assert air.names() == ["c3.42"]


def test_the_last_words_are_out_when_the_bus_has_ended(bus: Bus, air: Air) -> None:
    air.is_open.set()
    bus.publish(AccessChanged(7))
    bus.end()
    assert air.sent.get_nowait()[1:] == ["p7"]


def test_requests_that_are_not_done_still_say_something_after_the_end(bus: Bus, air: Air) -> None:
    air.is_open.set()
    bus.publish(AccessChanged(7))
    bus.end()
    bus.publish(AccessChanged(8))
    assert [air.names(), air.names()] == [["p7"], ["p8"]]


def test_whoever_connects_looks_at_everything_each_time(
    bus: Bus, air: Air, told: "queue.Queue[Announcement | None]"
) -> None:
    bus.listen()
    air.heard.put("other c3.41 p7")
    air.heard.put("cut")
    air.heard.put("other everything")
    heard = [told.get(timeout=5) for _ in range(5)]
    assert heard == [None, CalendarChanged(3, 41), AccessChanged(7), None, None]
    bus.end()
    air.heard.put("other p1")


def test_own_words_that_come_back_are_not_heard(
    bus: Bus, air: Air, told: "queue.Queue[Announcement | None]"
) -> None:
    air.is_open.set()
    bus.listen()
    bus.publish(AccessChanged(7))
    air.heard.put(" ".join(air.sent.get(timeout=5)))
    air.heard.put("other p8")
    assert [told.get(timeout=5) for _ in range(2)] == [None, AccessChanged(8)]
    bus.end()
    air.heard.put("other p1")


@pytest.mark.parametrize(
    ("environment", "bus"),
    [
        ({}, "local"),
        ({"DATABASE_URL": POSTGRES}, "postgres"),
        ({"REDIS_URL": REDIS}, "redis"),
        ({"DATABASE_URL": POSTGRES, "REDIS_URL": REDIS}, "redis"),
        ({"DATABASE_URL": POSTGRES, "REDIS_URL": REDIS, "BUS": "postgres"}, "postgres"),
        ({"DATABASE_URL": POSTGRES, "BUS": "local"}, "local"),
    ],
)
def test_the_bus_is_the_best_that_is_there_or_the_one_that_is_asked_for(
    environment: Mapping[str, str], bus: str
) -> None:
    assert read_settings({"SECRET_KEY": "only for this test", **environment})["BUS"] == bus


@pytest.mark.parametrize("asked", ["postgres", "redis", "pigeons"])
def test_a_bus_that_is_not_there_is_refused_at_the_start(asked: str) -> None:
    with pytest.raises(BadSetting, match=f"BUS is not usable: {asked}"):
        read_settings({"SECRET_KEY": "only for this test", "BUS": asked})
