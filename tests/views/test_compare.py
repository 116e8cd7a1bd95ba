"""Two versions side by side, and one as it was: what the pages mark, fold and refuse."""

import re

import pytest
from flask import template_rendered

from tests.support.cast import a_document, make_person
from webapp.domain.attendance import attendee, key_of_person
from webapp.domain.roles import Role
from webapp.fragments import compare as compare_fragments
from webapp.operations.accounts import change_profile
from webapp.operations.erasing import erase_person
from webapp.operations.events import create_event, edit_event, restore_version
from webapp.operations.sharing import share_calendar
from webapp.operations.undoing import undo_version

pytestmark = pytest.mark.usefixtures("no_csrf")


@pytest.fixture
def summit(retreat, bob):
    """The retreat with two versions: Bob renamed it and moved it to another room."""
    edit_event(retreat, a_document(title="Summit", location="Studio Nord"), based_on=1, by=bob)
    return retreat


@pytest.mark.parametrize(
    ("query", "place"),
    [("a=2&b=1", "1/2"), ("a=1", "1/2"), ("b=2", "1/2"), ("", "1/2"), ("a=2&b=2", "2/2"), ("b=1", "1/1")],
)
def test_any_choice_leads_to_the_older_version_first(visit, alice, summit, query, place):
    answer = visit(alice).get(f"/events/{summit}/history/compare?{query}")
    assert (answer.status_code, answer.location) == (303, f"/events/{summit}/compare/{place}")


def test_a_comparison_in_the_wrong_order_is_turned_round(visit, alice, summit):
    answer = visit(alice).get(f"/events/{summit}/compare/2/1")
    assert (answer.status_code, answer.location) == (303, f"/events/{summit}/compare/1/2")


def test_a_comparison_marks_the_words_field_by_field(visit, alice, summit):
    page = visit(alice).get(f"/events/{summit}/compare/1/2")

    assert re.findall(r'id="change-(\w+)"', page.text) == ["title", "location"]
    assert '<del><span class="vh">removed </span>Retreat</del>' in page.text
    assert '<ins><span class="vh">added </span>Summit</ins>' in page.text
    assert "was “Harbour room”" in page.text
    assert "4 fields are the same" in page.text
    assert "2 of 6 fields" in page.text


def test_long_texts_are_compared_line_by_line(visit, alice, bob, retreat):
    old = "Agenda\n\nReview the budget for the first quarter.\n\nBring the slides, which the office sends by mail."
    new = "Bring the slides, which the office sends by mail.\n\nAgenda\n\nReview the budget for the second quarter.\nNew."
    edit_event(retreat, a_document(description=old), based_on=1, by=bob)
    edit_event(retreat, a_document(description=new), based_on=2, by=bob)
    page = visit(alice).get(f"/events/{retreat}/compare/2/3").text

    assert '<del><span class="vh">removed </span>first</del> quarter' in page
    assert '<ins><span class="vh">added </span>second</ins> quarter' in page
    assert 'href="#m1-from">moved up from line 5</a>Bring the slides' in page
    assert 'id="m1-from"' in page
    assert '<ins><span class="vh">added </span>New.</ins>' in page


def test_a_split_paragraph_and_a_joined_one_are_named(visit, alice, bob, retreat):
    whole = "Please read the draft before the meeting. Lunch is at noon in the garden, with vegetarian food."
    apart = whole.replace(". Lunch", ".\n\nLunch")
    edit_event(retreat, a_document(description=whole), based_on=1, by=bob)
    edit_event(retreat, a_document(description=apart), based_on=2, by=bob)
    edit_event(retreat, a_document(description=whole), based_on=3, by=bob)

    assert "split here" in visit(alice).get(f"/events/{retreat}/compare/2/3").text
    assert "joined here" in visit(alice).get(f"/events/{retreat}/compare/3/4").text


def test_unchanged_lines_are_folded(visit, alice, bob, retreat):
    lines = [f"Line {n} of a long text" for n in range(200)]
    edit_event(retreat, a_document(description="\n".join(lines)), based_on=1, by=bob)
    lines[100] = "Line 100 of a longer text"
    edit_event(retreat, a_document(description="\n".join(lines)), based_on=2, by=bob)
    page = visit(alice).get(f"/events/{retreat}/compare/2/3").text

    assert "98 lines are the same" in page
    assert "97 lines are the same" in page


def test_many_lines_that_came_at_once_share_a_row(visit, alice, bob, retreat):
    edit_event(retreat, a_document(description="One\n" + "a\n" * 20_000 + "z"), based_on=1, by=bob)
    page = visit(alice).get(f"/events/{retreat}/compare/1/2").text

    assert page.count("<tr") < 20
    assert page.count("<ins>") < 10
    assert "split here" not in page


