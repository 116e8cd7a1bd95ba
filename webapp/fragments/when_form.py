"""What the form of When says about the times typed in it: the reader's own, and what is unusual about the clocks."""

from collections.abc import Mapping

from flask import render_template

from webapp.domain.event_input import FORM_FIELDS, check_repeats
from webapp.domain.locales import Audience
from webapp.domain.spans import say_clocks, say_span


def when_said(values: Mapping[str, str], audience: Audience) -> list[str]:
    """The sentences; none while the times make no sense, as errors say that."""
    typed = {name: values[name] for name in FORM_FIELDS["when"] if name in values}
    document = check_repeats(typed, default_zone=audience.zone).document
    if document is None:
        return []
    span = say_span(document, audience)
    yours = [f"Your time: {span.text}."] if span.note else []
    return yours + say_clocks(document, audience)


def preview(values: Mapping[str, str], audience: Audience) -> str:
    """HTML of the sentences below the form of When."""
    return render_template("events/_when_said.html", said=when_said(values, audience))
