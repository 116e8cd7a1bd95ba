"""A description of which two edits cannot both be kept: the page asks about the contested parts, the answers count."""

import re
from html import unescape

import pytest

from tests.support.cast import a_document
from tests.support.event_forms import form
from webapp.models import Event
from webapp.operations.events import edit_event

pytestmark = pytest.mark.usefixtures("no_csrf")

BASE = "Agenda\n\nBring a book.\n\nLunch is at noon.\n\nThe end"
THEIRS = "Agenda, new\n\nBring a pen.\n\nLunch is at one.\n\nThe end"
MINE = "Agenda\n\nBring a lamp.\n\nLunch is at two.\n\nThe very end"


def collide(client, event_id, other, theirs=THEIRS, mine=MINE, base=BASE, **more):
    """The page that somebody gets who saves `mine` after another one has saved `theirs`."""
    start = edit_event(event_id, a_document(description=base), based_on=1, by=other).version
    edit_event(event_id, a_document(description=theirs), based_on=start, by=other)
    return client.post(f"/events/{event_id}", data=form(start, description=mine, **more))


def sent(page, **answers):
    """The fields that a browser without JavaScript would send back, with some answers given."""
    fields = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text):
        fields[name] = unescape(value)
    for name, value in re.findall(
        r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL
    ):
        fields[name] = unescape(value)
    for tag in re.findall(r'<input type="radio"[^>]* checked>', page.text):
        name, value = re.findall(r' (?:name|value)="([^"]*)"', tag)
        fields[name] = value
    return fields | answers


def answer(client, event_id, page, **answers):
    return client.post(f"/events/{event_id}", data=sent(page, **answers))


def text(session, event_id):
    session.expire_all()
    return session.get(Event, event_id).document["description"]


@pytest.fixture
def bobs(visit, bob):
    return visit(bob)


def test_only_the_contested_parts_are_asked_about(bobs, alice, retreat):
    page = collide(bobs, retreat, alice)

    assert page.status_code == 409
    assert "Description, place 1 of 2, should say" in page.text
    assert page.text.count('class="stack ask"') == 2
    asked = page.text.split("<fieldset", 1)[1].split("savebar")[0]
    assert "The very end" in asked
    assert '<p class="side3__text">Agenda' not in page.text


@pytest.mark.parametrize(
    ("first", "second", "lines"),
    [
        ("mine", "mine", ["Bring a lamp.", "Lunch is at two."]),
        ("theirs", "mine", ["Bring a pen.", "Lunch is at two."]),
        ("both", "theirs", ["Bring a pen.\nBring a lamp.", "Lunch is at one."]),
        ("anew", "anew", ["Bring a pen lamp.", "Lunch is at one two."]),
    ],
)
def test_each_part_has_its_own_answer_and_all_else_is_merged(
    bobs, session, alice, retreat, first, second, lines
):
    page = collide(bobs, retreat, alice)
    answers = {"choice.description.0": first, "choice.description.1": second}

    assert answer(bobs, retreat, page, **answers).status_code == 303
    assert text(session, retreat) == f"Agenda, new\n\n{lines[0]}\n\n{lines[1]}\n\nThe very end"


def test_what_is_written_in_a_box_goes_before_the_choice(bobs, session, alice, retreat):
    page = collide(bobs, retreat, alice)
    answers = {"choice.description.0": "mine", "anew.description.0": "Bring light\r\nand paper."}
    answer(bobs, retreat, page, **answers)

    assert "\n\nBring light\nand paper.\n\nLunch is at two." in text(session, retreat)


def test_with_scripts_the_last_choice_goes_before_what_was_written(bobs, session, alice, retreat):
    page = collide(bobs, retreat, alice)
    answers = {"choice.description.0": "theirs", "anew.description.0": "Bring light.", "followed": "yes"}
    answer(bobs, retreat, page, **answers)

    assert "Bring a pen." in text(session, retreat)


def test_a_box_that_was_emptied_takes_the_lines_away(bobs, session, alice, retreat):
    answer(bobs, retreat, collide(bobs, retreat, alice), **{"anew.description.0": ""})

    assert text(session, retreat).startswith("Agenda, new\n\n\nLunch is at two.")


