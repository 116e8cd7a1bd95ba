"""History, comparisons and messages speak the language that somebody chose; the rest of the pages is in English."""

import pytest

from tests.support.cast import a_document
from tests.support.event_forms import form
from tests.views.test_history import row_of, text_of
from tests.views.test_undoing import toasts, undo
from webapp.operations.accounts import change_profile
from webapp.operations.events import edit_event

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def german(alice):
    change_profile(alice, {"locale": "de_DE"})
    return alice


@pytest.fixture
def moved(retreat, bob):
    """Bob moved the retreat to another day and cancelled it."""
    document = a_document(start="2026-03-26T10:00", end="2026-03-26T12:00", status="cancelled")
    edit_event(retreat, document, based_on=1, by=bob)
    return retreat


def test_a_history_is_read_in_german_and_in_english(visit, german, bob, moved):
    said = row_of(visit(german).get(f"/events/{moved}/history"), 2)
    also = row_of(visit(bob).get(f"/events/{moved}/history"), 2)

    assert "den Termin von Di 24. März auf Do 26. März verschoben" in said and "abgesagt" in said
    assert "moved it from Tue 24 March to Thu 26 March" in also and "cancelled it" in also


def test_a_comparison_has_both_exact_values_and_what_they_come_to(visit, german, bob, moved):
    said = text_of(visit(german).get(f"/events/{moved}/compare/1/2"))
    also = text_of(visit(bob).get(f"/events/{moved}/compare/1/2"))

    assert "von Di 24. März auf Do 26. März verschoben" in said
    assert "jetzt abgesagt" in said and "bestätigt" in said
    assert "moved from Tue 24 March to Thu 26 March" in also
    assert "März" not in also


def test_a_message_is_in_the_language_of_who_did_it(visit, german, moved):
    client = visit(german)
    undo(client, moved, 2)
    assert "Version 2 zurückgenommen." in toasts(client.get(f"/events/{moved}"))

    client.post(f"/events/{moved}/restorations", data={"version": "1", "key": "r"})
    assert "So wie in Version 1 ist es schon." in toasts(client.get(f"/events/{moved}"))

    client.post(f"/events/{moved}/deletions", data={"key": "d"})
    assert "gelöscht." in toasts(client.get("/agenda"))


def test_what_others_changed_meanwhile_is_said_in_german(visit, german, moved):
    client = visit(german)
    client.post(f"/events/{moved}", data=form(location="Studio Nord"))

    assert "Gespeichert und die Änderungen von Bob an Zeit und Status beibehalten." in toasts(
        client.get(f"/events/{moved}")
    )


def test_a_rule_says_how_many_dates_it_takes_from_the_year(visit, german, bob, retreat):
    weekly = a_document(rrule="FREQ=WEEKLY;BYDAY=TU")
    edit_event(retreat, weekly, based_on=1, by=bob)
    edit_event(retreat, a_document(rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), based_on=2, by=bob)

    assert "Termine weniger im Jahr 20" in row_of(visit(german).get(f"/events/{retreat}/history"), 3)
    assert "which removes " in row_of(visit(bob).get(f"/events/{retreat}/history"), 3)
