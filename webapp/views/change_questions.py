"""What is asked when others have changed what would be taken back: by event, and in it field by field.

The form says `seen.12` (the version of event 12 that is shown), `choice.12.title`, `choice.12.description.0`,
`choice.12.event` (whether it is deleted), and `asked.12` for the parts of its description. `every` is one answer for all.
"""

from collections.abc import Mapping
from typing import Any

from flask import render_template

from webapp.domain.document import Document
from webapp.domain.locales import say_moment
from webapp.domain.merge import Collision
from webapp.domain.taking_back import CHOICES, EVENT, TEXT, Answers
from webapp.domain.wording import describe, say, say_value
from webapp.domain.wording_occurrences import dates_text, timed_of
from webapp.operations.change_sets import Step
from webapp.operations.reading import Origin, origins_of
from webapp.operations.undoing_sets import SetConflict
from webapp.views.conflict_words import Side
from webapp.views.conflicts import of_text, of_unit, text_of_collision
from webapp.views.forms import new_key, number, typed
from webapp.views.shell import shell

ALL = "every"


def answers() -> dict[int, Answers] | None:
    """What was chosen, by event; None where nobody has been asked yet."""
    asked = [name.removeprefix("seen.") for name in typed() if name.startswith("seen.")]
    found = {int(one): _answers(one) for one in asked if one.isascii() and one.isdigit() and len(one) < 11}
    return found or None


def page(conflict: SetConflict, action: str, away: str) -> str:
    """The page that asks; its form goes to `action`, whoever leaves it goes to `away`."""
    steps, origins = conflict.steps, origins_of([step.event.id for step in conflict.steps])
    return render_template(
        "changes/conflict.html",
        asked=[_asked(step, origins.get(step.event.id, {})) for step in steps],
        action=action,
        away=away,
        key=new_key(),
    )


def _answers(event: str) -> Answers:
    start = f"choice.{event}."
    choices = {name.removeprefix(start): typed()[name] for name in typed() if name.startswith(start)}
    every = typed().get(ALL)
    if every in CHOICES:
        choices = dict.fromkeys(choices, every)
    asked = f"asked.{event}"
    of_dates = {
        name.removeprefix(f"{asked}."): typed()[name] for name in typed() if name.startswith(f"{asked}.")
    }
    return Answers(number(f"seen.{event}"), choices, typed().get(asked, ""), of_dates)


def _asked(step: Step, origins: dict[str, Origin]) -> dict[str, Any]:
    """One event with its questions; `whole` is whether it is to be deleted."""
    event, wanted = step.event, step.wanted
    asked, questions = _questions(step, wanted.conflicts, origins)
    by_text = {f"asked.{event.id}": asked}
    for name, conflicts in wanted.dates.items():
        asked, more = _questions(step, conflicts, dict.fromkeys(conflicts, origins.get("overrides")), name)
        by_text[f"asked.{event.id}.{name}"] = asked
        questions += more
    return {
        "event": event,
        "version": event.version,
        "asked": {name: value for name, value in by_text.items() if value},
        "questions": questions,
        "whole": _whole(step) if wanted.asks_to_delete else None,
    }


def _questions(
    step: Step, conflicts: Mapping[str, Collision], origins: Mapping[str, Origin | None], date: str = ""
) -> tuple[str, list[dict[str, Any]]]:
    """The questions about an event, or one date of it; and what the parts of its text are called together."""
    text = text_of_collision(conflicts[TEXT]) if TEXT in conflicts else None
    start = f"{step.event.id}.{date}." if date else f"{step.event.id}."
    day = f" on {_day(date, step.now.document)}" if date else ""
    return text.asked if text else "", [
        question
        | {
            "name": f"{start}{question['name']}",
            "label": f"{question['label']}{day}",
            "anew": "",
            "sides": _sides(step, origins.get(unit)),
        }
        for unit, collision in conflicts.items()
        for question in (of_text(unit, text) if text and unit == TEXT else of_unit(unit, collision))
    ]


def _day(name: str, document: Document) -> str:
    account = shell().account
    return dates_text([name], account.locale, account.clock, timed_of([name], document))


def _whole(step: Step) -> dict[str, Any]:
    """Whether an event is deleted that was changed since: what was changed, and by whom."""
    account, event = shell().account, step.event
    before, now = step.undone.document, step.now.document
    return {
        "name": f"choice.{event.id}.{EVENT}",
        "made": say_value("when", before, account.locale, account.clock),
        "title": before["title"],
        "version": step.last,
        "who": event.updated_by_label,
        "moment": say_moment(event.updated_at, shell().audience("editor")),
        "iso": event.updated_at.isoformat(),
        "said": say(describe(before, now), account.locale, account.clock),
    }


def _sides(step: Step, origin: Origin | None) -> tuple[Side, Side, Side]:
    series = dict(step.said[0][1]).get("from") if step.said else None
    made = Side(
        f"Version {step.last}", f"of {series}: what you take back" if series else "what you take back"
    )
    without = Side("Without it", f"as in version {step.first - 1}", shell().person, button="Take it back")
    if origin is None:
        return made, Side("Now", f"version {step.event.version}", step.event.updated_by_label), without
    moment = say_moment(origin.at, shell().audience("editor"))
    small = f"{origin.first_name}, version {origin.version}"
    return made, Side("Now", small, origin.author, origin.at.isoformat(), moment), without
