"""What people type about themselves and their calendars: accepted values, or a sentence for each field."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Generic, TypeVar

from email_validator import EmailNotValidError, validate_email

from webapp.domain import zones
from webapp.domain.event_input import read_zone
from webapp.domain.hues import HUES
from webapp.domain.locales import LOCALES
from webapp.domain.readers import one_of, read_into
from webapp.domain.retention import AS_THE_SITE, CHOICES
from webapp.domain.texts import Refused, one_line, showable

NAME_AT_MOST = 80
PASSWORD_AT_LEAST, PASSWORD_AT_MOST = 8, 128
CLOCKS = (24, 12)
WEEK_STARTS = {0: "Monday", 5: "Saturday", 6: "Sunday"}
THEMES = {"": "As the system", "light": "Light", "dark": "Dark"}

Raw = Mapping[str, Any]
T = TypeVar("T")

_EMAIL_AT_MOST = 254
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,31}")
_SITE_WORD = "daybook"
# A word this short is met inside other words by chance ("ana" in "bananas"), so it only counts when it stands alone.
_SHORT_WORD = 4
_TAIL = re.compile(r"[\W\d_]{0,4}$")


@dataclass(frozen=True)
class SignUp:
    username: str
    email: str
    name: str
    zone: str
    password: str


@dataclass(frozen=True)
class Profile:
    name: str
    zone: str
    locale: str
    clock: int
    week_start: int


@dataclass(frozen=True)
class Preferences:
    """How Daybook looks and answers on every device of one person; `keys` are the keyboard shortcuts.

    `shows_busy` is whether those who plan with them see when they are busy.
    """

    theme: str
    keys: bool
    shows_busy: bool


# What saving does where something overlaps.
POLICIES = ("warn", "refuse")


@dataclass(frozen=True)
class CalendarFields:
    name: str
    hue: str
    zone: str
    one_at_a_time: bool = False
    conflict_policy: str = "warn"
    trash_days: int = AS_THE_SITE


@dataclass(frozen=True)
class Checked(Generic[T]):
    """A value, or the fields that will not do; and what was typed, never the password, to be shown again."""

    value: T | None
    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


def check_sign_up(raw: Raw) -> Checked[SignUp]:
    """An account to be made, out of username, email, name, zone and password; takes anything and never raises."""
    readers: _Readers = {
        "username": read_username,
        "email": read_email,
        "name": read_name,
        "zone": _browser_zone,
    }
    values, errors = _read_all(raw, readers)
    refusal = check_password(
        raw.get("password"), username=values.get("username") or "", email=values.get("email") or ""
    )
    if refusal:
        errors["password"] = refusal
    if errors:
        return Checked(None, errors, _typed(raw, readers))
    return Checked(SignUp(**values, password=raw["password"]), {}, _typed(raw, readers))


def check_profile(raw: Raw) -> Checked[Profile]:
    """Name, zone, locale, clock and first day of the week; takes anything and never raises."""
    return _check(raw, _PROFILE, Profile)


def check_preferences(raw: Raw) -> Checked[Preferences]:
    """Theme, keyboard shortcuts and whether others see when one is busy: what is there at all is on; never raises."""
    return _check(raw, _PREFERENCES, Preferences)


def check_calendar(raw: Raw) -> Checked[CalendarFields]:
    """Name, hue and zone of a calendar, and how it takes overlaps; takes anything and never raises."""
    return _check(raw, _CALENDAR, CalendarFields)


def check_password(value: object, *, username: str, email: str) -> str | None:
    """A sentence that says why a password is not accepted, or None; it is never changed on the way."""
    if not isinstance(value, str) or not value:
        return f"Choose a password of at least {PASSWORD_AT_LEAST} characters."
    if len(value) < PASSWORD_AT_LEAST:
        return f"The password has {len(value)} characters. Make it at least {PASSWORD_AT_LEAST} long."
    if len(value) > PASSWORD_AT_MOST:
        return f"The password has {len(value):,} characters. Make it at most {PASSWORD_AT_MOST} long."
    if showable(value) != value:
        return "The password has a character that cannot be typed. Choose another one."
    if _is_common(value.casefold()):
        return "Many people use this password, so it is tried first. Choose another one."
    if _is_about_you(value.casefold(), [username, email.partition("@")[0], _SITE_WORD]):
        return "The password is mostly your name or ours. Choose one that nobody can guess from them."
    return None


def read_username(value: object) -> str:
    """A username, lower-case; raises Refused."""
    text = one_line(value, label="Username", at_most=32, required=True).lower()
    if len(text) < 3:
        raise Refused("Username is shorter than 3 characters. Add some.")
    if not "a" <= text[0] <= "z":
        raise Refused("Username has to start with a letter from a to z.")
    if not _USERNAME.fullmatch(text):
        raise Refused(
            "Username can hold letters from a to z, digits, dots, underscores and hyphens. Leave out the rest."
        )
    return text


def read_email(value: object) -> str:
    """An e-mail address, normalised and lower-case; raises Refused. It is not looked up anywhere."""
    text = one_line(value, label="E-mail", at_most=_EMAIL_AT_MOST, required=True)
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise Refused("This is not an e-mail address. Write one such as ana@example.org.") from None


def read_name(value: object) -> str:
    """The name of a person or a calendar; raises Refused."""
    return one_line(value, label="Name", at_most=NAME_AT_MOST, required=True)


def _browser_zone(value: object) -> str:
    """The zone that the browser says it is in; nobody typed it, so a wrong one is not the person's mistake."""
    return zones.modern(value) if isinstance(value, str) and zones.known(value) else "UTC"


