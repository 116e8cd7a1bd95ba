"""What is said about what was just done, with what can be done about it: on the next page, or behind a fragment."""

from typing import Any

from flask import flash, url_for

from webapp.views.forms import new_key

Action = dict[str, str]


def post(label: str, url: str) -> Action:
    """A button that sends a form, once."""
    return {"label": label, "url": url, "key": new_key()}


def undo(change_set: int, label: str = "Undo") -> list[Action]:
    """The button that takes a whole change set back; none where nothing was saved."""
    return [post(label, url_for("changes.undo", change_set_id=change_set))] if change_set else []


def link(label: str, url: str) -> Action:
    """A way to another page."""
    return {"label": label, "url": url}


def toast(text: str, *actions: Action) -> dict[str, Any]:
    """What the macro `toast` of macros/ui.html shows."""
    return {"text": text, "actions": list(actions)}


def say(text: str, *actions: Action) -> None:
    """Say it on the next page."""
    flash(toast(text, *actions))  # type: ignore[arg-type]  # Flask's own type knows sentences only
