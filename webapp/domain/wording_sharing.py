"""Roles, and what happened to them, in human words."""

from webapp.domain.roles import Role, role_of

LABELS = {Role.VIEWER: "Viewer", Role.EDITOR: "Editor", Role.OWNER: "Owner"}
_CAN = {Role.VIEWER: "can view", Role.EDITOR: "can edit", Role.OWNER: "is an owner"}
_YOU_CAN = {Role.VIEWER: "you can view", Role.EDITOR: "you can edit", Role.OWNER: "you are an owner"}
_LET = {Role.VIEWER: "let {} view", Role.EDITOR: "let {} edit", Role.OWNER: "made {} an owner"}
_ARE_NOW = {Role.VIEWER: "You are a viewer now", Role.EDITOR: "You are an editor now"}
_MAY = {Role.VIEWER: "you may look, not change", Role.EDITOR: "you may change events, not share them"}
_MADE = {Role.VIEWER: "made {} a viewer", Role.EDITOR: "made {} an editor", Role.OWNER: "made {} an owner"}


def say_can(name: str, role: Role) -> str:
    """What a person may do: "Ben Okafor can edit"."""
    return f"{name} {_CAN[role]}"


def say_you_can(role: Role) -> str:
    """What the reader may do: "you can edit"."""
    return _YOU_CAN[role]


def say_change(actor: str, person: str, old: str | None, new: str | None) -> str:
    """One line of a sharing history: "Ana let Ben edit."; `actor` and `person` are the same for what one does oneself."""
    before, after = role_of(old), role_of(new)
    if after is None:
        return f"{actor} left." if actor == person else f"{actor} removed {person}."
    phrase = (_LET if before is None else _MADE)[after]
    return f"{actor} {phrase.format('themselves' if actor == person else person)}."


def say_lowered(actor: str, role: Role) -> str:
    """What somebody reads whose role has become lower: "Alice made you a viewer: you may look, not change."

    Without an actor it says what is: they did it themselves, or nobody knows who did.
    """
    done = f"{actor} {_MADE[role].format('you')}" if actor else _ARE_NOW[role]
    return f"{done}: {_MAY[role]}."