def _read_locale(value: object) -> str:
    return one_of(value, LOCALES, "Choose a language from the list.")


def _read_hue(value: object) -> str:
    return one_of(value, HUES, f"Choose one of the twelve colours: {', '.join(HUES)}.")


def _read_clock(value: object) -> int:
    return _one_number(value, CLOCKS, "Choose the 24-hour or the 12-hour clock.")


def _read_week_start(value: object) -> int:
    return _one_number(value, tuple(WEEK_STARTS), "Choose Monday, Saturday or Sunday.")


def _read_theme(value: object) -> str:
    return one_of(value, THEMES, "Choose the system's theme, light or dark.")


def _read_policy(value: object) -> str:
    if value in ("", None):
        return POLICIES[0]
    return one_of(value, POLICIES, "Choose whether overlaps are saved with a word, or not at all.")


def _read_trash_days(value: object) -> int:
    if value in ("", None):
        return AS_THE_SITE
    return _one_number(
        value, (AS_THE_SITE, *CHOICES), "Choose how long the trash keeps events from the list."
    )


def _one_number(value: object, numbers: tuple[int, ...], refusal: str) -> int:
    for number in numbers:
        if str(number) == value or (number == value and type(value) is int):
            return number
    raise Refused(refusal)


_Readers = Mapping[str, Callable[[object], Any]]

_PROFILE: _Readers = {
    "name": read_name,
    "zone": read_zone,
    "locale": _read_locale,
    "clock": _read_clock,
    "week_start": _read_week_start,
}
_PREFERENCES: _Readers = {"theme": _read_theme, "keys": bool, "shows_busy": bool}
_CALENDAR: _Readers = {
    "name": read_name,
    "hue": _read_hue,
    "zone": read_zone,
    "one_at_a_time": bool,
    "conflict_policy": _read_policy,
    "trash_days": _read_trash_days,
}


def _check(raw: Raw, readers: _Readers, made: Callable[..., T]) -> Checked[T]:
    values, errors = _read_all(raw, readers)
    return Checked(None if errors else made(**values), errors, _typed(raw, readers))


def _read_all(raw: Raw, readers: _Readers) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, reader in readers.items():
        values[name] = read_into(errors, name, reader, raw.get(name))
    return values, errors


def _typed(raw: Raw, readers: _Readers) -> dict[str, str]:
    return {name: showable(raw.get(name)) for name in readers}


@cache
def _common_passwords() -> frozenset[str]:
    text = resources.files("webapp.domain").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def _is_common(folded: str) -> bool:
    """Whether it is on the list, also with a few digits or signs at its end, or is one character over and over."""
    common = _common_passwords()
    return folded in common or _TAIL.sub("", folded) in common or len(set(folded)) == 1


def _is_about_you(folded: str, words: list[str]) -> bool:
    """Whether fewer than 8 characters stay when the words that anyone can guess are taken out."""
    rest = folded
    for pattern in _patterns(words):
        rest = re.sub(pattern, "", rest)
    return rest != folded and len(rest) < PASSWORD_AT_LEAST


def _patterns(words: list[str]) -> Iterator[str]:
    for word in sorted({word.casefold() for word in words if word}, key=len, reverse=True):
        alone = len(word) < _SHORT_WORD + 1
        yield rf"(?<![a-z]){re.escape(word)}(?![a-z])" if alone else re.escape(word)
