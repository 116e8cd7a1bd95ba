import pytest

from webapp.domain.roles import Role
from webapp.domain.wording_sharing import say_can, say_change, say_you_can


@pytest.mark.parametrize(
    ("person", "old", "new", "sentence"),
    [
        ("Ben", None, "viewer", "Ana let Ben view."),
        ("Ben", None, "editor", "Ana let Ben edit."),
        ("Ben", None, "owner", "Ana made Ben an owner."),
        ("Ben", "viewer", "editor", "Ana made Ben an editor."),
        ("Ben", "owner", "viewer", "Ana made Ben a viewer."),
        ("Ben", "editor", None, "Ana removed Ben."),
        ("Ana", "editor", None, "Ana left."),
        ("Ana", "owner", "editor", "Ana made themselves an editor."),
    ],
)
def test_every_change_of_a_role_is_one_sentence(person, old, new, sentence):
    assert say_change("Ana", person, old, new) == sentence


@pytest.mark.parametrize("role", Role)
def test_every_role_has_its_words(role):
    assert say_can("Ben", role).startswith("Ben ")
    assert say_you_can(role).startswith("you ")
