"""The search: events by what they say and said."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from webapp.domain.held_values import SEARCHED
from webapp.domain.search_words import words_of
from webapp.domain.texts import Refused, showable
from webapp.domain.wording_phrases import language_of
from webapp.entry.identity import person
from webapp.fragments import search as fragments
from webapp.operations.searching import AT_ONCE, Results, Wish, search
from webapp.views import history_query
from webapp.views.limits import limited_searches
from webapp.views.paging import asked_number
from webapp.views.shell import shell

bp = Blueprint("search", __name__)

_LAST_PAGE = 100_000


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

    def url(self, page: int = 1) -> str:
        """Another page of the same results."""
        narrowed: dict[str, Any] = {
            "calendar": self.calendar_id,
            "unit": list(self.units),
            "only": "now" if self.only_now else None,
        }
        return url_for(".show", q=self.text, **narrowed, page=page if page > 1 else None)

    @property
    def wide_url(self) -> str:
        """The same words, everywhere."""
        return url_for(".show", q=self.text)


@bp.get("/search")
@limited_searches
def show() -> str | tuple[str, int]:
    asked = _asked()
    try:
        words = words_of(asked.text)
    except Refused as refused:
        return _page(asked, error=str(refused)), 422
    if not words:
        return _page(asked)
    wish = Wish(tuple(words), asked.calendar_id, asked.units, asked.only_now)
    return _page(asked, words, search(person(), wish, asked.page))


def _asked() -> Asked:
    units = request.args.getlist("unit")
    return Asked(
        showable(request.args.get("q")).strip(),
        history_query.number(request.args.get("calendar", "")),
        tuple(unit for unit in SEARCHED if unit in units),
        request.args.get("only") == "now",
        min(max(asked_number("page"), 1), _LAST_PAGE),
    )


def _page(asked: Asked, words: list[str] | None = None, found: Results | None = None, error: str = "") -> str:
    shell().current = "search"
    rows = found.rows if found else []
    return render_template(
        "search/show.html",
        asked=asked,
        error=error,
        total=found.total if found else None,
        first=(asked.page - 1) * AT_ONCE + 1,
        rows=[fragments.found(row, words or [], shell().audience(""), shell().today) for row in rows],
        at_once=AT_ONCE,
        units=[(unit, language_of(person().locale).words[unit]) for unit in SEARCHED],
    )