@pytest.mark.parametrize(
    ("choice", "line"),
    [
        ("mine", "Bring a lamp."),
        ("theirs", "Bring a pen."),
        ("both", "Bring a pen.\nBring a lamp."),
        ("anew", "Bring a pen lamp."),
    ],
)
def test_a_single_question_has_a_button_for_each_answer(bobs, session, alice, retreat, choice, line):
    page = collide(bobs, retreat, alice, "Bring a pen.", "Bring a lamp.", "Bring a book.")

    assert f'name="choice.description.0" value="{choice}"' in page.text
    assert 'type="radio"' not in page.text
    assert answer(bobs, retreat, page, **{"choice.description.0": choice}).status_code == 303
    assert text(session, retreat) == line


def test_other_fields_are_asked_beside_the_text_and_saved_with_it(bobs, session, alice, retreat):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)
    edit_event(retreat, a_document(title="Offsite", description="Bring a pen."), based_on=2, by=alice)
    data = form(2, title="Workshop", description="Bring a lamp.", location="Barn")
    page = bobs.post(f"/events/{retreat}", data=data)

    answers = {"choice.title": "theirs", "choice.description.0": "mine", "anew.title": "Away"}
    assert answer(bobs, retreat, page, **answers).status_code == 303
    assert session.get(Event, retreat).document == a_document(
        title="Away", description="Bring a lamp.", location="Barn"
    )


def test_a_second_save_meanwhile_asks_only_about_what_is_new(bobs, session, alice, retreat):
    page = collide(bobs, retreat, alice)
    edit_event(retreat, a_document(description=THEIRS.replace("one", "three")), based_on=3, by=alice)
    again = answer(bobs, retreat, page, **{"choice.description.0": "theirs", "choice.description.1": "mine"})

    assert again.status_code == 409
    assert again.text.count('class="stack ask"') == 1
    for words in ("</span>three</ins>", "</span>two</ins>"):
        assert words in again.text.split("<fieldset", 1)[1]
    answer(bobs, retreat, again, **{"choice.description.0": "mine"})
    assert text(session, retreat) == "Agenda, new\n\nBring a pen.\n\nLunch is at two.\n\nThe very end"


def test_a_second_save_elsewhere_is_merged_without_a_question(bobs, session, alice, retreat):
    page = collide(bobs, retreat, alice)
    edit_event(retreat, a_document(description=f"First of all\n\n{THEIRS}"), based_on=3, by=alice)

    assert answer(bobs, retreat, page).status_code == 303
    assert text(session, retreat).startswith("First of all\n\nAgenda, new\n\nBring a lamp.")


def test_the_way_back_to_the_form_keeps_choices_and_what_was_written(bobs, session, alice, retreat):
    page = collide(bobs, retreat, alice)
    back = answer(
        bobs, retreat, page, back="1", **{"choice.description.1": "theirs", "anew.description.0": "Light."}
    )

    assert back.status_code == 200
    assert "Agenda, new\n\nLight.\n\nLunch is at one.\n\nThe very end" in back.text
    assert text(session, retreat) == THEIRS


def test_the_way_back_from_a_single_question_keeps_what_was_written(bobs, alice, retreat):
    page = collide(bobs, retreat, alice, "Bring a pen.", "Bring a lamp.", "Bring a book.")

    assert (
        "\nLight.</textarea>"
        in answer(bobs, retreat, page, back="1", **{"anew.description.0": "Light."}).text
    )
    assert "\nBring a lamp.</textarea>" in answer(bobs, retreat, page, back="1").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"asked.description": "0123456789abcdef"},
        {"choice.description.1": "neither"},
        {"choice.description.1": ""},
        {"description": "Bring a torch.\n\nLunch is at six."},
    ],
)
def test_answers_to_other_questions_are_asked_for_again(bobs, session, alice, retreat, wrong):
    page = collide(bobs, retreat, alice)
    again = answer(bobs, retreat, page, **wrong)

    assert again.status_code == 409
    assert text(session, retreat) == THEIRS
    assert answer(bobs, retreat, again).status_code == 303


