"""What a history page is asked for in its address: which versions, how many, from where on."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from webapp.domain.document import SHOWN
from webapp.domain.texts import showable
from webapp.operations.access import LARGEST_ID
from webapp.operations.history import SHARING, Filters

LIMITS = (20, 50, 100, 250, 500)
USUAL_LIMIT = 50


@dataclass(frozen=True)
class Asked:
    """The filters, the size and the place of one page of a history."""

    event_id: int
    filters: Filters
    limit: int = USUAL_LIMIT
    before: int | None = None
    after: int | None = None

    @property
    def is_top(self) -> bool:
        """Whether this is the page on which new versions appear."""
        return not self.filters.any and self.before is None and self.after is None

    @property
    def place(self) -> dict[str, int]:
        """Where the page starts."""
        return {name: n for name, n in (("before", self.before), ("after", self.after)) if n is not None}

    def url(self, limit: int | None = None, **place: int) -> str:
        """The address of another page of the same history with the same filters."""
        kept = {"who": self.filters.who, "via": self.filters.via or None, "unit": list(self.filters.units)}
        size = limit or self.limit
        values: dict[str, Any] = {**kept, "limit": size if size != USUAL_LIMIT else None, **place}
        return url_for("history.event", event_id=self.event_id, **values)


def read(event_id: int, args: MultiDict[str, str]) -> Asked:
    """What the address asks for; what makes no sense in it is left out."""
    units = tuple(unit for unit in (*SHOWN, SHARING) if unit in args.getlist("unit"))
    filters = Filters(number(args.get("who", "")), showable(args.get("via"))[:10], units)
    limit = number(args.get("limit", ""))
    return Asked(
        event_id,
        filters,
        limit if limit in LIMITS else USUAL_LIMIT,
        number(args.get("before", "")),
        number(args.get("after", "")),
    )


def number(text: str) -> int | None:
    """A whole number that the database knows, None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        return None
    return int(text) if int(text) <= LARGEST_ID else None
