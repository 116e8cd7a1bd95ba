"""What an open form hears of others' changes: values as text to put beside it, never a piece of the form itself."""

from collections.abc import Sequence

from markupsafe import escape

from webapp.domain.document import UNITS
from webapp.domain.event_input import CONTROLS, as_form
from webapp.domain.locales import Audience
from webapp.fragments.fields import Source, live_field
from webapp.models import EventVersion


def field_changes(versions: Sequence[EventVersion], audience: Audience) -> list[str]:
    """One element for each unit that these versions changed: who did it last, and what the unit holds now."""
    latest = {unit: version for version in versions for unit in version.changed}
    values = as_form(versions[-1].document)
    return [
        live_field(unit, _source(latest[unit]), latest[unit].document, audience, values)
        for unit in UNITS
        if unit in latest and unit in CONTROLS
    ]


def deletion(versions: Sequence[EventVersion]) -> list[str]:
    """Whether the event is deleted after these versions, if that was ever in question."""
    if not any(version.deleted for version in versions):
        return []
    word = "yes" if versions[-1].deleted else "no"
    return [f'<live-event deleted="{word}" by="{escape(_first_name(versions[-1]))}"></live-event>']


def _source(version: EventVersion) -> Source:
    return Source(version.version, _first_name(version), version.at)


def _first_name(version: EventVersion) -> str:
    return version.actor_label.split(" ", 1)[0]
