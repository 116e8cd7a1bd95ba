"""Finding people by a part of what they are called; for admins, who may also search addresses."""

from sqlalchemy import ColumnElement, func, or_

from webapp.models import Person

ESCAPE = "\\"


def matches(typed: str) -> ColumnElement[bool]:
    """People whose name, username or e-mail contains what was typed."""
    pattern = contains(typed)
    return or_(
        func.lower(Person.name).like(pattern, escape=ESCAPE),
        Person.username.like(pattern, escape=ESCAPE),
        Person.email.like(pattern, escape=ESCAPE),
    )


def contains(typed: str) -> str:
    """The LIKE pattern for what was typed, in which nothing is a wildcard."""
    plain = (
        typed.strip()
        .lower()
        .replace(ESCAPE, ESCAPE * 2)
        .replace("%", ESCAPE + "%")
        .replace("_", ESCAPE + "_")
    )
    return f"%{plain}%"
