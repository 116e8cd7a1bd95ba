"""The pages: one blueprint per noun."""

from flask import Flask


def install(app: Flask) -> None:
    """Register every blueprint and what all templates share."""
