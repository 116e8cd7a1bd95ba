"""ATTENDEE in and out: who is invited, and what Daybook does not know of them."""

from tests.domain.files import LATER, event_of, file_of
from webapp.domain.attendance import answered, attendee
from webapp.domain.icalendar.files import read_file
from webapp.domain.icalendar.writing import Outgoing, write_file

TIMES = ("DTSTART:20260324T090000", "DTEND:20260324T100000", "SUMMARY:Retreat")
BOB = 'ATTENDEE;CN="Bob Brook";X-SEAT=4;PARTSTAT=ACCEPTED:mailto:bob@lantern.example'
CLEO = "ATTENDEE;ROLE=OPT-PARTICIPANT;RSVP=TRUE:MAILTO:Cleo@lantern.example"
ROOM = "ATTENDEE;CUTYPE=ROOM:urn:uuid:7ff4"
KEY_BOB, KEY_CLEO = "mailto:bob@lantern.example", "mailto:cleo@lantern.example"


def out(document):
    text = write_file([Outgoing("one", document, 1, LATER, LATER)]).replace("\r\n ", "")
    return [line for line in text.split("\r\n") if line.startswith("ATTENDEE")]


def test_who_is_invited_comes_in_with_answer_and_part():
    assert event_of(*TIMES, BOB, CLEO, ROOM)["attendees"] == {
        KEY_BOB: attendee("Bob Brook", "required", "accepted"),
        KEY_CLEO: attendee("cleo@lantern.example", "optional"),
    }


def test_what_came_in_goes_out_as_it_was():
    assert out(event_of(*TIMES, BOB, CLEO, ROOM)) == [BOB, CLEO, ROOM]


def test_an_answer_changes_its_line_and_leaves_what_is_not_known():
    changed = answered(event_of(*TIMES, BOB, CLEO, ROOM), KEY_BOB, "declined")
    assert out(changed) == [
        'ATTENDEE;CN="Bob Brook";X-SEAT=4;PARTSTAT=DECLINED:mailto:bob@lantern.example',
        CLEO,
        ROOM,
    ]


def test_who_is_uninvited_goes_and_who_is_invited_comes_behind():
    document = event_of(*TIMES, BOB, ROOM)
    people = {"mailto:ann@lantern.example": attendee('Ann "A"', "optional")}
    new = "ATTENDEE;CN=\"Ann ^'A^'\";ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:ann@lantern.example"
    assert out({**document, "attendees": people}) == [new, ROOM]
    again = event_of(*TIMES, new)
    assert again["attendees"] == people


def test_an_address_of_somebody_with_an_account_becomes_that_account_and_goes_out_as_it_came():
    known = {"bob@lantern.example": ("person:2", "Bob Brook")}
    document = read_file(file_of(*TIMES, BOB), "UTC", known).events[0].document
    assert document["attendees"] == {"person:2": attendee("Bob Brook", "required", "accepted")}
    assert out(document) == [BOB]
    assert out(answered(document, "person:2", "tentative")) == [
        BOB.replace("ACCEPTED", "").replace(";PARTSTAT=", "").replace(":mailto", ";PARTSTAT=TENTATIVE:mailto")
    ]


def test_the_address_of_an_account_that_was_invited_here_is_told_to_nobody():
    document = {**event_of(*TIMES), "attendees": {"person:2": attendee("Bob Brook")}}
    assert out(document) == ['ATTENDEE;CN="Bob Brook";PARTSTAT=NEEDS-ACTION:invalid:nomail']


def test_lines_of_files_that_came_in_before_there_were_people_stay():
    document = event_of(*TIMES, BOB)
    digests = {unit: text for unit, text in document["extra"]["as"].items() if unit != "attendees"}
    old = {**document, "attendees": {}, "extra": {**document["extra"], "as": digests}}
    assert out(old) == [BOB]


def test_whom_an_alarm_tells_is_not_invited():
    alarm = ("BEGIN:VALARM", "ACTION:EMAIL", CLEO, "END:VALARM")
    document = event_of(*TIMES, *alarm)
    assert document["attendees"] == {}
    assert out(document) == [CLEO]
    assert out(event_of(*TIMES, BOB, *alarm)) == [BOB, CLEO]
