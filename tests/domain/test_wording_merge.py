"""What an edit was merged with, in a sentence."""

import pytest

from webapp.domain.wording_merge import say_merged


@pytest.mark.parametrize(
    ("kept", "combined", "said"),
    [
        ({"description": "Ben Brook"}, ["description"], "Merged with Ben’s change to Description."),
        ({"title": "Ben Brook"}, [], "Saved, and kept Ben’s change to Title."),
        ({"title": "Ben", "location": "Ben"}, [], "Saved, and kept Ben’s changes to Title and Where."),
        (
            {"description": "Ben", "tags": "Vera", "title": "Ben"},
            ["description", "tags"],
            "Merged with Ben’s change to Description and Vera’s change to Tags, and kept Ben’s change to Title.",
        ),
    ],
)
def test_it_names_who_changed_which_fields(kept, combined, said):
    assert say_merged(kept, combined, "en_GB") == said
