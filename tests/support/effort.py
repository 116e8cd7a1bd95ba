"""How much work something is, told in yardsticks: a loop that is timed right beside it.

A limit in seconds fails on a slow or busy machine and says nothing about the code. Neighbours slow
the yardstick as well, so what is left is the code's own growth: hostile input that costs more than
a few times what it should is still seen.
"""

import time
from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")

TRIES = 3


def within(yardsticks: float, work: Callable[[], _Result]) -> _Result:
    """What the work gives back, if one of three tries took at most so many yardsticks.

    A yardstick is about 20 ms of CPU on the machine that Daybook is built on.
    """
    seen = []
    for _ in range(TRIES):
        before = _seconds(_yardstick)[1]
        result, taken = _seconds(work)
        seen.append(taken / max(before, _seconds(_yardstick)[1]))
        if seen[-1] <= yardsticks:
            return result
    raise AssertionError(f"takes {min(seen):.1f} yardsticks at best, {yardsticks} are allowed")


def _seconds(work: Callable[[], _Result]) -> tuple[_Result, float]:
    began = time.process_time()
    return work(), time.process_time() - began


def _yardstick() -> int:
    """Work as most of Python's is: small objects made, kept in a dict, looked up, joined."""
    kept = {f"w{number % 997}": [number] for number in range(20_000)}
    return sum(len(" ".join((f"w{number % 997}", "x"))) + len(kept) for number in range(40_000))
