"""What the form of When says about the times typed in it: the reader's own, what is unusual, and which of two is meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from webapp.domain.document import Document
from webapp.domain.event_input import FORM_FIELDS, check_repeats
from webapp.domain.locales import Audience, say_day, say_time
from webapp.domain.periods import walls
from webapp.domain.spans import say_clocks, say_span, say_two
from webapp.domain.which_input import FIRST, SECOND, WHICH, which_of_two
from webapp.domain.zones import short_name


@dataclass(frozen=True)
class Which:
    """A time that clocks show twice, and the two that it can be."""

    name: str
    legend: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Said:
    """Sentences about the times, and the choices that they leave; nothing while the times make no sense."""

    sentences: tuple[str, ...] = ()
    which: tuple[Which, ...] = ()


def when_said(values: Mapping[str, str], audience: Audience) -> Said:
    """What there is to say; where the times make no sense, errors say that."""
    typed = {name: values[name] for name in FORM_FIELDS["when"] if name in values}
    document = check_repeats(typed, default_zone=audience.zone).document
    if document is None:
        return Said()
    span = say_span(document, audience)
    yours = [f"Your time: {span.text}."] if span.note else []
    return Said((*yours, *say_clocks(document, audience, twice=False)), tuple(_which(document, audience)))


def preview(values: Mapping[str, str], audience: Audience) -> str:
    """HTML of the sentences below the form of When."""
    return render_template("events/_when_said.html", said=when_said(values, audience))


def _which(document: Document, audience: Audience) -> Iterator[Which]:
    chosen = which_of_two(document)
    if not any(chosen):
        return
    places = (document["zone"], document["end_zone"] or document["zone"])
    for name, verb, wall, zone, one in zip(
        WHICH, ("starts", "ends"), walls(document), places, chosen, strict=True
    ):
        if one:
            yield Which(name, _legend(verb, wall, zone, audience), _two(wall, zone), one)


def ask_which(side: str, wall: datetime, zone: str, audience: Audience, values: Mapping[str, str]) -> Which:
    """The question about one time; the first is chosen as long as nothing else is."""
    name, verb = f"{side}_which", f"{side}s"
    chosen = SECOND if values.get(name) == SECOND else FIRST
    return Which(name, _legend(verb, wall, zone, audience), _two(wall, zone), chosen)


def _two(wall: datetime, zone: str) -> tuple[tuple[str, str], ...]:
    return tuple(zip((FIRST, SECOND), say_two(wall, zone), strict=True))


def _legend(verb: str, wall: datetime, zone: str, audience: Audience) -> str:
    said, day = say_time(wall, audience.clock, audience.locale), say_day(wall, audience.locale, year=False)
    return f"Clocks in {short_name(zone)} show {said} twice on {day}. It {verb} at:"
