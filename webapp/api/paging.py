"""Lists in parts: `limit`, `cursor`, `next_cursor`. A cursor names the last row seen, so others' writes move nothing."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field

from webapp.operations.errors import Invalid

LIMIT = 50
MOST = 200
WRONG = "This cursor is none that Daybook gave for this list. Start again without one."

_Row = TypeVar("_Row")
_Item = TypeVar("_Item")


class PageQuery(BaseModel):
    """How much of a list, and from where."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="How many items at most.")] = LIMIT
    cursor: Annotated[
        str | None,
        Field(max_length=500, description="`next_cursor` of the part before; left out for the first."),
    ] = None

    def after(self, *kinds: type) -> list[Any] | None:
        """What the cursor names, one value of each kind; None at the beginning. Raises Invalid for a forged one."""
        if not self.cursor:
            return None
        found = _read(self.cursor)
        if not isinstance(found, list) or [type(value) for value in found] != list(kinds):
            raise Invalid({"cursor": WRONG})
        return found


def page(
    rows: Sequence[_Row], limit: int, shown: Callable[[_Row], _Item], place: Callable[[_Row], Sequence[Any]]
) -> dict[str, Any]:
    """`{"items", "next_cursor"}` of at most `limit` rows; ask the database for one more, which tells whether it goes on."""
    kept = rows[:limit]
    more = len(rows) > limit
    return {"items": [shown(row) for row in kept], "next_cursor": cursor(*place(kept[-1])) if more else None}


def cursor(*values: Any) -> str:
    """An opaque text that names a place in a list."""
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(text: str) -> Any:
    try:
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise Invalid({"cursor": WRONG}) from None
