"""How far a program has been told of what it may see: what a token of sync stands for.

Each calendar has a number of its own that counts its changes without a gap, so one cursor a calendar says it all; what
was seen is known by where the cursor stands: for a whole calendar, or for the events of it that were given one by one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

FORM = 1


@dataclass
class Leaving:
    """A calendar that is out of sight (`whole`) or whose single events are: those up to event `after` have been taken back.

    What was told of it was told up to `seq`.
    """

    seq: int
    after: int = 0
    whole: bool = True


@dataclass
class SyncState:
    """Cursors by calendar: of whole ones, of those of which single events are seen, and of those that are taken back."""

    day: int = 0  # when it was written, in days since 1970
    whole: dict[int, int] = field(default_factory=dict)
    alone: dict[int, int] = field(default_factory=dict)
    leaving: dict[int, Leaving] = field(default_factory=dict)

    def copy(self) -> "SyncState":
        """One that can be moved on by itself."""
        leaving = {number: Leaving(one.seq, one.after, one.whole) for number, one in self.leaving.items()}
        return SyncState(self.day, dict(self.whole), dict(self.alone), leaving)


def packed(state: SyncState) -> bytes:
    """The state in few bytes: ids as steps from one to the next, three or four bytes a calendar."""
    left = {number: (one.seq, one.after, int(one.whole)) for number, one in state.leaving.items()}
    found = bytearray()
    for number in (FORM, state.day):
        _write(found, number)
    _write_all(found, {number: (seq,) for number, seq in state.whole.items()})
    _write_all(found, {number: (seq,) for number, seq in state.alone.items()})
    _write_all(found, left)
    return bytes(found)


def unpacked(raw: bytes) -> SyncState:
    """The state of these bytes; raises ValueError for those of another form."""
    numbers = _numbers(raw)
    try:
        if next(numbers) != FORM:
            raise ValueError("another form")
        state = SyncState(next(numbers))
        state.whole = {number: seq for number, (seq,) in _read_all(numbers, 1)}
        state.alone = {number: seq for number, (seq,) in _read_all(numbers, 1)}
        state.leaving = {
            number: Leaving(seq, after, bool(whole)) for number, (seq, after, whole) in _read_all(numbers, 3)
        }
    except StopIteration:
        raise ValueError("cut off") from None
    return state


def _write_all(found: bytearray, cursors: Mapping[int, tuple[int, ...]]) -> None:
    _write(found, len(cursors))
    last = 0
    for number in sorted(cursors):
        _write(found, number - last)
        last = number
        for value in cursors[number]:
            _write(found, value)


def _read_all(numbers: Iterator[int], values: int) -> list[tuple[int, tuple[int, ...]]]:
    found, last = [], 0
    for _ in range(next(numbers)):
        last += next(numbers)
        # A list, as a generator would turn StopIteration into something else.
        found.append((last, tuple([next(numbers) for _ in range(values)])))
    return found


def _write(found: bytearray, number: int) -> None:
    """Seven bits a byte, the low ones first; the eighth says that more follow (LEB128)."""
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)


def _numbers(raw: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in raw:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0
