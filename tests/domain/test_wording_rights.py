"""What somebody reads whose role has become lower, and what an open form hears of one unit."""

import pytest

from tests.support.cast import a_document
from webapp.domain.roles import Role
from webapp.domain.wording_now import say_now
from webapp.domain.wording_sharing import say_lowered


@pytest.mark.parametrize(
    ("actor", "role", "said"),
    [
        ("Alice", Role.VIEWER, "Alice made you a viewer: you may look, not change."),
        ("Alice", Role.EDITOR, "Alice made you an editor: you may change events, not share them."),
        ("", Role.VIEWER, "You are a viewer now: you may look, not change."),
        ("", Role.EDITOR, "You are an editor now: you may change events, not share them."),
    ],
)
def test_a_lower_role_is_told_with_what_is_left(actor: str, role: Role, said: str) -> None:
    assert say_lowered(actor, role) == said


@pytest.mark.parametrize(
    ("unit", "changes", "said"),
    [
        ("location", {"location": "Studio Nord"}, "changed Where to “Studio Nord”"),
        ("location", {"location": ""}, "emptied Where"),
        ("location", {"location": "x" * 81}, f"changed Where to “{'x' * 79}…”"),
        ("description", {"description": "Long."}, "changed Description"),
        ("tags", {"tags": ["a", "b"]}, "changed Tags to “a, b”"),
        ("status", {"status": "tentative"}, "changed Status to “tentative”"),
        ("when", {}, "changed When to “Tue 24 March 2026, 09:00–10:00 Berlin”"),
    ],
)
def test_a_unit_is_told_by_its_present_value(unit: str, changes: dict[str, object], said: str) -> None:
    assert say_now(unit, a_document(**changes), "en_GB", 24) == said
