"""Where a page stands, as text: `c3.41-e9.7` is calendar 3 at seq 41 and event 9, shared alone, at version 7."""

import re

Cursor = tuple[tuple[str, int], ...]

LONGEST = 3000
_PART = re.compile(r"([ce][1-9][0-9]{0,9})\.([0-9]{1,10})")


def parse(text: str) -> Cursor | None:
    """The cursor that a page has sent, None when it is none."""
    if len(text) > LONGEST:
        return None
    found = [_PART.fullmatch(part) for part in text.split("-")] if text else []
    parts = {match[1]: int(match[2]) for match in found if match}
    return made(parts) if len(parts) == len(found) else None


def made(parts: dict[str, int]) -> Cursor:
    """A cursor out of its parts, in the order in which pages write them."""
    return tuple(sorted(parts.items(), key=lambda part: (part[0][0], int(part[0][1:]))))


def written(cursor: Cursor) -> str:
    """A cursor as pages carry it."""
    return "-".join(f"{name}.{number}" for name, number in cursor)
