"""Changes are told as a person would tell them, from messages that can be stored and rendered in any locale."""

import json
import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.telling import RETREAT, at, said, said_of_unit
from webapp.domain.document import UNITS, changed_units
from webapp.domain.wording import describe, say, say_unit, say_value, unit_of_message
from webapp.domain.wording_phrases import LANGUAGES

# -- the other units


@pytest.mark.parametrize(
    ("fields", "sentence", "margin"),
    [
        ({"title": "Summit"}, "renamed it to “Summit”", "renamed"),
        (
            {"location": "Studio Nord"},
            "changed Where from “Harbour room” to “Studio Nord”",
            "was “Harbour room”",
        ),
        ({"location": ""}, "removed Where, which was “Harbour room”", "removed, was “Harbour room”"),
        ({"tags": ["budget", "planning"]}, "added the tag budget", "added budget"),
        ({"tags": ["a", "b", "planning"]}, "added the tags a and b", "added a and b"),
        ({"tags": []}, "removed the tag planning", "removed planning"),
        ({"tags": ["q2"]}, "added the tag q2 and removed the tag planning", "added q2, removed planning"),
        ({"tags": [*"abcdef", "planning"]}, "added the tags a, b, c and 3 more", "added a, b, c and 3 more"),
        ({"status": "tentative"}, "marked it tentative", "now tentative"),
        ({"status": "cancelled"}, "cancelled it", "now cancelled"),
        ({"description": "Bring numbers."}, "wrote Description", "added"),
    ],
)
def test_every_field_has_its_own_words(fields, sentence, margin):
    assert said(**fields) == sentence
    assert said_of_unit(**fields) == margin


def test_a_first_place_is_set():
    assert said({**RETREAT, "location": ""}, location="Studio") == "set Where to “Studio”"


def test_a_confirmed_event_says_so():
    assert said({**RETREAT, "status": "tentative"}, status="confirmed") == "confirmed it"


def test_long_values_are_cut_to_what_a_sentence_bears():
    sentence = said(location="Studio Nord, " * 20)

    assert len(sentence) < 120
    assert re.search(r"to “(Studio Nord, ){4}S.*…”$", sentence)


def test_a_value_of_several_lines_stays_on_one():
    assert said(title="Summit\nof\tall") == "renamed it to “Summit of all”"


def test_an_event_that_was_made_tells_when_it_takes_place():
    (message,) = describe(None, RETREAT)

    assert say([message]) == "made it: Tue 24 March 2026, 09:00–10:00 Berlin"
    assert say_unit(message) == "set when it was made"


# -- sentences of several changes


def test_two_short_clauses_are_joined_by_and():
    assert said(title="Summit", status="tentative") == "renamed it to “Summit” and marked it tentative"


def test_a_clause_with_a_comma_is_set_off():
    assert said(**at("24T11:00", "24T12:30"), tags=["budget", "planning"]) == (
        "moved it 2 h later, 30 min longer, and added the tag budget"
    )


def test_three_clauses_are_a_list():
    assert said(title="Summit", location="Studio", status="tentative") == (
        "renamed it to “Summit”, changed Where from “Harbour room” to “Studio”, and marked it tentative"
    )


def test_what_was_brought_back_is_told_after_a_colon():
    messages = [("event.reverted", {"version": 3}), *describe(RETREAT, {**RETREAT, "title": "Summit"})]

    assert say(messages) == "restored version 3: renamed it to “Summit”"
    assert say([("event.undone", {"version": 3}), *messages[1:]]) == (
        "took back version 3: renamed it to “Summit”"
    )


def test_nothing_changed_says_nothing():
    assert describe(RETREAT, dict(RETREAT)) == []
    assert say([]) == ""


# -- the messages that operations make

