"""What a search page is asked for in its address; the selection of what was found carries it along in its form."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from webapp.domain.held_values import SEARCHED
from webapp.domain.search_words import words_of
from webapp.domain.texts import showable
from webapp.operations.searching import Wish
from webapp.views import history_query

_LAST_PAGE = 100_000
_LONGEST, _MOST_PARTS = 4_000, 50  # of what a form carries along


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the text as it was typed, and what narrows it down."""

    text: str
    calendar_id: int | None
    units: tuple[str, ...]
    only_now: bool
    page: int

    @property
    def narrowed(self) -> bool:
        return bool(self.units or self.only_now or self.calendar_id is not None)

    @property
    def wish(self) -> Wish | None:
        """What is searched for, None where nothing was typed; raises Refused for more than can be looked for at once."""
        words = words_of(self.text)
        return Wish(tuple(words), self.calendar_id, self.units, self.only_now) if words else None

    def parts(self, page: int) -> dict[str, Any]:
        """What stands behind the question mark of an address."""
        found = {
            "q": self.text,
            "calendar": self.calendar_id,
            "unit": list(self.units),
            "only": "now" if self.only_now else None,
            "page": page if page > 1 else None,
        }
        return {name: value for name, value in found.items() if value not in (None, [])}

    def url(self, page: int = 1) -> str:
        """Another page of the same results."""
        return url_for("search.show", **self.parts(page))

    @property
    def wide_url(self) -> str:
        """The same words, everywhere."""
        return url_for("search.show", q=self.text)

    @property
    def carried(self) -> str:
        """All of it in one field of a form."""
        return urlencode(self.parts(self.page), doseq=True)


def asked_in(sent: MultiDict[str, str]) -> Asked:
    """What the parts of an address ask for; whatever is none of it is passed over."""
    units = sent.getlist("unit")
    page = sent.get("page", "")
    return Asked(
        showable(sent.get("q")).strip(),
        history_query.number(sent.get("calendar", "")),
        tuple(unit for unit in SEARCHED if unit in units),
        sent.get("only") == "now",
        min(max(history_query.number(page) or 1, 1), _LAST_PAGE),
    )


def asked_again(carried: str) -> Asked:
    """What a form carried along."""
    try:
        parts = parse_qsl(carried[:_LONGEST], max_num_fields=_MOST_PARTS)
    except ValueError:
        parts = []
    return asked_in(MultiDict(parts))
