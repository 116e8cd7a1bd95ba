"""What a change set did and what taking it back does, in sentences."""

import pytest

from webapp.domain.wording_undo import say_did, say_outlook, say_undone


@pytest.mark.parametrize(
    ("kind", "events", "said"),
    [
        ("import", 212, "imported 212 events"),
        ("edit", 1, "changed 1 event"),
        ("merge", 1, "changed 1 event"),
        ("restore", 1, "brought back 1 event"),
        ("undo", 2, "took a change back"),
    ],
)
def test_what_a_change_set_did(kind: str, events: int, said: str) -> None:
    assert say_did(kind, events) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((False, 212, 0, 0, 3), "Undo deletes 212 events. 3 of them were edited since: you will be asked."),
        ((False, 1, 0, 0, 1), "Undo deletes 1 event. It was edited since: you will be asked."),
        ((False, 1, 0, 1), "Undo deletes 1 event and changes 1 event back."),
        (
            (True, 1, 10_000, 2, 1),
            "Redo deletes 1 event, brings 10,000 events back and changes 2 events back. 1 of them was edited since: you will be asked.",
        ),
        ((False, 0, 0, 1, 0, 1), "Undo changes 1 event back. 1 event was deleted since and stays so."),
        ((False, 0, 0, 1, 0, 2), "Undo changes 1 event back. 2 events were deleted since and stay so."),
        ((False, 0, 0, 0, 0, 2), "Nothing of it is left to take back."),
    ],
)
def test_what_taking_it_back_would_do(counts: tuple[bool, int, int, int], said: str) -> None:
    assert say_outlook(*counts) == said


def test_what_was_taken_back() -> None:
    assert say_undone(False, 212, 1, 0) == "Took it back: 212 events deleted and 1 event brought back."
    assert say_undone(True, 0, 0, 2) == "Did it again: 2 events changed back."
    assert say_undone(False, 0, 0, 0) == "Nothing of this change is left to take back."


@pytest.mark.parametrize(
    ("kind", "events", "said"),
    [
        ("import", 1212, "hat 1.212 Termine importiert"),
        ("batch", 1, "hat 1 Termin geändert"),
        ("restore", 2, "hat 2 Termine zurückgeholt"),
        ("undo", 3, "hat eine Änderung zurückgenommen"),
    ],
)
def test_what_a_change_set_did_is_told_in_german_too(kind, events, said):
    assert say_did(kind, events, "de_DE") == said
