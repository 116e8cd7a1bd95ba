"""People on pages: who is invited, the form of it, and the answers."""

import pytest

from tests.operations.test_attendance import ANN, SECOND, document_of, gathering, invited
from tests.support.cast import a_document, make_person
from tests.support.event_forms import form, partial
from tests.support.overlap_scenes import invited as people
from tests.support.overlap_scenes import mind, planned
from webapp.domain.attendance import attendee, key_of_person
from webapp.models import Person, Share
from webapp.operations.attendance import answer
from webapp.operations.events import create_event, edit_event

__all__ = ["gathering"]

pytestmark = pytest.mark.usefixtures("no_csrf")


def people_of(session, event_id):
    found = document_of(session, event_id)["attendees"]
    return {who["name"]: (who["part"], who["answer"]) for who in found.values()}


def question(page):
    """The reader's own question as the page has it."""
    start = page.index('<section class="going"')
    return page[start : page.index("</section>", start)]


def test_the_page_says_who_is_invited_by_answer(visit, alice, bob, vera, gathering):
    answer(gathering, "accepted", by=vera)
    page = visit(alice).get(f"/events/{gathering}").text

    field = page[page.index('id="ev-attendees"') :]
    for words in ("Yes", "Not answered", "Vera Voss", "Bob Brook", "ann@lantern.example"):
        assert words in field
    assert f'data-answer="accepted" data-person="{vera.id}"' in field
    assert "answered yes" in field


def test_the_page_of_an_event_to_which_nobody_is_invited_says_so(visit, vera, retreat):
    assert "Nobody is invited" in visit(vera).get(f"/events/{retreat}").text


def test_whoever_is_invited_is_asked_and_nobody_else(visit, alice, vera, gathering):
    asked, not_asked = (
        visit(vera).get(f"/events/{gathering}").text,
        visit(alice).get(f"/events/{gathering}").text,
    )

    assert "Going to the series?" in question(asked)
    assert "hidden" in question(not_asked) and "Going" not in question(not_asked)


def test_an_answer_without_scripts_leads_back_to_the_page(session, visit, vera, gathering):
    client = visit(vera)
    response = client.post(f"/events/{gathering}/attendance", data={"answer": "maybe"})

    assert (response.status_code, response.location) == (303, f"/events/{gathering}")
    assert people_of(session, gathering)["Vera Voss"] == ("required", "tentative")
    assert 'value="maybe" aria-pressed="true"' in question(client.get(response.location).text)


def test_the_page_of_one_date_asks_for_it_and_for_the_series(session, visit, vera, gathering):
    client = visit(vera)
    page = client.get(f"/events/{gathering}?occurrence={SECOND}").text
    assert "Going on Tue 31 March?" in question(page) and "And to the whole series?" in question(page)

    asked = {"occurrence": SECOND, "answer": "no"}
    response = client.post(f"/events/{gathering}/attendance?scope=this", data=asked)
    assert response.location == f"/events/{gathering}?occurrence=2026-03-31T09:00"
    assert people_of(session, gathering)["Vera Voss"] == ("required", "needs-action")
    assert "answered no for Tue 31 March 2026" in client.get(f"/events/{gathering}/history").text

    client.post(f"/events/{gathering}/attendance?scope=all", data=asked | {"answer": "yes"})
    assert people_of(session, gathering)["Vera Voss"] == ("required", "accepted")
    assert document_of(session, gathering)["overrides"] == {}


def test_an_answer_alone_makes_no_date_a_changed_one(visit, vera, alice, gathering):
    answer(gathering, "declined", by=vera, occurrence=SECOND, whole=False)
    page = visit(alice).get(f"/events/{gathering}").text
    assert "Changed alone" not in page

    there = visit(alice).get(f"/events/{gathering}?occurrence={SECOND}").text
    assert f'data-answer="declined" data-person="{vera.id}"' in there


def test_htmx_gets_the_question_the_people_and_the_header(visit, vera, gathering):
    answered = partial(visit(vera), "POST", f"/events/{gathering}/attendance", data={"answer": "yes"}).text
    assert answered.lstrip().startswith("<section") and 'id="ev-going"' in answered
    assert 'id="ev-attendees"' in answered and 'id="ev-title"' in answered


def test_the_question_alone_can_be_asked_for(visit, vera, charlie, gathering):
    assert "Going to the series?" in visit(vera).get(f"/events/{gathering}/attendance").text
    assert visit(charlie).get(f"/events/{gathering}/attendance").status_code == 404


