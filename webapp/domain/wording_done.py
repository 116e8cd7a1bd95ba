"""What was just done, said to the person who did it."""

from webapp.domain.wording_phrases import language_of


def say_done(what: str, locale: str, **params: str | int) -> str:
    """The sentence of one of the words "done.…": `say_done("deleted", "en_GB", title="Retreat")`."""
    return language_of(locale).words[f"done.{what}"].format(**params)
