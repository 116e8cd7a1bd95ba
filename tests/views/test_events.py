"""Pages and forms of events: creating, editing whole and in place, conflicts, deleting, bad input."""

import pytest
from sqlalchemy import func, select

from tests.support.cast import a_document
from tests.support.event_forms import form, partial
from webapp.domain.event_input import as_form
from webapp.models import Event, EventVersion
from webapp.operations.events import delete_event, edit_event

pytestmark = pytest.mark.usefixtures("no_csrf")


def versions(session):
    return session.scalar(select(func.count()).select_from(EventVersion))


def test_the_page_says_what_when_where_and_who_said_it_last(visit, alice, bob, retreat):
    edit_event(retreat, a_document(location="Studio Nord"), based_on=1, by=bob)

    page = visit(alice).get(f"/events/{retreat}").text

    for words in ("Retreat", "Tue 24 March 2026", "09:00–10:00", "Studio Nord", "Bring a book.", "planning"):
        assert words in page
    assert "was “Harbour room”" in page


def test_a_viewer_sees_no_tools_to_change_anything(visit, alice, vera, retreat):
    tools = ("/edit", "/deletions", "/sharing")

    assert all(tool in visit(alice).get(f"/events/{retreat}").text for tool in tools)
    assert not any(f"/events/{retreat}{tool}" in visit(vera).get(f"/events/{retreat}").text for tool in tools)


def test_a_new_event_starts_with_sensible_values(visit, alice):
    page = visit(alice).get("/events/new?date=2026-03-24").text

    for value in ('value="2026-03-24"', 'value="09:00"', 'value="10:00"', "Europe/Berlin"):
        assert value in page


def test_creating_an_event_leads_to_its_page(visit, session, bob, team):
    response = visit(bob).post("/events", data={**as_form(a_document(title="Kick-off")), "calendar_id": team})

    event = session.scalars(select(Event)).one()
    assert (response.status_code, response.location) == (303, f"/events/{event.id}")
    assert (event.title, event.calendar_id, event.version) == ("Kick-off", team, 1)


def test_sending_a_form_twice_makes_one_event(visit, session, bob, team):
    data = {**as_form(a_document()), "calendar_id": team, "key": "once"}
    client = visit(bob)

    assert client.post("/events", data=data).location == client.post("/events", data=data).location
    assert session.scalar(select(func.count()).select_from(Event)) == 1


def test_nobody_can_put_an_event_into_a_calendar_they_only_view(visit, session, bob, vera, team):
    data = {**as_form(a_document()), "calendar_id": team}

    assert visit(bob).post("/events", data=data).status_code == 303
    assert visit(vera).post("/events", data=data).status_code == 422
    assert session.scalar(select(func.count()).select_from(Event)) == 1


def test_saving_all_fields_makes_the_next_version(visit, session, bob, retreat):
    response = visit(bob).post(f"/events/{retreat}", data=form(title="Summit", tags="budget, planning"))

    assert response.status_code == 303
    assert session.get(Event, retreat).document == a_document(title="Summit", tags=["budget", "planning"])


def test_the_same_field_answers_409_with_everything_typed(visit, session, alice, bob, retreat):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)

    response = visit(bob).post(
        f"/events/{retreat}", data=form(title="Workshop", location="Studio Nord", description="Two\nlines")
    )

    assert response.status_code == 409
    for words in ("You and Alice both changed Title", "Summit", "Workshop", "Studio Nord", "Two\nlines"):
        assert words in response.text
    assert session.get(Event, retreat).title == "Summit"


def test_several_fields_that_collide_are_asked_together(visit, alice, bob, retreat):
    edit_event(
        retreat, a_document(title="Summit", location="Garden", status="tentative"), based_on=1, by=alice
    )

    data = form(title="Workshop", location="Studio Nord", status="cancelled")
    response = visit(bob).post(f"/events/{retreat}", data=data)

    assert "You and Alice both changed Title, Where and Status" in response.text
    assert all(f'name="choice.{unit}"' in response.text for unit in ("title", "location", "status"))


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ({"choice.title": "mine"}, "Workshop"),
        ({"choice.title": "theirs"}, "Summit"),
        ({"choice.title": "mine", "anew.title": "Summit and workshop"}, "Summit and workshop"),
    ],
)
def test_a_conflict_is_answered_by_choosing_one_side_or_writing_anew(
    visit, session, alice, bob, retreat, answer, title
):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)

    response = visit(bob).post(
        f"/events/{retreat}", data=form(2, title="Workshop", location="Studio Nord", **answer)
    )

    assert response.status_code == 303
    assert session.get(Event, retreat).document == a_document(title=title, location="Studio Nord")


def test_the_conflict_page_leads_back_to_the_form_with_everything_typed(visit, session, alice, bob, retreat):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)

    response = visit(bob).post(f"/events/{retreat}", data=form(2, title="Workshop", back="1"))

    assert response.status_code == 200
    assert 'value="Workshop"' in response.text
    assert versions(session) == 2


def test_one_field_is_edited_in_place_and_the_others_stay(visit, session, bob, retreat):
    client = visit(bob)
    page = partial(client, "GET", f"/events/{retreat}/fields/location/form")
    saved = partial(
        client, "POST", f"/events/{retreat}/fields/location", data={"base": "1", "location": "Studio Nord"}
    )

    assert 'value="Harbour room"' in page.text
    assert 'id="ev-location"' in saved.text
    assert "Version 2" in saved.text
    assert session.get(Event, retreat).document == a_document(location="Studio Nord")


