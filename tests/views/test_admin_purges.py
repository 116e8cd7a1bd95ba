"""Administration: the page on which an event is purged, and what everybody else sees afterwards."""

import pytest
from sqlalchemy import func, select

from tests.support.cast import a_document
from tests.support.chains import alter
from webapp.models import AuditEntry, Event
from webapp.operations import history_checks
from webapp.operations.events import edit_event
from webapp.operations.history_checks import last_check

WHY = "Court order 12"
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = only_sqlite


@pytest.fixture
def office(visit, no_csrf, root):
    """Root's browser."""
    return visit(root)


@pytest.fixture
def told(retreat, bob):
    """Retreat with a second version."""
    edit_event(retreat, a_document(title="Zwiebelfisch"), 1, by=bob)
    return retreat


@pytest.mark.parametrize(
    "asked", ["{}", "/events/{}", "http://localhost/events/{}/history?limit=20#v-3", " {} "]
)
def test_an_event_is_found_by_its_address_or_number_and_nothing_of_it_is_shown(office, told, asked):
    shown = office.get("/admin/purges/new", query_string={"event": asked.format(told)})

    assert shown.status_code == 200
    main = shown.text.split("<main")[1]
    assert f"Purge event {told}" in main and "2 versions" in main and "Alice Adler, Bob Brook" in main
    assert "This cannot be undone, by anybody." in main
    assert "Zwiebelfisch" not in main and "Retreat" not in main and "Harbour" not in main


@pytest.mark.parametrize("asked", ["", "999", "retreat", "/calendars/1", "9" * 300, "/events/0"])
def test_what_is_no_event_is_said_at_the_field_which_keeps_what_was_typed(office, told, asked):
    shown = office.get("/admin/purges/new", query_string={"event": asked})

    assert shown.status_code == 422
    assert "No event has this number." in shown.text
    assert f'value="{asked}"' in shown.text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"why": "", "confirm": "purge {}"}, "Reason is empty"),
        ({"why": WHY, "confirm": ""}, "Type purge {} here."),
        ({"why": WHY, "confirm": "purge 99"}, "Type purge {} here."),
    ],
)
def test_nothing_is_purged_without_a_reason_and_the_words(office, session, told, form, sentence):
    form = {name: value.format(told) for name, value in form.items()}
    shown = office.post("/admin/purges", data={"event": told, **form})

    assert shown.status_code == 422
    assert sentence.format(told) in shown.text
    assert all(f'value="{value}"' in shown.text for value in form.values())
    assert not session.get_one(Event, told).purged
    assert (
        office.post(
            "/admin/purges", data={"event": told, "why": WHY, "confirm": f"Purge  {told}"}
        ).status_code
        == 303
    )


def test_a_purge_is_audited_and_said_on_every_page_of_the_event(office, visit, session, cast, told):
    response = office.post("/admin/purges", data={"event": told, "why": WHY, "confirm": f"purge {told}"})
    assert response.status_code == 303
    shown = office.get("/admin/purges").text
    assert f"Event {told} is purged: 2 versions." in shown and "flask scrub" not in shown
    assert f"Root purged event {told} with 2 versions" in shown and f"reason: “{WHY}”" in shown
    assert f"Root purged event {told} with 2 versions" in office.get("/admin/audit").text
    assert session.scalar(select(func.count()).where(AuditEntry.action == "event-purged")) == 1

    alice = visit(cast.alice)
    for path in ("", "/edit", "/compare/1/2", "/versions/1", "/sharing", "/deletion"):
        shown = alice.get(f"/events/{told}{path}")
        assert (path, shown.status_code) == (path, 410)
        assert "Root Rowan purged this event on" in shown.text and WHY in shown.text
    history = alice.get(f"/events/{told}/history")
    assert history.status_code == 200
    assert "made a change that Root Rowan purged on" in history.text and "Restore" not in history.text
    for path in ("", "/history"):
        assert visit(cast.charlie).get(f"/events/{told}{path}").status_code == 404
        assert "Zwiebelfisch" not in alice.get(f"/events/{told}{path}").text
    assert office.get("/admin/purges/new", query_string={"event": told}).status_code == 422


def test_a_calendar_is_purged_by_its_address_a_reason_and_its_words(office, visit, session, cast, team, told):
    asked = office.get("/admin/purges/calendars/new", query_string={"calendar": f"/calendars/{team}/history"})
    assert asked.status_code == 200
    main = asked.text.split("<main")[1]
    assert "1 event with 2 versions" in main and "3 people" in main and "Alice Adler" in main
    assert "Zwiebelfisch" not in main and "Retreat" not in main
    form = {"calendar": team, "why": WHY, "confirm": f"purge {team}"}
    refused = office.post("/admin/purges/calendars", data=form)
    assert refused.status_code == 422
    assert f"Type purge calendar {team} here." in refused.text and f'value="{WHY}"' in refused.text
    assert visit(cast.alice).get(f"/events/{told}").status_code == 200

    form["confirm"] = f"Purge calendar {team}"
    assert office.post("/admin/purges/calendars", data=form).status_code == 303
    shown = office.get("/admin/purges").text
    assert f"Calendar {team} is purged: 1 event with 2 versions." in shown
    assert f"Root purged calendar {team} with 1 event" in shown and f"reason: “{WHY}”" in shown
    for path in (f"/events/{told}", f"/events/{told}/history", f"/calendars/{team}/history"):
        assert visit(cast.alice).get(path).status_code == 404
    again = office.get("/admin/purges/calendars/new", query_string={"calendar": team})
    assert again.status_code == 422 and "has been purged already" in again.text


