"""Static files under addresses that change with their content, so that browsers may keep them for ever."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from flask.globals import _cv_request
from markupsafe import Markup, escape

_ICON = Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>')


def install(app: Flask) -> None:
    """Give templates `asset('css/app.css')`, and answers to such addresses their long life."""
    folder = Path(app.static_folder or "static")

    @lru_cache
    def fingerprint(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]

    @lru_cache(maxsize=1024)
    def address(root: str, name: str) -> Markup:
        return Markup(f"{escape(root)}{app.static_url_path}/{name}?v={fingerprint(name)}")

    def asset(name: str) -> Markup:
        """The address of a static file; a page asks it for every icon, so it is put together once."""
        begin_anew()
        return address(_root(), name)

    @lru_cache(maxsize=1024)
    def drawn(root: str, name: str, size: str, cls: str) -> Markup:
        classes = " ".join(filter(None, ("icon", size and f"icon--{size}", cls)))
        return _ICON.format(classes, address(root, "icons.svg"), name)

    def icon_of(name: str, size: str = "", cls: str = "") -> Markup:
        """An icon of the sprite; a page has twenty or more, so each is written once and no macro is called for it."""
        begin_anew()
        return drawn(_root(), name, size, cls)

    def begin_anew() -> None:
        """While one works on them, files change under the same names."""
        if app.debug:
            for kept in (fingerprint, address, drawn, links):
                kept.cache_clear()

    @lru_cache
    def links(root: str, names: tuple[str, ...]) -> Markup:
        line = Markup('<link rel="stylesheet" href="{}">')
        return Markup("\n").join(line.format(address(root, f"css/{name}.css")) for name in names)

    def stylesheets(names: Sequence[str]) -> Markup:
        """The links to these sheets: the same forty lines on every page."""
        begin_anew()
        return links(_root(), tuple(names))

    def keep(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    app.jinja_env.globals |= {"asset": asset, "icon_of": icon_of, "stylesheets": stylesheets}
    app.after_request(keep)


def _root() -> str:
    """Where the site is mounted; past Flask's proxies, as a page asks it for each icon."""
    return _cv_request.get().request.script_root