def test_an_in_place_form_without_htmx_is_the_edit_page(visit, bob, retreat):
    response = visit(bob).get(f"/events/{retreat}/fields/location/form")

    assert (response.status_code, response.location) == (303, f"/events/{retreat}/edit#f-location")


def test_an_in_place_edit_of_what_somebody_else_changed_asks(visit, alice, bob, retreat):
    edit_event(retreat, a_document(location="Garden"), based_on=1, by=alice)

    response = partial(
        visit(bob),
        "POST",
        f"/events/{retreat}/fields/location",
        data={"base": "1", "location": "Studio Nord"},
    )

    assert response.status_code == 409
    assert "You and Alice both changed Where" in response.text


def test_saving_what_somebody_deleted_keeps_what_was_typed(visit, alice, bob, retreat):
    delete_event(retreat, by=alice)

    response = visit(bob).post(f"/events/{retreat}", data=form(title="Workshop"))

    assert response.status_code == 409
    assert 'value="Workshop"' in response.text
    assert "has deleted this event" in response.text


def test_a_deleted_event_says_so_and_comes_back_with_one_click(visit, session, bob, retreat):
    client = visit(bob)
    assert client.post(f"/events/{retreat}/deletions").status_code == 303
    assert "Deleted Retreat." in client.get("/agenda").text
    assert "This event is deleted." in client.get(f"/events/{retreat}").text

    client.post(f"/events/{retreat}/recoveries")
    assert not session.get(Event, retreat).deleted


BAD = {
    "an empty title": ({"title": "  "}, "Title"),
    "a title of 201 characters": ({"title": "x" * 201}, "200"),
    "a title of 1 MB": ({"title": "x" * 1_000_000}, "200"),
    "a NUL": ({"title": "a\0b"}, "Title"),
    "a bidi control": ({"title": "a\u202eb"}, "Title"),
    "an end before its start": ({"end_time": "08:00"}, "ends before it starts"),
    "31 February": ({"start_date": "2026-02-31"}, "There is no 31 February in 2026"),
    "a zone that is none": ({"zone": "Mars/Olympus"}, "zone"),
    "a zone with a path": ({"zone": "../../etc/passwd"}, "zone"),
    "the year 9999": ({"start_date": "9999-01-01", "end_date": "9999-01-01"}, "2200"),
    "words for a date": ({"start_date": "tomorrow"}, "date"),
    "words for a time": ({"start_time": "noonish"}, "time"),
    "a location of 1 MB": ({"location": "x" * 900_000}, "Where"),
    "a description over 64 KiB": ({"description": "x" * 70_000}, "Description"),
    "a hundred tags": ({"tags": ",".join(f"t{n}" for n in range(100))}, "20"),
    "a status that is none": ({"status": "maybe"}, "Status"),
}


@pytest.mark.parametrize(("changes", "said"), BAD.values(), ids=BAD)
def test_bad_input_is_422_with_a_sentence_and_saves_nothing(
    visit, session, bob, team, retreat, changes, said
):
    data = form(**changes)
    data["title"] = (
        data["title"].encode("utf-8", "surrogatepass") if "\ud800" in data["title"] else data["title"]
    )

    for url, more in ((f"/events/{retreat}", {}), ("/events", {"calendar_id": str(team)})):
        response = visit(bob).post(url, data={**data, **more})
        assert response.status_code == 422
        assert said.lower() in response.text.lower()
        assert "Harbour room" in response.text or "location" in changes
    assert versions(session) == 1


def test_bytes_that_are_no_utf8_are_refused_in_a_sentence(visit, session, bob, retreat):
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in form().items()
    )
    body = (parts + "--x--\r\n").encode()
    client, url, kind = visit(bob), f"/events/{retreat}", "multipart/form-data; boundary=x"

    broken = body.replace(b"Retreat", b"Re\xed\xa0\x80treat")  # a lone surrogate
    assert client.post(url, data=body, content_type=kind).status_code == 303
    response = client.post(url, data=broken, content_type=kind)
    assert response.status_code == 422
    assert "Title has a hidden character in it." in response.text
    assert versions(session) == 1


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_an_id_that_cannot_be_is_404(visit, bob, retreat, number):
    assert visit(bob).get(f"/events/{retreat}").status_code == 200
    assert visit(bob).get(f"/events/{number}").status_code == 404


def test_a_body_over_the_limit_is_413_and_a_chunked_one_411(visit, bob, retreat):
    client = visit(bob)

    assert client.post(f"/events/{retreat}", data=form(description="x" * 1_200_000)).status_code == 413
    chunked = client.post(f"/events/{retreat}", headers={"Transfer-Encoding": "chunked"}, data=form())
    assert chunked.status_code == 411


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"])
def test_markup_in_any_field_is_shown_as_text(visit, bob, retreat, title):
    client = visit(bob)
    client.post(f"/events/{retreat}", data=form(title=title, location=title, description=title, tags=title))

    page = client.get(f"/events/{retreat}").text
    assert "<script>alert" not in page
    assert "<img" not in page
