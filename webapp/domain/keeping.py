"""What was made once and is the same for ever, kept within a budget: keys say all that it was made of."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class Made(NamedTuple, Generic[Value]):
    """A value, how much room it takes, and whether it may be kept: what was cut short by a clock may not."""

    value: Value
    size: int
    good: bool = True


# What a worker keeps lives as long as the worker.
_ALL: list["Kept[Any]"] = []


def forget_all() -> None:
    """Whatever was kept is made anew when it is asked for next: a measurement begins as a new worker does."""
    for kept in _ALL:
        kept.forget()


class Kept(Generic[Value]):
    """Values by key, the ones not asked for longest dropped; `room` is in whatever unit sizes are told in.

    One value may take an eighth of the room: a few large ones must not push out all others.
    """

    def __init__(self, room: int) -> None:
        self._room, self._used = room, 0
        self._found: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()
        _ALL.append(self)

    def get(self, key: Hashable, make: Callable[[], Made[Value]]) -> Value:
        """The value of this key, made where there is none yet. Two who ask at once may both make it."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key][0]
        made = make()
        if made.good and made.size <= self._room // 8:
            self._put(key, made)
        return made.value

    def forget(self) -> None:
        """Begin anew with nothing."""
        with self._lock:
            self._found.clear()
            self._used = 0

    def _put(self, key: Hashable, made: Made[Value]) -> None:
        with self._lock:
            if key in self._found:
                return
            self._found[key] = made.value, made.size
            self._used += made.size
            while self._used > self._room:
                self._used -= self._found.popitem(last=False)[1][1]
