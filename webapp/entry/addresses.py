"""Addresses of pages, put together once: a page has dozens of them, and most stand on every page."""

from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context
from flask.globals import request_ctx

# Whatever else addresses are made of could be equal and yet be written in another way, as 1 and True are.
_PLAIN = (int, str, type(None))
_LONGEST = 200


class Site(Flask):
    """Flask, which remembers the addresses that it has built.

    They are made of what is asked for, of where the site is, and (where an endpoint has several) of the method of the
    request: all of that is in the key, and who asks is in neither.
    """

    jinja_options = {"cache_size": -1}  # a plain dict: the usual one looks through all templates each time

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._built = lru_cache(maxsize=2048)(self._build)

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """As Flask's; relative endpoints and whole addresses (`_external`) are built anew each time."""
        adapter: Any = request_ctx.url_adapter if has_request_context() else None
        if adapter is None or endpoint[0] == "." or (values and not all(map(_is_plain, values.values()))):
            return super().url_for(endpoint, **values)
        around = adapter.url_scheme, adapter.server_name, adapter.script_name, adapter.default_method
        return self._built(around, endpoint, *values.items())

    def _build(self, _around: tuple[str, ...], endpoint: str, *values: tuple[str, Any]) -> str:
        return super().url_for(endpoint, **dict(values))


def _is_plain(value: Any) -> bool:
    return type(value) in _PLAIN and (type(value) is not str or len(value) <= _LONGEST)
