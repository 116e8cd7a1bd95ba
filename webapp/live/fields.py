"""What an open form hears of others' changes: values as text to put beside it, never a piece of the form itself."""

import json
from collections.abc import Mapping, Sequence

from markupsafe import escape

from webapp.domain.document import UNITS
from webapp.domain.event_input import FORM_FIELDS, as_form
from webapp.domain.locales import Audience
from webapp.domain.wording import is_empty, say_value
from webapp.domain.wording_phrases import language_of
from webapp.models import EventVersion

LONGEST_SAID = 80


def field_changes(versions: Sequence[EventVersion], audience: Audience) -> list[str]:
    """One element for each unit that these versions changed: who did it last, and what the unit holds now."""
    latest = {unit: version for version in versions for unit in version.changed}
    values = as_form(versions[-1].document)
    return [
        _field(unit, latest[unit], values, audience)
        for unit in UNITS
        if unit in latest and unit in FORM_FIELDS
    ]


def deletion(versions: Sequence[EventVersion]) -> list[str]:
    """Whether the event is deleted after these versions, if that was ever in question."""
    if not any(version.deleted for version in versions):
        return []
    word = "yes" if versions[-1].deleted else "no"
    return [f'<live-event deleted="{word}" by="{escape(_first_name(versions[-1]))}"></live-event>']


def _field(unit: str, version: EventVersion, values: Mapping[str, str], audience: Audience) -> str:
    attributes = {
        "unit": unit,
        "v": str(version.version),
        "by": _first_name(version),
        "at": version.at.isoformat(),
        "said": _said(unit, version, audience),
        "data-values": json.dumps({name: values[name] for name in FORM_FIELDS[unit]}, ensure_ascii=False),
    }
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<live-field {written}></live-field>"


def _said(unit: str, version: EventVersion, audience: Audience) -> str:
    """ "changed Where to “Studio Nord”"; a description is too long to be said."""
    label = language_of(audience.locale).words[unit]
    if is_empty(unit, version.document):
        return f"emptied {label}"
    if unit == "description":
        return f"changed {label}"
    value = say_value(unit, version.document, audience.locale, audience.clock)
    short = value if len(value) <= LONGEST_SAID else f"{value[: LONGEST_SAID - 1]}…"
    return f"changed {label} to “{short}”"


def _first_name(version: EventVersion) -> str:
    return version.actor_label.split(" ", 1)[0]
