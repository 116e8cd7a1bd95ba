"""The token that forms are sent with, for templates."""

from flask import Flask, g
from flask_wtf.csrf import generate_csrf


def install(app: Flask) -> None:
    """Give templates their `csrf_token()` in the place of Flask-WTF's."""
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})


def csrf_token() -> str:
    """The token of this request. A page asks for it half a dozen times; Flask-WTF reads its settings anew each time."""
    return str(g.csrf_token if "csrf_token" in g else generate_csrf())
