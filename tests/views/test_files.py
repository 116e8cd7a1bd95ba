"""Calendar files on the pages: uploads, refusals in sentences, downloads."""

import base64
import random
import re
import zlib
from io import BytesIO

import pytest
from sqlalchemy import func, select

from tests.domain.files import OURS, file_of, read_file
from webapp.models import Event
from webapp.operations.importing import import_calendar

pytestmark = pytest.mark.usefixtures("no_csrf")


def send(client, team, data, name="team.ics"):
    return client.post(f"/calendars/{team}/imports", data={"file": (BytesIO(data), name), "key": "k"})


def send_much(client, team, data, **fields):
    """The same with a body made here: the test client would leave its own open."""
    said = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head = said.encode() + b'--x\r\nContent-Disposition: form-data; name="file"; filename="team.ics"\r\n\r\n'
    kind = "multipart/form-data; boundary=x"
    return client.post(f"/calendars/{team}/imports", data=head + data + b"\r\n--x--\r\n", content_type=kind)


def test_an_upload_says_what_came_in(visit, bob, team):
    client = visit(bob)
    answer = send(client, team, OURS)

    assert (answer.status_code, answer.location) == (303, f"/calendars/{team}/settings")
    assert "5 events came in. 1 task is left out." in client.get(answer.location).text


def test_a_refused_upload_says_why_and_can_be_repeated(session, visit, bob, team):
    client = visit(bob)
    answer = send(client, team, file_of("DTSTART:never", "SUMMARY:<script>alert(1)</script>"))

    assert answer.status_code == 422
    assert "Nothing came in." in answer.text and "“never” is neither a day" in answer.text
    assert "<script>alert" not in answer.text and "&lt;script&gt;alert(1)" in answer.text
    assert session.scalar(select(func.count()).select_from(Event)) == 0
    assert send(client, team, file_of("DTSTART:20260324")).status_code == 303


PARTLY = OURS.replace(b"DTSTART:20260326T120000", b"DTSTART:never")


def second_click(client, team, page, **fields):
    """The form that brings in the rest, as the page has it."""
    sent = dict(re.findall(r'name="(carried|leave_out|key)" value="([^"]*)"', page)) | fields
    return client.post(f"/calendars/{team}/imports", data=sent)


def test_a_second_click_brings_in_what_is_whole(session, visit, bob, team):
    client = visit(bob)
    page = send(client, team, PARTLY)
    assert page.status_code == 422 and "“Lunch”: “never” is neither a day" in page.text
    assert "4 events of the file are whole and can come in." in page.text
    assert session.scalar(select(func.count()).select_from(Event)) == 0

    answer = second_click(client, team, page.text)
    assert answer.status_code == 303
    told = client.get(answer.location).text
    assert "4 events came in. 1 event with something wrong in it is left out." in told
    titles = set(session.scalars(select(Event.title)))
    assert len(titles) == 4 and "Lunch" not in titles


@pytest.mark.parametrize(
    "carried", ["%%%", "eJw=", base64.b64encode(zlib.compress(b"x" * 6_000_000)).decode()]
)
def test_a_file_that_did_not_come_along_is_asked_for_again(visit, bob, team, carried):
    client = visit(bob)
    page = send(client, team, PARTLY).text
    answer = second_click(client, team, page, carried=carried)

    assert answer.status_code == 422 and "The file did not come along. Choose it again." in answer.text
    assert second_click(client, team, page).status_code == 303


def test_nothing_is_left_out_of_a_file_that_nobody_was_told_of(session, visit, bob, team):
    client = visit(bob)
    page = send(client, team, PARTLY).text
    another = PARTLY.replace(b"Planning", b"Plotting")
    carried = base64.b64encode(zlib.compress(another)).decode()

    assert second_click(client, team, page, carried=carried).status_code == 422
    assert session.scalar(select(func.count()).select_from(Event)) == 0
    assert second_click(client, team, page).status_code == 303


def test_a_file_that_is_too_large_for_a_form_is_chosen_once_more(session, visit, bob, team):
    client = visit(bob)
    noise = base64.b64encode(random.Random(4).randbytes(900_000))
    large = PARTLY.replace(b"END:VCALENDAR", b"X-NOISE:" + noise + b"\r\nEND:VCALENDAR")
    page = send_much(client, team, large).text
    assert "carried" not in page and "Leave out what is listed" in page

    (digest,) = re.findall(r'name="leave_out" value="([0-9a-f]+)"', page)
    assert send_much(client, team, large, leave_out=digest).status_code == 303
    assert session.scalar(select(func.count()).select_from(Event)) == 4


def test_nothing_chosen_is_told(visit, bob, team):
    assert "Choose a calendar file." in send(visit(bob), team, b"", "").text
    assert "Choose a calendar file." in visit(bob).post(f"/calendars/{team}/imports", data={}).text


def test_a_file_may_be_larger_than_a_form_but_not_too_large(visit, bob, team):
    large = OURS + b" " * 2 * 1024 * 1024
    assert send_much(visit(bob), team, large).status_code == 303

    too_large = send_much(visit(bob), team, b"x" * (6 * 1024 * 1024))
    assert too_large.status_code == 413
    assert "The file is larger than 5 MB. Split it, and import the parts." in too_large.text


@pytest.mark.parametrize(
    ("who", "choose", "download"),
    [("alice", 200, 200), ("bob", 200, 200), ("vera", 403, 200), ("charlie", 404, 404), ("root", 404, 404)],
)
def test_editors_import_and_viewers_download(visit, cast, team, who, choose, download):
    client = visit(getattr(cast, who))

    assert client.get(f"/calendars/{team}/imports").status_code == choose
    assert client.get(f"/calendars/{team}/calendar.ics").status_code == download


def test_a_download_is_a_file_that_nobody_shows(session, visit, vera, bob, team):
    import_calendar(team, OURS, by=bob)
    answer = visit(vera).get(f"/calendars/{team}/calendar.ics")

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="team.ics"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(read_file(answer.data, "UTC").events) == 5
    event = session.scalars(select(Event).where(Event.title == "Lunch")).one()
    one = visit(vera).get(f"/events/{event.id}/event.ics")
    assert (
        'filename="lunch.ics"' in one.headers["Content-Disposition"] and one.text.count("BEGIN:VEVENT") == 1
    )


def test_the_pages_of_a_calendar_lead_to_its_files(visit, cast, team):
    for who, imports in (("alice", True), ("bob", True), ("vera", False)):
        page = visit(getattr(cast, who)).get(f"/calendars/{team}/settings").text
        assert (f"/calendars/{team}/imports" in page) is imports
        assert f"/calendars/{team}/calendar.ics" in page
