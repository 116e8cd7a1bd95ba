"""How the words of answers are said: in the language and zone of whoever the token belongs to."""

from webapp.domain.locales import Audience
from webapp.entry.identity import person


def audience(role: str = "") -> Audience:
    """How this person reads sentences."""
    reader = person()
    return Audience(role, reader.zone, reader.locale, reader.clock)