OPERATIONS = [
    (("event.deleted", {}), "deleted it"),
    (("event.restored", {}), "brought it back"),
    (("event.reverted", {"version": 7}), "restored version 7"),
    (("event.undone", {"version": 7}), "took back version 7"),
    (("unit.reverted", {"unit": "location", "version": 7}), "brought back Where of version 7"),
    (("sharing.granted", {"person": "Vera", "role": "viewer"}), "let Vera view it"),
    (("sharing.granted", {"person": "Bob", "role": "editor"}), "let Bob edit it"),
    (("sharing.granted", {"person": "Bob", "role": "owner"}), "made Bob an owner"),
    (("sharing.changed", {"person": "Vera", "role": "editor", "from": "viewer"}), "made Vera an editor"),
    (("sharing.changed", {"person": "Bob", "role": "viewer", "from": "editor"}), "made Bob a viewer"),
    (("sharing.revoked", {"person": "Vera", "role": "viewer"}), "took back Vera’s access"),
    (("sharing.left", {"role": "viewer"}), "left"),
    (("calendar.created", {"name": "Team"}), "made the calendar “Team”"),
    (("calendar.renamed", {"from": "Team", "to": "Crew"}), "renamed the calendar from “Team” to “Crew”"),
    (("calendar.recoloured", {"from": "sky", "to": "leaf"}), "changed the colour from sky to leaf"),
    (
        ("calendar.zone", {"from": "Europe/Berlin", "to": "America/New_York"}),
        "changed the calendar’s time zone from Berlin to New York",
    ),
    (("calendar.deleted", {}), "deleted the calendar"),
    (("calendar.restored", {}), "brought the calendar back"),
]


@pytest.mark.parametrize(("message", "sentence"), OPERATIONS)
def test_what_operations_record_is_a_sentence(message, sentence):
    assert say([message]) == sentence
    assert say_unit(message)


@pytest.mark.parametrize(
    ("message", "unit"),
    [
        (("when.moved", {}), "when"),
        (("tags.changed", {}), "tags"),
        (("unit.reverted", {"unit": "location", "version": 7}), "location"),
        (("event.deleted", {}), None),
        (("sharing.granted", {}), None),
    ],
)
def test_a_message_knows_its_unit(message, unit):
    assert unit_of_message(message) == unit


def test_an_empty_value_is_called_nothing():
    empty = {**RETREAT, "location": " ", "tags": []}

    assert [say_value(unit, empty) for unit in ("description", "location", "tags")] == ["nothing"] * 3


def test_other_values_are_themselves():
    assert say_value("tags", {**RETREAT, "tags": ["a", "b"]}) == "a, b"
    assert say_value("status", RETREAT) == "confirmed"
    assert say_value("title", RETREAT) == "Retreat"


# -- all of them

_days = st.sampled_from(["2026-03-24", "2026-03-29", "2026-10-25", "2027-01-01"])
_hours = st.sampled_from(["00:00", "02:30", "09:00", "23:59"])
_zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"])
_texts = st.sampled_from(["", "Team", "{from} {0} %s", "One line\nTwo lines here", "“x”", "x" * 300])


@st.composite
def documents(draw):
    all_day = draw(st.booleans())
    start, end = sorted(draw(_days) if all_day else f"{draw(_days)}T{draw(_hours)}" for _ in range(2))
    return {
        "title": draw(_texts) or "Untitled",
        "description": draw(_texts),
        "location": draw(_texts),
        "start": start,
        "end": end,
        "zone": draw(_zones),
        "all_day": all_day,
        "tags": sorted(draw(st.sets(st.sampled_from(["a", "{b}", "c"])))),
        "status": draw(st.sampled_from(["confirmed", "tentative", "cancelled"])),
    }


@given(documents(), documents(), st.sampled_from(["en_GB", "en_US", "de_DE", "fr_FR", "ja_JP"]))
def test_any_change_is_a_message_for_each_unit_that_survives_storing(before, after, locale):
    messages = describe(before, after)
    stored = [tuple(message) for message in json.loads(json.dumps(messages))]

    assert stored == messages
    assert [unit_of_message(message) for message in messages] == changed_units(before, after)
    assert all(say_unit(message, locale) for message in stored)
    assert bool(say(stored, locale, 12)) == (before != after)
    assert all(say_value(unit, after, locale) for unit in UNITS)


def _places(text):
    return {field for _, field, _, _ in Formatter().parse(text) if field}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase_with_its_parameters(language):
    english, other = LANGUAGES["en"], LANGUAGES[language]

    assert other.phrases.keys() == english.phrases.keys()
    assert other.nouns.keys() == english.nouns.keys()
    assert other.words.keys() == english.words.keys()
    for name, phrase in english.phrases.items():
        assert _places(other.phrases[name].said) == _places(phrase.said)


def test_no_phrase_shouts_or_begs():
    for language in LANGUAGES.values():
        for phrase in language.phrases.values():
            assert not re.search(r"!|[Pp]lease|[Oo]ops", phrase.said + phrase.unit)
