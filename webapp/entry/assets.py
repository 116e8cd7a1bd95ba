"""Static files under addresses that change with their content, so that browsers may keep them for ever."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from markupsafe import Markup, escape


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
        if app.debug:
            fingerprint.cache_clear()
            address.cache_clear()
        return address(request.script_root, name)

    def keep(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    app.jinja_env.globals["asset"] = asset
    app.after_request(keep)
