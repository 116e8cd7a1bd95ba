"""What a language has to bring so that changes can be told in it."""

from typing import NamedTuple

# Stands for the event in a phrase of a language that calls it by its noun first and by a pronoun from then on.
IT = "\0"


class Phrase(NamedTuple):
    """How one message reads: `said` continues a name ("Ben …"), `unit` stands beside its field."""

    said: str
    unit: str


class Language(NamedTuple):
    """All words of one language.

    A noun is (one, several). `joined` closes a list: of names or two short clauses, of more clauses, of clauses of which
    the last but one has a comma of its own.
    `lead` stands between a name and what it did; `it` are the noun and the pronoun that take the place of IT.
    """

    phrases: dict[str, Phrase]
    nouns: dict[str, tuple[str, str]]
    words: dict[str, str]
    joined: tuple[str, str, str]
    quotes: tuple[str, str]
    lead: str = ""
    it: tuple[str, str] = ("", "")
