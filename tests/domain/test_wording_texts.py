"""What is said of a text that was edited."""

import pytest

from tests.domain.telling import RETREAT, said, said_of_unit

# -- descriptions

PARAGRAPHS = [
    "Please read the draft before the meeting, all forty pages of it and the notes.",
    "Lunch is at noon in the canteen, with vegetarian food for everybody who asks for it.",
    "Dial-in details are sent the evening before by the office team, with the slides.",
]


def described(before, after):
    document = {**RETREAT, "description": before}
    return said(document, description=after), said_of_unit(document, description=after)


@pytest.mark.parametrize(
    ("before", "after", "sentence", "margin"),
    [
        (
            "Lunch at noon in the canteen",
            "Lunch at one in the canteen",
            "changed 1 wording in Description",
            "1 wording changed",
        ),
        ("- Anna\n- Ben", "- Anna\n- Ben\n- Cem\n- Dora", "added 2 lines to Description", "2 lines added"),
        ("- Anna\n- Ben", "- Anna", "removed 1 line from Description", "1 line removed"),
        ("One line", "", "removed Description", "removed"),
        ("Read the draft.", "Something else now", "rewrote Description", "rewritten"),
        ("a\n\nb", "a\nb", "changed the spacing of Description", "spacing changed"),
        (
            "\n\n".join(PARAGRAPHS),
            "\n\n".join([PARAGRAPHS[2], *PARAGRAPHS[:2]]),
            "moved 1 paragraph of Description up",
            "1 paragraph moved up",
        ),
        (
            "\n\n".join(PARAGRAPHS),
            "\n\n".join(PARAGRAPHS[1:] + PARAGRAPHS[:1]),
            "moved 1 paragraph of Description down",
            "1 paragraph moved down",
        ),
        (
            "\n\n".join(PARAGRAPHS),
            "\n\n".join(PARAGRAPHS).replace("canteen", "garden").replace("forty", "fifty") + "\n\nBye",
            "changed Description (2 wordings changed, 1 line added)",
            "2 wordings changed, 1 line added",
        ),
        (
            "\n\n".join(PARAGRAPHS),
            "\n\n".join([PARAGRAPHS[2].replace("slides", "charts"), *PARAGRAPHS[:2]]),
            "changed Description (1 paragraph moved up, 1 wording changed)",
            "1 paragraph moved up, 1 wording changed",
        ),
        (
            " ".join(PARAGRAPHS[:2]),
            "\n\n".join(PARAGRAPHS[:2]),
            "split 1 paragraph of Description",
            "1 paragraph split",
        ),
        (
            "\n".join(PARAGRAPHS[:2]),
            " ".join(PARAGRAPHS[:2]),
            "joined lines of Description into 1 paragraph",
            "lines joined into 1 paragraph",
        ),
    ],
)
def test_a_text_tells_what_became_of_it(before, after, sentence, margin):
    assert described(before, after) == (sentence, margin)
