"""Single dates that a split of their series took along: where their change is taken back, and why that cannot be done."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for

from webapp.domain.wording_undo import say_there, say_unreached
from webapp.entry.identity import person
from webapp.operations.change_sets import Step
from webapp.views import toasts

Unreached = Sequence[tuple[str, str, int]]


def why(unreached: Unreached) -> dict[str, Any] | None:
    """The sentences that say what is out of reach, and the link to an event where something can be done; None where nothing is."""
    if not unreached:
        return None
    says = " ".join(dict.fromkeys(say_unreached(name, why, person().locale) for name, why, _ in unreached))
    event_id = next((one for _, _, one in unreached if one), 0)
    label = say_unreached("", "look", person().locale)
    link = {"label": label, "url": url_for("events.show", event_id=event_id)} if event_id else None
    return {"says": says, "link": link}


def there(steps: Iterable[Step]) -> list[str]:
    """A sentence for each event that is changed only because dates are in it now."""
    return [
        say_there(step.event.title, step.dates, person().locale)
        for step in steps
        if step.said and step.dates and step.is_change
    ]


def told(said: dict[str, Any], unreached: Unreached) -> dict[str, Any]:
    """A message with what was out of reach."""
    reason = why(unreached)
    if reason is None:
        return said
    more = [toasts.link(**reason["link"])] if reason["link"] else []
    return toasts.toast(f"{said['text']} {reason['says']}", *said["actions"], *more)
