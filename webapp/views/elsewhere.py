"""Leading to a date that a split of its series took along, where somebody wants to take its change back."""

from typing import Any

from flask import url_for

from webapp.domain.series import wall_of
from webapp.domain.wording_dates import day_and_year
from webapp.domain.wording_phrases import interface_locale
from webapp.entry.identity import person
from webapp.models import Event
from webapp.operations.split_dates import taken_along


def of(event: Event, number: int, since: int) -> dict[str, Any] | None:
    """The sentence that says so and the link that leads there; None where the series has the dates of that change still."""
    there = taken_along(event, number, since, person()) if since else None
    if there is None:
        return None
    day = day_and_year(wall_of(there.occurrence), interface_locale(person().locale))
    url = url_for("events.show", event_id=there.event_id, occurrence=there.occurrence)
    says = f"{day} has been in another series since this one was split. Change it there."
    return {"says": says, "link": {"label": "Open that date", "url": url}}
