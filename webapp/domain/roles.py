"""Roles on calendars and events: owner > editor > viewer; the higher of two counts."""

from enum import IntEnum


class Role(IntEnum):
    """What a person may do with a calendar or an event."""

    VIEWER = 1
    EDITOR = 2
    OWNER = 3

    @property
    def word(self) -> str:
        """The name used in the database, in pages and in the API."""
        return self.name.lower()


ROLE_WORDS = tuple(role.word for role in sorted(Role, reverse=True))


def role_of(word: str | None) -> Role | None:
    """The role of a word, None for no role; raises KeyError for a word that is none."""
    return Role[word.upper()] if word else None


def higher(one: Role | None, other: Role | None) -> Role | None:
    """The role that counts when a person has one on the calendar and one on the event."""
    return max((role for role in (one, other) if role), default=None)
