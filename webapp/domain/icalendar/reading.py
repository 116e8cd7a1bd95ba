"""One event of a calendar file: its fields as a document has them."""

from collections.abc import Iterable
from typing import Any

from webapp.domain.document import ONCE, STATUSES, TAGS_AT_MOST, Document
from webapp.domain.event_input import LOCATION_AT_MOST, TAG_AT_MOST, TITLE_AT_MOST
from webapp.domain.icalendar.attendees import People, attendees_of
from webapp.domain.icalendar.nesting import Component
from webapp.domain.icalendar.problems import EventRefused
from webapp.domain.icalendar.times import Moment, when_of
from webapp.domain.icalendar.tzids import Zones
from webapp.domain.icalendar.values import text_of, texts_of
from webapp.domain.texts import Refused, cleaned_line, cleaned_lines, many_lines, one_line

UNTITLED = "Untitled"


def fields_of(component: Component, start: Moment, zones: Zones, people: People) -> Document:
    """A document without a series: texts, times, people, tags and status; raises EventRefused."""
    try:
        return {
            **ONCE,
            **when_of(component, start, zones),
            "title": title_of(component),
            "location": _line(component, "LOCATION", "The location", LOCATION_AT_MOST),
            "attendees": attendees_of(component, people),
            "description": _description(component),
            "tags": _tags(component),
            "status": _status(component),
        }
    except Refused as refused:
        raise EventRefused(str(refused)) from None


def title_of(component: Component) -> str:
    """SUMMARY as a title; an event that has none is called Untitled."""
    return _line(component, "SUMMARY", "The title", TITLE_AT_MOST) or UNTITLED


def _raw(component: Component, name: str) -> str:
    line = component.first(name)
    return text_of(line.content) if line else ""


def _line(component: Component, name: str, label: str, at_most: int) -> str:
    """On one line, without hidden characters; what is too long is cut, and goes out whole again."""
    text = cleaned_line(_raw(component, name))
    short = text if len(text) <= at_most else f"{text[: at_most - 1].rstrip()}…"
    return one_line(short, label=label, at_most=at_most)


def _description(component: Component) -> str:
    return many_lines(cleaned_lines(_raw(component, "DESCRIPTION")), label="The description")


def _tags(component: Component) -> list[str]:
    """Categories that can be tags; the others go out again with the file's own line."""
    names = (cleaned_line(text) for line in component.all("CATEGORIES") for text in texts_of(line.content))
    return sorted(_fitting(names))[:TAGS_AT_MOST]


def _fitting(names: Iterable[str]) -> list[str]:
    once: dict[str, str] = {}
    for name in names:
        tag = (
            one_line(name.replace(",", " "), label="A category", at_most=10 * TAG_AT_MOST)
            if len(name) <= TAG_AT_MOST
            else ""
        )
        if tag:
            once.setdefault(tag.casefold(), tag)
    return list(once.values())


def _status(component: Component) -> str:
    said: Any = component.first("STATUS")
    word = said.value.strip().lower() if said else ""
    return word if word in STATUSES else STATUSES[0]