@pytest.mark.parametrize("number", ["0", "4", "x", "99999999999"])
def test_a_version_that_never_was_is_not_found(bobs, session, alice, retreat, number):
    page = collide(bobs, retreat, alice)

    assert answer(bobs, retreat, page, **{"from.description": number}).status_code == 404
    assert answer(bobs, retreat, page).status_code == 303


# -- sizes


def numbered(changed, word, count=600):
    lines = (f"Line {n} {word if n % 2 and n < 2 * changed else 'old'} end" for n in range(count))
    return "\n".join(lines)


def test_long_settled_runs_are_folded(bobs, alice, retreat):
    base, theirs, mine = (
        "\n".join(["top", *("same line",) * 50, f"Bring a {word}", *("rest",) * 50])
        for word in ("x", "y", "z")
    )
    page = collide(bobs, retreat, alice, theirs, mine, base)

    assert "49 lines, settled" in page.text
    assert "48 lines, settled" in page.text


@pytest.mark.parametrize(("changed", "questions"), [(1, 1), (20, 20), (21, 1), (300, 1)])
def test_more_contested_parts_than_anybody_answers_are_one_question(
    bobs, session, alice, retreat, changed, questions
):
    page = collide(bobs, retreat, alice, numbered(changed, "their"), numbered(changed, "my"), numbered(0, ""))

    assert page.text.count('class="stack ask"') == questions
    assert len(page.data) < 400_000
    if changed > 20:
        assert f"in {changed} places" in page.text
        answer(bobs, retreat, page, **{"choice.description.all": "theirs"})
        assert text(session, retreat) == numbered(changed, "their")


def test_one_answer_for_all_parts_leaves_what_is_merged(bobs, session, alice, retreat):
    theirs, mine = f"Top\n\n{numbered(300, 'their')}", f"{numbered(300, 'my')}\n\nBottom"
    page = collide(bobs, retreat, alice, theirs, mine, numbered(0, ""))
    answer(bobs, retreat, page, **{"choice.description.all": "mine"})

    assert text(session, retreat) == f"Top\n\n{numbered(300, 'my')}\n\nBottom"


@pytest.mark.parametrize("sign", ["a ", "& ", "<b>", '"\n'])
def test_texts_as_long_as_they_may_be_make_a_bounded_page(bobs, session, alice, retreat, sign):
    full = 65_000 // len(sign)
    base, theirs, mine = (f"{word}{sign * full}{word}" for word in "xyz")
    page = collide(bobs, retreat, alice, theirs, mine, base)

    assert page.status_code == 409
    assert len(page.data) < 3_000_000
    question = next(iter(re.findall(r'name="choice\.(description\.\w+)"', page.text)))
    assert answer(bobs, retreat, page, **{f"choice.{question}": "mine"}).status_code == 303
    assert text(session, retreat) == mine


def test_both_sides_that_are_too_long_together_are_refused_with_everything_typed(
    bobs, session, alice, retreat
):
    base, theirs, mine = (f"{word} " * 15_000 for word in ("abc", "xyz", "mno"))
    page = collide(bobs, retreat, alice, theirs, mine, base)
    assert 'value="both"' not in page.text

    refused = answer(bobs, retreat, page, **{"choice.description.0": "both"})
    assert refused.status_code == 422
    assert mine.strip() in refused.text and theirs.strip() in refused.text


def test_words_are_marked_as_long_as_a_page_bears_it(bobs, alice, retreat):
    few, many = (
        [" ".join(f"w{n} {letter}" for n in range(size)) for letter in "xyz"] for size in (300, 1_500)
    )

    assert collide(bobs, retreat, alice, few[1], few[2], few[0]).text.count("<ins>") > 300
    edit_event(retreat, a_document(description=many[0]), based_on=3, by=alice)
    edit_event(retreat, a_document(description=many[1]), based_on=4, by=alice)
    page = bobs.post(f"/events/{retreat}", data=form(4, description=many[2]))
    assert (page.status_code, page.text.count("<ins>")) == (409, 0)