@pytest.mark.parametrize("asked", ["", "999", "team", "/events/1", "9" * 300])
def test_what_is_no_calendar_is_said_at_the_field_which_keeps_what_was_typed(office, told, asked):
    shown = office.get("/admin/purges/calendars/new", query_string={"calendar": asked})

    assert shown.status_code == 422
    assert "No calendar has this number." in shown.text
    assert f'value="{asked}"' in shown.text


def test_a_person_is_erased_from_their_page_by_a_reason_and_the_words(office, visit, session, cast, told):
    bob = cast.bob.id
    assert f'href="/admin/people/{bob}/erasure"' in office.get(f"/admin/people/{bob}").text
    shown = office.get(f"/admin/people/{bob}/erasure")
    assert shown.status_code == 200 and "1 version" in shown.text and "bob@lantern.example" in shown.text
    refused = office.post(f"/admin/people/{bob}/erasure", data={"why": WHY, "confirm": "erase alice"})
    assert refused.status_code == 422
    assert "Type erase bob here." in refused.text and f'value="{WHY}"' in refused.text
    assert visit(cast.bob).get("/month").status_code == 200

    done = office.post(f"/admin/people/{bob}/erasure", data={"why": WHY, "confirm": "erase bob"})
    assert done.status_code == 303
    shown = office.get("/admin/purges").text
    assert f"Person {bob} is erased from" in shown and "Root erased a person from" in shown
    page = office.get(f"/admin/people/{bob}").text
    assert "This person was erased on" in page and "Bob" not in page and "Erase…" not in page
    history = visit(cast.alice).get(f"/events/{told}/history").text
    assert "Somebody" in history and "Bob" not in history
    assert office.get(f"/admin/people/{bob}/erasure").status_code == 409
    assert office.get(f"/admin/people/{cast.root.id}/erasure").text.count('<button class="btn btn--bad"') == 0


def test_a_form_that_was_open_gives_back_what_was_typed(office, visit, cast, told):
    alice = visit(cast.alice)
    office.post("/admin/purges", data={"event": told, "why": WHY, "confirm": f"purge {told}"})
    saved = alice.post(f"/events/{told}/fields/location", data={"location": "Typed just now", "base": 2})

    assert saved.status_code == 410
    assert "Root Rowan purged this event" in saved.text and "Typed just now" in saved.text


def test_a_page_that_asks_is_told_that_it_is_gone_and_by_whom(office, visit, cast, told):
    alice = visit(cast.alice)
    asked = {"page": "event", "id": told, "since": "c4.5"}
    assert alice.get("/live/news", query_string=asked).status_code in (200, 204)
    office.post("/admin/purges", data={"event": told, "why": WHY, "confirm": f"purge {told}"})
    answer = alice.get("/live/news", query_string=asked)

    assert answer.status_code == 404
    assert answer.text == '<live-note kind="gone" said="Root purged this event."></live-note>'


def test_a_check_says_that_everything_fits_or_what_does_not(office, session, told):
    assert "Check now" in office.get("/admin/checks").text
    assert office.post("/admin/checks").status_code == 303
    assert "Everything fits." in office.get("/admin/checks").text

    alter(session, "UPDATE event_version SET actor_label = 'Nobody' WHERE version = 2")
    assert "Everything fits." in office.get("/admin/checks").text  # of when it was checked
    office.post("/admin/checks")
    shown = office.get("/admin/checks").text
    assert "One chain does not fit." in shown and f"event {told}, version 2" in shown
    assert "Everything fits." not in shown


def test_a_check_goes_on_part_by_part(office, session, told, monkeypatch):
    monkeypatch.setattr(history_checks, "CHAINS", 2)
    alter(session, "UPDATE calendar SET last_link = NULL WHERE id = 1")
    office.post("/admin/checks")
    session.expire_all()
    assert (last_check().chains, last_check().ended_at) == (2, None)
    assert 'hx-trigger="load"' in office.get("/admin/checks").text

    parts = 1
    while session.expire_all() or last_check().ended_at is None:
        assert office.post("/admin/checks/parts").status_code == 303
        session.rollback()
        parts += 1
    # Four people have a calendar each, and there are Team and the audit log.
    assert (parts, last_check().chains, len(last_check().misfits)) == (3, 6, 1)
    assert office.post("/admin/checks/parts").status_code == 303
    session.rollback()
    assert last_check().chains == 6