@pytest.mark.parametrize("said", ["", "perhaps", "accepted"])
def test_no_answer_is_refused(visit, vera, gathering, said):
    client, url = visit(vera), f"/events/{gathering}/attendance"
    assert client.post(url, data={"answer": "yes"}).status_code == 303
    assert client.post(url, data={"answer": said}).status_code == 422


def test_nobody_answers_for_somebody_with_an_account(session, visit, bob, vera, gathering):
    client, url = visit(bob), f"/events/{gathering}/attendance"
    assert client.post(url, data={"answer": "yes", "who": ANN}).status_code == 303
    assert people_of(session, gathering)["ann@lantern.example"] == ("required", "accepted")
    assert client.post(url, data={"answer": "no", "who": key_of_person(vera.id)}).status_code == 403
    assert visit(vera).post(url, data={"answer": "no", "who": ANN}).status_code == 403


def test_people_are_invited_by_username_name_and_address(session, visit, bob, vera, charlie, retreat):
    sent = form(
        attendees="@bob, Vera Voss\nCharlie@lantern.example", attendees_optional="ann@lantern.example"
    )
    assert visit(bob).post(f"/events/{retreat}", data=sent).status_code == 303

    assert people_of(session, retreat) == {
        "Bob Brook": ("required", "needs-action"),
        "Vera Voss": ("required", "needs-action"),
        "Charlie Chan": ("required", "needs-action"),
        "ann@lantern.example": ("optional", "needs-action"),
    }
    assert visit(charlie).get(f"/events/{retreat}").status_code == 200
    assert [share.role for share in session.query(Share).filter_by(event_id=retreat)] == ["viewer"]


def test_a_new_event_invites_as_well(session, visit, alice, team, charlie):
    sent = form(attendees_add="charlie", calendar_id=str(team))
    url = visit(alice).post("/events", data=sent).location
    assert visit(charlie).get(url).status_code == 200


def test_what_is_not_understood_is_named_and_kept(session, visit, bob, retreat):
    client = visit(bob)
    assert client.post(f"/events/{retreat}", data=form(attendees="@bob")).status_code == 303
    page = client.post(
        f"/events/{retreat}", data=form(base=2, attendees="@bob\nWaldo, Nemo", attendees_optional="<x")
    )

    assert page.status_code == 422
    assert "Nobody here is called “Waldo” or “Nemo”." in page.text
    assert "Nobody here is called “&lt;x”." in page.text
    assert "@bob\nWaldo, Nemo</textarea>" in page.text
    assert list(people_of(session, retreat)) == ["Bob Brook"]


def test_a_name_that_two_have_is_asked_about(visit, bob, retreat):
    make_person("sam", "Sam Lee")
    make_person("slee", "Sam Lee")
    client = visit(bob)
    page = client.post(f"/events/{retreat}", data=form(attendees="Sam Lee"))
    assert "“Sam Lee” can be @sam or @slee. Write which one." in page.text
    assert client.post(f"/events/{retreat}", data=form(attendees="@slee\n@sam")).status_code == 303
    again = client.get(f"/events/{retreat}/edit").text
    assert "Sam Lee #" in again


def test_two_hundred_people_are_invited_and_no_more(session, visit, bob, retreat):
    client = visit(bob)
    many = [f"a{n}@lantern.example" for n in range(201)]
    assert (
        "These are 201 people."
        in client.post(f"/events/{retreat}", data=form(attendees="\n".join(many))).text
    )
    assert client.post(f"/events/{retreat}", data=form(attendees="\n".join(many[1:]))).status_code == 303
    assert len(people_of(session, retreat)) == 200


def test_the_form_in_place_marks_optional_and_takes_out(session, visit, bob, vera, alice, retreat):
    edit_event(retreat, {"attendees": invited(bob, vera, ann=True)}, based_on=1, by=alice)
    client = visit(bob)
    shown = partial(client, "GET", f"/events/{retreat}/fields/attendees/form").text
    assert "ann@lantern.example\nBob Brook\nVera Voss</textarea>" in shown
    assert '<option value="@vera">Vera Voss</option>' in shown

    sent = {"base": "2", "attendees": "Vera Voss", "attendees_optional": "Bob Brook", "attendees_add": ""}
    saved = partial(client, "POST", f"/events/{retreat}/fields/attendees", data=sent)
    assert saved.status_code == 200 and 'id="ev-attendees"' in saved.text
    assert people_of(session, retreat) == {
        "Bob Brook": ("optional", "needs-action"),
        "Vera Voss": ("required", "needs-action"),
    }
    assert (
        "uninvited ann@lantern.example and made Bob Brook optional"
        in client.get(f"/events/{retreat}/history").text
    )


