"""What a history page is asked for in its address: which versions, how many, from where on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from webapp.domain.day_input import day_of_address
from webapp.domain.document import SHOWN
from webapp.domain.texts import showable
from webapp.domain.wording_phrases import language_of
from webapp.entry.identity import person
from webapp.fragments.history import way
from webapp.operations.access import LARGEST_ID
from webapp.operations.history import Choices
from webapp.operations.history_filters import KINDS, MOVES, SETTINGS, SHARING, Filters, ways_offered

LIMITS = (20, 50, 100, 250, 500)
USUAL_LIMIT = 50


@dataclass(frozen=True)
class Asked:
    """The filters, the size and the place of one page of the history at `endpoint` of what `of` names.

    `first` and `last` are the days of the filters as they stand in the form; `grouped` folds runs of edits.
    """

    endpoint: str
    of: dict[str, Any]
    filters: Filters
    limit: int = USUAL_LIMIT
    before: int | None = None
    after: int | None = None
    first: date | None = None
    last: date | None = None
    grouped: bool = True

    @property
    def is_top(self) -> bool:
        """Whether this is the page on which new versions appear."""
        return not self.filters.any and self.before is None and self.after is None

    @property
    def place(self) -> dict[str, int]:
        """Where the page starts."""
        return {name: n for name, n in (("before", self.before), ("after", self.after)) if n is not None}

    def url(self, limit: int | None = None, grouped: bool | None = None, **place: Any) -> str:
        """The address of another page of the same history with the same filters."""
        size, folds = limit or self.limit, self.grouped if grouped is None else grouped
        values: dict[str, Any] = {
            "who": self.filters.who,
            "via": self.filters.via or None,
            "kind": self.filters.kind or None,
            "unit": list(self.filters.units),
            "from": self.first,
            "to": self.last,
            "limit": size if size != USUAL_LIMIT else None,
            "fold": None if folds else "no",
        }
        return url_for(self.endpoint, **self.of, **values, **place)

    @property
    def plain_url(self) -> str:
        """The address of the same history without filters."""
        return url_for(self.endpoint, **self.of)


def read(endpoint: str, of: dict[str, int], args: MultiDict[str, str], zone: str) -> Asked:
    """What the address asks for, days by the clocks of `zone`; what makes no sense in it is left out."""
    units = tuple(unit for unit in (*SHOWN, MOVES, SHARING, SETTINGS) if unit in args.getlist("unit"))
    first, last = day_of_address(args.get("from", "")), day_of_address(args.get("to", ""))
    filters = Filters(
        number(args.get("who", "")),
        showable(args.get("via"))[:10],
        units,
        _midnight(first, zone) if first else None,
        _midnight(last + timedelta(1), zone) if last else None,
        showable(args.get("kind"))[:10],
    )
    limit = number(args.get("limit", ""))
    return Asked(
        endpoint,
        of,
        filters,
        limit if limit in LIMITS else USUAL_LIMIT,
        number(args.get("before", "")),
        number(args.get("after", "")),
        first,
        last,
        args.get("fold") != "no",
    )


def offered(found: Choices, settings: bool = False) -> dict[str, list[tuple[str, str]]]:
    """What the selects and pills of the filters offer: (value, label); of a calendar its settings, too."""
    words = language_of(person().locale).words
    return {
        "people": [(str(number), name or "People without an account") for number, name in found.people],
        "ways": [(via, way(via, person().locale)) for via in ways_offered(found.ways)],
        "kinds": [(kind, words[f"kind.{kind}"]) for kind in KINDS],
        "units": [
            (unit, words[unit]) for unit in (*SHOWN, MOVES, SHARING, *([SETTINGS] if settings else []))
        ],
    }


def number(text: str) -> int | None:
    """A whole number that the database knows, None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        return None
    return int(text) if int(text) <= LARGEST_ID else None


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def picked(current: int) -> tuple[int, int]:
    """The two versions that are chosen in the columns of a history, the older one first; raises NotFound."""
    newer = _picked("b", current)
    older = _picked("a", max(newer - 1, 1))
    return min(older, newer), max(older, newer)


def _picked(name: str, default: int) -> int:
    text = request.args.get(name, "")
    chosen = number(text) if text else default
    if chosen is None:
        raise NotFound
    return chosen
