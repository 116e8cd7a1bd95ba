"""What a program may do with a token: never more than whoever made it, and of that only what was chosen."""

from collections.abc import Collection, Iterable

# The API has no call that takes ADMIN; tokens that were made with it keep it and the rest of what they may.
READ, WRITE, SHARE, ADMIN = "read", "write", "share", "admin"
SCOPES = (READ, WRITE, SHARE, ADMIN)
_SAID = {ADMIN: "administer"}
Scopes = frozenset[str]


def read_scopes(stored: str) -> Scopes:
    """The scopes out of how they are stored: their names with blanks between them."""
    return frozenset(stored.split()) & frozenset(SCOPES)


def write_scopes(scopes: Collection[str]) -> str:
    """How scopes are stored, always in the same order."""
    return " ".join(in_order(scopes))


def in_order(scopes: Iterable[str]) -> list[str]:
    """Scopes from the least to the most."""
    return sorted(set(scopes), key=SCOPES.index)


def held_by(scopes: Iterable[str], is_admin: bool) -> Scopes:
    """What is left of some scopes for this person now: who administers nothing any more lends nobody the right to."""
    return frozenset(scopes) - (frozenset() if is_admin else {ADMIN})


def say_scopes(scopes: Iterable[str]) -> str:
    """What a token may do, after "may": "read, write and share"."""
    *others, last = [_SAID.get(scope, scope) for scope in in_order(scopes)]
    return f"{', '.join(others)} and {last}" if others else last
