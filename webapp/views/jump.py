"""To a day that was chosen in a form, in the view one is in; works without scripts."""

from flask import Blueprint, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from webapp.views.shell import shell
from webapp.views.view_bar import SEVERAL, VIEWS, read_count, read_day, second_zone, view_url

bp = Blueprint("jump", __name__)


@bp.get("/jump")
def go() -> Response:
    view, asked = request.args.get("view", "month"), request.args.get("to", "")
    if view not in VIEWS:
        raise NotFound
    day = read_day(asked) if asked else shell().today
    count = read_count(request.args.get("n", str(SEVERAL)))
    return redirect(view_url(view, day, count, second_zone(shell().zone)), 303)
