"""What a comparison may cost: operations that are counted, and a clock for the machine that is too slow for them."""

from collections.abc import Callable
from dataclasses import dataclass, field


class OutOfTime(Exception):
    """The clock says stop: whoever asked takes a coarser answer."""


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Stop:
    """Tells when time is over. All of them are equal: they do not change what comes back, only whether it comes."""

    is_over: Callable[[], bool] = field(default=_never, compare=False)


class Budget:
    """A number of operations that a comparison may still spend; counting them keeps results the same on any machine.

    With a `stop`, taking from it raises OutOfTime once that is over.
    """

    def __init__(self, operations: int, stop: Stop | None = None) -> None:
        self.left = operations
        self._is_over = (stop or Stop()).is_over

    def take(self, operations: int) -> bool:
        """Whether so many operations may still be spent; if so, they are."""
        if self._is_over():
            raise OutOfTime
        if operations > self.left:
            return False
        self.left -= operations
        return True