def test_only_those_one_shares_a_calendar_with_are_suggested(visit, bob, charlie, root, retreat):
    page = visit(bob).get(f"/events/{retreat}/edit").text
    assert "@alice" in page and "@vera" in page
    assert "@charlie" not in page and "@root" not in page and "@bob" not in page


def test_a_form_without_people_leaves_them_alone(session, visit, bob, vera, alice, retreat):
    edit_event(retreat, {"attendees": invited(vera)}, based_on=1, by=alice)
    sent = {name: value for name, value in form(base=2, title="Summit").items() if "attendees" not in name}
    visit(bob).post(f"/events/{retreat}", data=sent)
    assert list(people_of(session, retreat)) == ["Vera Voss"]


def test_taking_out_somebody_who_answered_meanwhile_is_asked_about(session, visit, bob, vera, alice, retreat):
    edit_event(retreat, {"attendees": invited(bob, vera)}, based_on=1, by=alice)
    answer(retreat, "accepted", by=vera)
    client = visit(bob)
    page = client.post(f"/events/{retreat}", data=form(base=2, attendees="Bob Brook"))

    assert page.status_code == 409
    assert "You and Vera both changed People" in page.text
    mine = form(base=3, attendees="Bob Brook") | {"choice.attendees": "mine", "chosen": "yes"}
    assert client.post(f"/events/{retreat}", data=mine).status_code == 303
    assert list(people_of(session, retreat)) == ["Bob Brook"]


def test_a_comparison_tells_who_came_and_who_went(visit, alice, bob, vera, retreat):
    edit_event(retreat, {"attendees": invited(vera)}, based_on=1, by=alice)
    edit_event(retreat, {"attendees": invited(bob)}, based_on=2, by=alice)
    page = visit(bob).get(f"/events/{retreat}/compare/2/3").text
    assert 'id="change-attendees"' in page
    assert "invited Bob Brook, uninvited Vera Voss" in page


def test_the_statements_of_a_page_do_not_grow_with_the_people(session, visit, alice, team, statements):
    many = [make_person(f"guest{n}", f"Guest {n}") for n in range(6)]
    few = create_event(team, a_document(attendees=invited(*many[:1])), by=alice).event_id
    more = create_event(team, a_document(attendees=invited(*many)), by=alice).event_id
    client = visit(alice)
    counts = []
    for event_id in (few, more):
        client.get(f"/events/{event_id}")
        statements.clear()
        client.get(f"/events/{event_id}")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_somebody_switched_off_keeps_their_place_and_is_not_found_anew(session, visit, bob, alice, retreat):
    gone = make_person("gone", "Gone Gray")
    edit_event(retreat, {"attendees": {key_of_person(gone.id): attendee(gone.name)}}, based_on=1, by=alice)
    session.get_one(Person, gone.id).disabled_at = session.get_one(Person, gone.id).created_at
    session.commit()
    client = visit(bob)

    assert (
        client.post(f"/events/{retreat}", data=form(base=2, attendees="Gone Gray\n@alice")).status_code == 303
    )
    assert client.post(f"/events/{retreat}", data=form(base=3, attendees="@gone")).status_code == 422


def busy_and_invited(alice, vera, team):
    """An event to which Vera said no, at a time at which she has something else; the calendar refuses overlaps."""
    create_event(team, planned(title="Stand-up", **people(vera)), by=alice)
    event_id = create_event(team, planned(title="Talk", **people(vera, answer="declined")), by=alice).event_id
    mind(team, alice)
    return event_id


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Request-Type": "partial"}])
def test_an_answer_that_a_calendar_refuses_is_said_beside_the_buttons(
    session, visit, alice, vera, team, headers
):
    event_id = busy_and_invited(alice, vera, team)
    client = visit(vera)
    response = client.post(f"/events/{event_id}/attendance", data={"answer": "yes"}, headers=headers)

    assert response.status_code == 422
    asked = question(response.text)
    assert "Overlaps with “Stand-up”" in asked and "takes no overlaps" in asked
    assert 'role="alert"' in asked and 'value="no" aria-pressed="true"' in asked
    assert ("<html" in response.text) is (not headers)
    assert people_of(session, event_id)["Vera Voss"] == ("required", "declined")
    assert client.post(f"/events/{event_id}/attendance", data={"answer": "no"}).status_code == 303
