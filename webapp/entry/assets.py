"""Static files under addresses that change with their content, so that browsers may keep them for ever."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from markupsafe import Markup, escape

_ICON = Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>')
_LINK = Markup('<link rel="stylesheet" href="{}">')


def install(app: Flask) -> None:
    """Give templates `asset('css/app.css')`, and answers to such addresses their long life."""
    files = _Files(app)
    app.jinja_env.globals |= {"asset": files.asset, "icon_of": files.icon, "stylesheets": files.stylesheets}
    app.after_request(_keep)


class _Files:
    """What templates write of static files: a page asks for each icon, so everything is put together once."""

    def __init__(self, app: Flask) -> None:
        self._app, self._folder = app, Path(app.static_folder or "static")
        self._fingerprint = lru_cache(self._read)
        self._address = lru_cache(maxsize=1024)(self._write_address)
        self._icon = lru_cache(maxsize=1024)(self._draw)
        self._links = lru_cache(self._write_links)

    def asset(self, name: str) -> Markup:
        """The address of a static file."""
        self._begin_anew()
        return self._address(request.script_root, name)

    def icon(self, name: str, size: str = "", cls: str = "") -> Markup:
        """An icon of the sprite; a page has twenty or more, so no macro is called for it."""
        self._begin_anew()
        return self._icon(request.script_root, name, size, cls)

    def stylesheets(self, names: Sequence[str]) -> Markup:
        """The links to these sheets: the same forty lines on every page."""
        self._begin_anew()
        return self._links(request.script_root, tuple(names))

    def _begin_anew(self) -> None:
        """While one works on them, files change under the same names."""
        if self._app.debug:
            for kept in (self._fingerprint, self._address, self._icon, self._links):
                kept.cache_clear()

    def _read(self, name: str) -> str:
        return hashlib.sha256((self._folder / name).read_bytes()).hexdigest()[:12]

    def _write_address(self, root: str, name: str) -> Markup:
        return Markup(f"{escape(root)}{self._app.static_url_path}/{name}?v={self._fingerprint(name)}")

    def _draw(self, root: str, name: str, size: str, cls: str) -> Markup:
        classes = " ".join(filter(None, ("icon", size and f"icon--{size}", cls)))
        return _ICON.format(classes, self._address(root, "icons.svg"), name)

    def _write_links(self, root: str, names: tuple[str, ...]) -> Markup:
        return Markup("\n").join(_LINK.format(self._address(root, f"css/{name}.css")) for name in names)


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
