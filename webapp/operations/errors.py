"""What an operation says when it cannot do what was asked; entry layers turn these into answers."""

from collections.abc import Mapping
from datetime import datetime


class NotThere(Exception):
    """No such thing, or not for this person: the same answer for both (404)."""


class Purged(NotThere):
    """An admin has deleted the event for good; whoever could see it learns who, when and why (410)."""

    def __init__(self, by: str, at: datetime, why: str) -> None:
        super().__init__(f"{by} purged it: {why}")
        self.by, self.at, self.why = by, at, why


class RoleTooLow(Exception):
    """The person sees the thing but may not do this with it (403)."""


class Refused(Exception):
    """The request makes sense but cannot be carried out; `str()` is a sentence that says what to do (422 or 409)."""


class Invalid(Exception):
    """Fields that cannot be saved: `errors` maps each to its sentence (422)."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)
