"""History, comparisons and messages speak the language that somebody chose; the rest of the pages is in English."""

import pytest

from tests.support.cast import a_document
from tests.support.event_forms import form
from tests.views.test_history import row_of, text_of
from tests.views.test_undoing import toasts, undo
from webapp.operations.accounts import change_profile
from webapp.operations.calendars import create_calendar
from webapp.operations.events import edit_event
from webapp.operations.relocating import move_event_to
from webapp.operations.undoing import undo_version

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def main(page):
    return page.text.split("<main", 1)[1].split("</main>", 1)[0]


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


def test_marks_of_a_comparison_are_in_the_readers_language(visit, german, bob, retreat):
    whole = "Please read the draft before the meeting. Lunch is at noon in the garden, with vegetarian food."
    apart = whole.replace(". Lunch", ".\n\nLunch")
    kept = "\n\n".join(f"Line {n} of a long text" for n in range(9))
    old = f"Agenda\n\n{kept}\n\n{whole}\n\nBring the slides, which the office sends by mail."
    new = f"Bring the slides, which the office sends by mail.\n\nAgenda\n\n{kept}\n\n{apart}"
    edit_event(retreat, a_document(description=old), based_on=1, by=bob)
    edit_event(retreat, a_document(description=new), based_on=2, by=bob)
    undo_version(retreat, 3, by=bob)
    address = f"/events/{retreat}/compare/2/3"
    page, also = (main(visit(who).get(address)) for who in (german, bob))

    assert "Was sich von Version 2 zu Version 3 geändert hat" in page and "What changed" in also
    assert "von Zeile 23 nach oben verschoben" in page and "moved up from line 23" in also
    assert "verschoben, siehe oben" in page and "hier geteilt" in page and "Zeilen sind gleich" in page
    for english in ("moved up", "moved, see", "split here", "are the same", "fields", "removed "):
        assert english not in page, english
    looks = visit(german).get(f"{address}?view=rendered").text
    assert "hierher verschoben" in looks and "von hier verschoben" in looks
    assert "(Rücknahme von 3)" in visit(german).get(f"/events/{retreat}/compare/3/4").text
    same = visit(german).get(f"/events/{retreat}/compare/2/4").text
    assert "Alle Felder sind gleich" in same and "1 Version dazwischen, von Bob Brook" in same


def test_marks_of_a_history_are_in_the_readers_language(visit, german, bob, retreat):
    for number, title in enumerate(("Summit", "Summit at sea", "Retreat"), start=1):
        edit_event(retreat, a_document(title=title), number, by=bob)
    page = visit(german).get(f"/events/{retreat}/history").text
    also = visit(bob).get(f"/events/{retreat}/history").text

    assert "3 Änderungen von Bob" in page and "3 edits by Bob" in also
    assert "Insgesamt: nichts, der Termin ist wie vorher" in page
    assert "In all: nothing, it is as it was before" in also
    assert "7 Zeichen mehr" in page and "7 characters more" in also


def test_what_left_a_calendar_is_marked_in_the_readers_language(visit, german, bob, team, retreat):
    move_event_to(retreat, create_calendar("Own", "rose", "Europe/Berlin", by=german), german, 1)
    marks = [visit(who).get(f"/calendars/{team}/history").text for who in (german, bob)]
    assert ["Weggegangen" in marks[0], ">Left<" in marks[0]] == [True, False]
    assert "Left<" in marks[1]
