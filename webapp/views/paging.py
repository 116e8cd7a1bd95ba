"""Paging by what comes after (or before) a row; the address names that row."""

from flask import request


def asked_number(name: str) -> int:
    """A whole number of the address; anything else is 0, which no row has."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