def test_only_spacing_that_changed_is_still_shown(visit, alice, bob, retreat):
    edit_event(retreat, a_document(description="One\nTwo"), based_on=1, by=bob)
    edit_event(retreat, a_document(description="One\n\nTwo"), based_on=2, by=bob)

    assert "an empty line" in visit(alice).get(f"/events/{retreat}/compare/2/3").text


def test_tags_and_empty_fields_are_compared_too(visit, alice, bob, retreat):
    edit_event(retreat, a_document(tags=["budget"], location="", status="cancelled"), based_on=1, by=bob)
    page = visit(alice).get(f"/events/{retreat}/compare/1/2").text

    assert '<del><span class="vh">removed </span>planning</del>' in page
    assert '<ins><span class="vh">added </span>budget</ins>' in page
    assert '<del><span class="vh">removed </span>Harbour room</del>' in page
    assert '<span class="muted">nothing</span>' in page
    assert '<ins><span class="vh">added </span>cancelled</ins>' in page


def test_versions_that_say_the_same_are_said_to_be_the_same(visit, alice, bob, summit):
    restore_version(summit, 1, by=bob)

    assert "Every field is the same" in visit(alice).get(f"/events/{summit}/compare/1/3").text
    assert "One version, twice" in visit(alice).get(f"/events/{summit}/compare/2/2").text
    assert "Nothing came before it" in visit(alice).get(f"/events/{summit}/compare/1/1").text


def test_comparisons_lead_to_the_ones_before_and_after(visit, alice, bob, summit):
    for n in (2, 3):
        edit_event(summit, a_document(title=f"Title {n}"), based_on=n, by=bob)
    page = visit(alice).get(f"/events/{summit}/compare/2/3").text

    assert f'href="/events/{summit}/compare/1/2"' in page
    assert f'href="/events/{summit}/compare/3/4"' in page
    assert f'href="/events/{summit}/compare/2/4"' in page


@pytest.mark.parametrize(
    "path",
    [
        *(
            "compare/0/1",
            "compare/1/3",
            "compare/1/2147483648",
            "compare/1/99999999999999999999",
            "compare/-1/2",
        ),
        *(
            "versions/0",
            "versions/3",
            "versions/2147483648",
            "history/compare?a=x",
            "history/compare?a=0&b=9",
        ),
    ],
)
def test_a_version_that_never_was_is_not_found(visit, alice, summit, path):
    assert visit(alice).get(f"/events/{summit}/compare/1/2").status_code == 200
    answer = visit(alice).get(f"/events/{summit}/{path}", follow_redirects=True)
    assert answer.status_code == 404


def test_an_old_version_is_shown_as_it_was(visit, alice, summit):
    page = visit(alice).get(f"/events/{summit}/versions/1")

    assert "This is version 1, as Alice Adler left it" in page.text
    assert "Harbour room" in page.text
    assert "Studio Nord" not in page.text
    assert f'href="/events/{summit}/compare/1/2"' in page.text
    assert "/edit" not in page.text.split("<main", 1)[1]


def test_a_field_that_is_as_it_was_is_not_offered(visit, alice, bob, summit):
    edit_event(summit, a_document(title="Retreat", location="Studio Nord"), based_on=2, by=bob)
    page = visit(alice).get(f"/events/{summit}/compare/1/2").text

    assert "/fields/location/restorations" in page
    assert "/fields/title/restorations" not in page


def test_hostile_text_stays_text(visit, alice, bob, retreat):
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    edit_event(
        retreat, a_document(title=evil, location=evil, description=evil, tags=[evil]), based_on=1, by=bob
    )
    for path in ("history", "compare/1/2", "versions/2"):
        page = visit(alice).get(f"/events/{retreat}/{path}").text
        assert "<script>alert" not in page
        assert "<img" not in page


def test_a_description_is_compared_as_it_looks(visit, alice, bob, retreat):
    edit_event(retreat, a_document(description="Bring a **red** book."), based_on=1, by=bob)
    edit_event(retreat, a_document(description="Bring a **blue** book."), based_on=2, by=bob)
    client = visit(alice)
    written, looks = (
        client.get(f"/events/{retreat}/compare/2/3{query}").text for query in ("", "?view=rendered")
    )

    assert '<strong><ins><span class="vh">added </span>blue</ins></strong>' in looks
    assert "**<" in written and "**<" not in looks
    assert f'href="/events/{retreat}/compare/2/3?view=rendered#change-description">As it looks' in written
    assert '#change-description" aria-current="true">As it looks' in looks
    assert "takes too long" not in looks + client.get(f"/events/{retreat}/compare/1/3?view=rendered").text


