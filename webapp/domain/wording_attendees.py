"""Who is invited and what they have answered, in words."""

from collections.abc import Mapping
from typing import Any

from webapp.domain.attendance import ANSWERS, OUTSIDE, Attendees, Own
from webapp.domain.wording_phrases import language_of

Part = tuple[str, dict[str, Any]]


def describe_attendees(before: Mapping[str, Any], after: Mapping[str, Any]) -> Part:
    """The message of a change of the unit: names by what happened to them."""
    old, new = before["attendees"] or {}, after["attendees"] or {}
    both = [key for key in new if key in old]
    fresh = [key for key in new if key not in old]
    moved = [key for key in both if new[key]["part"] != old[key]["part"]]
    return "attendees.changed", {
        "invited": _names(new, [key for key in fresh if new[key]["part"] == "required"]),
        "invited_optional": _names(new, [key for key in fresh if new[key]["part"] == "optional"]),
        "uninvited": _names(old, [key for key in old if key not in new]),
        "required": _names(new, [key for key in moved if new[key]["part"] == "required"]),
        "optional": _names(new, [key for key in moved if new[key]["part"] == "optional"]),
        "answers": {
            answer: names
            for answer in ANSWERS
            if (names := _names(new, [key for key in both if _turned(old[key], new[key]) == answer]))
        },
    }


def attendees_parts(params: dict[str, Any]) -> list[Part]:
    """The facts of that message, one for each thing that happened."""
    kinds = ("invited", "invited_optional", "uninvited", "required", "optional")
    found = [(f"attendees.{kind}", {"people": params[kind]}) for kind in kinds if params[kind]]
    answers = params["answers"].items()
    return found + [(f"attendees.set.{_word(answer)}", {"people": names}) for answer, names in answers] or [
        ("attendees.renamed", {})
    ]


def answer_parts(params: dict[str, Any]) -> list[Part]:
    """What somebody said of themselves."""
    return [(f"attendees.said.{_word(params['answer'])}", {})]


def own_answer_parts(params: dict[str, Any]) -> list[Part]:
    """What somebody said of themselves for one instance."""
    dates = (
        {"dates_at": [params["dates"], params["timed"]]} if "timed" in params else {"dates": params["dates"]}
    )
    return [(f"overrides.said.{_word(params['answer'])}", dates)]


def attendees_value(attendees: Attendees, locale: str) -> str:
    """ "Ben Okafor (yes), Cleo Diaz (optional), ann@example.org"."""
    keys = sorted(
        attendees,
        key=lambda key: (attendees[key]["part"] == "optional", attendees[key]["name"].casefold(), key),
    )
    return ", ".join(_said(attendees[key]["name"], attendees[key], locale) for key in keys)


def own_value(series: Attendees, own: Own, locale: str) -> str:
    """What one instance has of its own: "Ben Okafor (no), without Cleo Diaz"."""
    without = language_of(locale).words["attendees.without"]
    return ", ".join(
        without.format(name_of(key, series.get(key)))
        if fields is None
        else _said(name_of(key, {**series.get(key, {}), **fields}), fields, locale)
        for key, fields in sorted(own.items())
    )


def name_of(key: str, who: Mapping[str, str] | None) -> str:
    """What somebody is called, who may be known by the address alone."""
    return (who or {}).get("name") or key.removeprefix(OUTSIDE)


def _said(name: str, who: Mapping[str, str], locale: str) -> str:
    words = language_of(locale).words
    answer, part = who.get("answer", ANSWERS[0]), who.get("part")
    said = [words["optional"]] if part == "optional" else []
    said += [words[f"answer.{answer}"]] if answer != ANSWERS[0] else []
    return f"{name} ({', '.join(said)})" if said else name


def _names(attendees: Attendees, keys: list[str]) -> list[str]:
    return sorted((attendees[key]["name"] for key in keys), key=str.casefold)


def _turned(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    return new["answer"] if new["answer"] != old["answer"] else ""


def _word(answer: str) -> str:
    return "none" if answer == ANSWERS[0] else answer
