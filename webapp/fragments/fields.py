"""Who gave a unit its present value, as an element that an open form reads: in a frame, and in the form itself."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from markupsafe import escape

from webapp.domain.document import Document
from webapp.domain.event_input import FORM_FIELDS
from webapp.domain.locales import Audience
from webapp.domain.wording_now import say_now


class Source(NamedTuple):
    """The version that a unit's present value is from."""

    version: int
    first_name: str
    at: datetime


def live_field(
    unit: str, source: Source, document: Document, audience: Audience, values: Mapping[str, str] | None = None
) -> str:
    """One unit of `document`; without `values` it says that the controls beside it hold them."""
    attributes = {
        "unit": unit,
        "v": str(source.version),
        "by": source.first_name,
        "at": source.at.isoformat(),
        "said": say_now(unit, document, audience.locale, audience.clock),
    }
    if values is not None:
        of_unit = {name: values[name] for name in FORM_FIELDS[unit]}
        attributes["data-values"] = json.dumps(of_unit, ensure_ascii=False)
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<live-field {written}></live-field>"
