"""What of an event can be searched for, piece by piece, and what an edit changes of it."""

from tests.support.cast import a_document
from webapp.domain.attendance import attendee
from webapp.domain.held_values import Held, held_changes, held_values
from webapp.domain.search_words import LONGEST


def texts(unit, **fields):
    return sorted(text for found, text in held_values(a_document(**fields)) if found == unit)


def test_every_unit_that_people_write_in_is_held():
    found = held_values(
        a_document(
            attendees={"person:1": attendee("Ann"), "mailto:bo@lantern.example": attendee("Bo")},
            overrides={
                "2026-03-25T09:00": {"location": "Studio", "description": "One.\nTwo."},
                "2026-03-26T09:00": {
                    "attendees": {"person:1": {"answer": "declined"}, "person:2": attendee("Cem")}
                },
                "2026-03-27T09:00": {"attendees": {"person:1": None}, "start": "2026-03-27T11:00"},
            },
        )
    )
    assert found == {
        Held("title", "Retreat"),
        Held("location", "Harbour room"),
        Held("description", "Bring a book."),
        Held("tags", "planning"),
        Held("attendees", "Ann"),
        Held("attendees", "Bo"),
        *(Held("overrides", text) for text in ("Studio", "One.", "Two.", "Cem")),
        Held("overrides+", "One.\nTwo."),
    }


def test_an_edit_changes_the_lines_that_it_touches_and_no_other():
    before = a_document(description="Agenda\n\n- coffee\n- budget\n")
    after = a_document(description="Agenda\n- tea\n- budget", tags=["planning", "food"])

    assert held_changes(before, after, ["description", "tags"]) == (
        [
            Held("description", "- coffee"),
            Held("description+", "- coffee\n- budget"),
            Held("description+", "Agenda\n- coffee"),
        ],
        [
            Held("description", "- tea"),
            Held("description+", "- tea\n- budget"),
            Held("description+", "Agenda\n- tea"),
            Held("tags", "food"),
        ],
    )
    assert held_changes(before, after, ["when"]) == ([], [])


def test_a_long_line_is_held_by_its_sentences():
    line = "A sentence that says a good deal. " * 9 + "Another one?"
    assert texts("description", description=line) == ["A sentence that says a good deal.", "Another one?"]
    assert texts("description", description="short. line.") == ["short. line."]


def test_no_description_is_held_in_many_pieces_or_in_long_ones():
    hostile = ["\n".join(map(str, range(12_000))), "x" * 65_000, "word " * 13_000, "a. " * 20_000]
    for text in hostile:
        pieces = texts("description", description=text)
        assert len(pieces) <= 400
        assert max(map(len, pieces)) <= 600
        assert sum(map(len, pieces)) <= len(text)


def test_where_lines_meet_as_much_of_both_is_held_as_can_be_searched_for():
    lines = ["A long line " + "and so on " * 15 + "ends here", "", "the next  begins " + "and so on " * 15]
    (seam,) = texts("description+", description="\n".join(lines))
    before, after = seam.split("\n")
    assert before.endswith("and so on ends here") and after.startswith("the next begins and so on")
    assert LONGEST < len(before) <= 120 and LONGEST < len(after) <= 120
    assert Held("description+", "Ärger am\nEnde").folded == "arger am\nende"


def test_what_is_empty_is_not_held():
    empty = a_document(title="x", location="", description="\n \n", tags=[])
    assert held_values(empty) == {Held("title", "x")}
