"""What an open form hears of others' changes: values as text to put beside it, never a piece of the form itself."""

from collections.abc import Sequence

from markupsafe import escape

from webapp.domain.document import UNITS, changed_units
from webapp.domain.event_input import CONTROLS, as_form
from webapp.domain.locales import Audience
from webapp.domain.series import has_instance, instance_with_rule
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


def date_changes(versions: Sequence[EventVersion], occurrence: str, audience: Audience) -> list[str]:
    """The same for the form of one date of a series, by the series or alone; the first version is the one that was shown.

    A form whose date is not there any more is told so, and may be saved all the same: what was typed goes along or comes back.
    """
    there = [one for one in versions if has_instance(one.document, occurrence)]
    if not there or there[-1] is not versions[-1]:
        return [_event("date", versions[-1])]
    shown = [instance_with_rule(one.document, occurrence) for one in there]
    changed = {unit: there[n] for n in range(1, len(there)) for unit in changed_units(shown[n - 1], shown[n])}
    values = as_form(shown[-1])
    told = [
        live_field(unit, _source(changed[unit]), shown[-1], audience, values)
        for unit in UNITS
        if unit in changed and unit in CONTROLS
    ]
    return told if len(there) == len(versions) else [*told, _event("no", versions[-1])]


def deletion(versions: Sequence[EventVersion]) -> list[str]:
    """Whether the event is deleted after these versions, if that was ever in question."""
    if not any(version.deleted for version in versions):
        return []
    word = "yes" if versions[-1].deleted else "no"
    return [_event(word, versions[-1])]


def _event(deleted: str, version: EventVersion) -> str:
    return f'<live-event deleted="{deleted}" by="{escape(_first_name(version))}"></live-event>'


def _source(version: EventVersion) -> Source:
    return Source(version.version, _first_name(version), version.at)


def _first_name(version: EventVersion) -> str:
    return version.actor_label.split(" ", 1)[0]