def test_a_text_that_is_too_dear_to_read_is_compared_as_written(visit, alice, bob, retreat):
    edit_event(retreat, a_document(description="[" * 9000, title="Summit"), based_on=1, by=bob)
    page = visit(alice).get(f"/events/{retreat}/compare/1/2?view=rendered").text

    assert page.count("reading its Markdown takes too long") == 1
    assert "As it looks" in page


def test_how_it_is_shown_goes_along_to_other_comparisons(visit, alice, summit):
    client = visit(alice)
    page = client.get(f"/events/{summit}/compare/1/1?sides=stacked").text

    assert "cmp--stacked" in page
    assert f'/events/{summit}/compare/1/2?sides=stacked"' in page
    assert client.get(f"/events/{summit}/compare/2/1?sides=stacked").location.endswith("/1/2?sides=stacked")
    assert "cmp--stacked" not in client.get(f"/events/{summit}/compare/1/2?sides=other").text


def test_the_heads_say_how_a_version_came_about(visit, alice, bob, summit):
    edit_event(summit, a_document(tags=["team"]), based_on=1, by=alice)
    undo_version(summit, 2, by=bob)
    restore_version(summit, 2, by=bob)
    client = visit(alice)
    first, last = (client.get(f"/events/{summit}/compare/{pair}").text for pair in ("2/3", "4/5"))

    assert re.findall(r"</time>( \([^)]+\))?</span>", first) == ["", " (merged)"]
    assert re.findall(r"</time>( \([^)]+\))?</span>", last) == [" (undo of 2)", " (restored from 2)"]


def test_a_comparison_that_is_kept_says_what_can_be_brought_back_now(visit, alice, bob, vera, summit):
    def offers(who):
        return 'name="version" value="1">' in section(visit(who).get(f"/events/{summit}/compare/1/2").text)

    def section(page):
        return page.partition('id="change-title"')[2].partition("</section>")[0]

    assert (offers(alice), offers(vera), offers(alice)) == (True, False, True)
    edit_event(summit, a_document(title="Retreat", location="Studio Nord"), based_on=2, by=bob)
    assert not offers(alice)


def test_a_comparison_that_is_kept_names_no_erased_person(visit, alice, cast, team):
    zoe = make_person("zoe", "Zoe Zimmer")
    share_calendar(team, zoe.id, Role.EDITOR, by=alice)
    guests = {key_of_person(zoe.id): attendee("Zoe Zimmer")}
    event_id = create_event(team, a_document(), by=alice).event_id
    edit_event(event_id, a_document(attendees=guests), 1, by=alice)
    client, address = visit(alice), f"/events/{event_id}/compare/1/2"
    assert "Zoe Zimmer" in client.get(address).text

    erase_person(zoe.id, "She asked for it", by=cast.root)
    assert "Zoe Zimmer" not in client.get(address).text


def test_what_a_kept_comparison_says_is_the_same_names_no_erased_person(visit, alice, cast, team):
    zoe = make_person("zoe", "Zoe Zimmer")
    guests = {key_of_person(zoe.id): attendee("Zoe Zimmer")}
    event_id = create_event(team, a_document(attendees=guests), by=alice).event_id
    edit_event(event_id, a_document(attendees=guests, title="Summit"), 1, by=alice)
    client, address = visit(alice), f"/events/{event_id}/compare/1/2"
    assert "Zoe Zimmer" in client.get(address).text.partition('class="cmp__same"')[2]

    erase_person(zoe.id, "She asked for it", by=cast.root)
    page = client.get(address).text
    assert "Zoe Zimmer" not in page and "Somebody who left" in page


def test_a_comparison_that_is_kept_speaks_the_language_of_whoever_asks(visit, alice, bob, summit):
    visit(alice).get(f"/events/{summit}/compare/1/2")
    change_profile(bob, {"locale": "de_DE"})
    page = visit(bob).get(f"/events/{summit}/compare/1/2").text
    assert '<h2 id="c-location" tabindex="-1">Ort</h2>' in page and "was “" not in page
    assert (
        "<dt>Zeit</dt>" in page and "<dt>When</dt>" in visit(alice).get(f"/events/{summit}/compare/1/2").text
    )


def test_a_comparison_that_a_clock_cut_short_is_not_kept(app, visit, alice, summit, monkeypatch):
    client, address = visit(alice), f"/events/{summit}/compare/1/2"
    monkeypatch.setattr(compare_fragments, "_SECONDS", 0)
    client.get(address)
    monkeypatch.undo()
    drawn = []

    def note(_app, template, context, **_rest):
        if template.name == "history/_change.html":
            drawn.append(context["unit"])

    with template_rendered.connected_to(note, app):
        client.get(address)
        client.get(address)
    assert drawn == ["title", "location"]
