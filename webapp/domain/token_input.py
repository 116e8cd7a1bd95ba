"""What people choose for a personal token: accepted values, or a sentence for each field."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.domain.account_input import Checked
from webapp.domain.scopes import READ, SHARE, WRITE
from webapp.domain.texts import Refused, one_line, showable

NAME_AT_MOST = 80
LIFETIMES = {30: "30 days", 90: "90 days", 365: "A year"}
# What each scope adds to reading, which every token may. No call asks for ADMIN, so that is not offered any more.
CHOICES = {
    WRITE: "Write: make, change and delete events and calendars",
    SHARE: "Share: give others a role, and take it back",
}


@dataclass(frozen=True)
class NewToken:
    """A token to be made: what for, what it may do besides reading, and for how many days."""

    name: str
    scopes: frozenset[str]
    days: int


def check_token(raw: Mapping[str, Any], scopes: Collection[str]) -> Checked[NewToken]:
    """Name, days and scopes of a token; takes anything and never raises."""
    errors: dict[str, str] = {}
    name, days = _name(raw.get("name"), errors), _days(raw.get("days"), errors)
    if not frozenset(scopes) <= CHOICES.keys() | {READ}:
        errors["scopes"] = "Choose what the token may do from the list."
    typed = {field: showable(raw.get(field)) for field in ("name", "days")}
    made = None if errors else NewToken(name, frozenset(scopes) | {READ}, days)
    return Checked(made, errors, typed)


def _name(value: object, errors: dict[str, str]) -> str:
    try:
        return one_line(value, label="Name", at_most=NAME_AT_MOST, required=True)
    except Refused as refused:
        errors["name"] = str(refused)
        return ""


def _days(value: object, errors: dict[str, str]) -> int:
    for days in LIFETIMES:
        if str(days) == value:
            return days
    errors["days"] = "Choose how long it lasts: 30 days, 90 days or a year."
    return 0
