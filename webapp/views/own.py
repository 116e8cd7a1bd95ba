"""The reader's own marks of what lies between two days: fetched by an open page when their time has changed."""

from datetime import date, timedelta

from flask import Blueprint
from werkzeug.exceptions import NotFound

from webapp.entry.identity import person
from webapp.fragments import own as fragments
from webapp.operations.own_marks import Mark, marks_of
from webapp.operations.schedule import Item, items_between
from webapp.views.shell import Shell, shell
from webapp.views.view_bar import read_day

bp = Blueprint("own", __name__)
MOST = timedelta(days=62)


@bp.get("/marks/<first>/<last>")
def show(first: str, last: str) -> str:
    start, end = read_day(first), read_day(last)
    if not start <= end <= start + MOST:
        raise NotFound
    view = shell()
    items = items_between(person(), view.shown, start, end, view.zone)
    return Marks(view, items, start, end).piece


class Marks:
    """The marks of one page: within its pieces, and as an element of their own."""

    def __init__(self, view: Shell, items: list[Item], first: date, last: date) -> None:
        audience = view.audience("viewer")
        # What somebody has answered, and what overlaps for them, is of now.
        marks: list[Mark] = [] if view.at else marks_of(view.account, items, first, last, view.zone)
        self.mine = fragments.drawn(marks, audience)
        self.piece = "" if view.at else fragments.piece(marks, first, last, audience)
