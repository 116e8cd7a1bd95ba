"""Open pages that change by themselves."""

from flask import Flask


def install(app: Flask) -> None:
    """Bind the live socket to the app."""
