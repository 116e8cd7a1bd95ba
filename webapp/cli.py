"""Commands for whoever runs the site."""

from flask import Flask


def install(app: Flask) -> None:
    """Add Daybook's commands to `flask --app wsgi`."""
