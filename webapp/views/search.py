"""The search: events by what they say and said."""

from flask import Blueprint, render_template, request, url_for

from webapp.domain.held_values import SEARCHED
from webapp.domain.texts import Refused
from webapp.domain.wording_phrases import language_of
from webapp.entry.identity import person
from webapp.fragments import search as fragments
from webapp.operations.searching import AT_ONCE, Results, search
from webapp.views.limits import limited_searches
from webapp.views.search_query import Asked, asked_in
from webapp.views.shell import shell

bp = Blueprint("search", __name__)


@bp.get("/search")
@limited_searches
def show() -> str | tuple[str, int]:
    asked = asked_in(request.args)
    try:
        wish = asked.wish
    except Refused as refused:
        return _page(asked, error=str(refused)), 422
    if wish is None:
        return _page(asked)
    return _page(asked, list(wish.words), search(person(), wish, asked.page))


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
        selection=url_for("many.choose_found", **asked.parts(asked.page)),
        units=[(unit, language_of(person().locale).words[unit]) for unit in SEARCHED],
    )
