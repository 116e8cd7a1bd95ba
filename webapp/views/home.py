"""The front door, and the files that browsers and robots ask for at fixed addresses."""

from flask import Blueprint, Response, current_app, redirect, send_from_directory, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.entry.identity import kept_view
from webapp.views.view_bar import VIEWS

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> AnyResponse:
    return redirect(url_for(VIEWS.get(kept_view(), VIEWS["month"])), 303)


@bp.get("/favicon.ico")
def favicon() -> Response:
    return send_from_directory(str(current_app.static_folder), "favicon.svg", max_age=86400)


@bp.get("/robots.txt")
def robots() -> tuple[str, int, dict[str, str]]:
    return "User-agent: *\nDisallow: /\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
