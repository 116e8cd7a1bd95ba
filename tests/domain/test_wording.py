"""Changes are told as a person would tell them, from messages that can be stored and rendered in any locale."""

import json
import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.document import UNITS, changed_units
from webapp.domain.wording import describe, say, say_unit, say_value, unit_of_message
from webapp.domain.wording_phrases import LANGUAGES

RETREAT = {
    "title": "Retreat",
    "description": "",
    "location": "Harbour room",
    "start": "2026-03-24T09:00",
    "end": "2026-03-24T10:00",
    "zone": "Europe/Berlin",
    "all_day": False,
    "tags": ["planning"],
    "status": "confirmed",
}
HOLIDAY = {**RETREAT, "all_day": True, "start": "2026-03-24", "end": "2026-03-24"}


def said(before=RETREAT, locale="en_GB", clock=24, **fields):
    return say(describe(before, {**before, **fields}), locale, clock)


def said_of_unit(before=RETREAT, locale="en_GB", clock=24, **fields):
    (message,) = describe(before, {**before, **fields})
    return say_unit(message, locale, clock)


def at(start, end, **fields):
    return {"start": f"2026-03-{start}", "end": f"2026-03-{end}", **fields}


# -- time


@pytest.mark.parametrize(
    ("fields", "sentence", "margin"),
    [
        (at("24T11:00", "24T12:00"), "moved it 2 h later", "moved 2 h later"),
        (at("24T11:00", "24T12:30"), "moved it 2 h later, 30 min longer", "moved 2 h later, 30 min longer"),
        (at("24T08:15", "24T09:15"), "moved it 45 min earlier", "moved 45 min earlier"),
        (at("24T09:00", "24T11:30"), "made it 1 h 30 min longer", "1 h 30 min longer"),
        (at("24T09:00", "24T09:30"), "made it 30 min shorter", "30 min shorter"),
        (at("24T08:00", "24T10:00"), "made it start 1 h earlier", "starts 1 h earlier"),
        (at("24T09:00", "26T10:00"), "made it 2 days longer", "2 days longer"),
        (at("24T09:00", "25T12:00"), "made it 1 day 2 h longer", "1 day 2 h longer"),
        (
            at("26T09:00", "26T10:00"),
            "moved it from Tue 24 March to Thu 26 March",
            "moved from Tue 24 March to Thu 26 March",
        ),
        (
            at("26T08:30", "26T09:00"),
            "moved it from Tue 24 March to Thu 26 March, now at 08:30, 30 min shorter",
            "moved from Tue 24 March to Thu 26 March, now at 08:30, 30 min shorter",
        ),
        (
            at("23T23:00", "24T00:00"),
            "moved it 10 h earlier, to Mon 23 March",
            "moved 10 h earlier, to Mon 23 March",
        ),
    ],
)
def test_a_move_is_told_in_hours_or_days(fields, sentence, margin):
    assert said(**fields) == sentence
    assert said_of_unit(**fields) == margin


def test_a_move_to_another_year_names_both_years():
    assert (
        said(start="2027-03-24T09:00", end="2027-03-24T10:00")
        == "moved it from Tue 24 March 2026 to Wed 24 March 2027"
    )


def test_the_night_the_clocks_change_makes_no_event_longer():
    assert said(**at("29T00:30", "29T01:30")) == "moved it from Tue 24 March to Sun 29 March, now at 00:30"
    assert said(before={**RETREAT, **at("28T22:00", "29T06:00")}, **at("21T22:00", "22T06:00")) == (
        "moved it from Sat 28 March to Sat 21 March"
    )


@pytest.mark.parametrize(
    ("fields", "margin"),
    [
        (at("24T04:00", "24T05:00"), "time zone from Berlin to New York, same moment"),
        (at("24T09:00", "24T10:00"), "time zone from Berlin to New York, same clock time, so 5 h later"),
        (at("24T05:00", "24T06:00"), "time zone from Berlin to New York, moved 1 h later"),
        (at("24T04:00", "24T05:30"), "time zone from Berlin to New York, same moment, 30 min longer"),
    ],
)
def test_a_new_time_zone_tells_whether_the_moment_or_the_clock_time_stayed(fields, margin):
    assert said_of_unit(**fields, zone="America/New_York") == margin
    assert said(**fields, zone="America/New_York") == f"changed the {margin}"


def test_becoming_a_whole_day_and_back_is_named():
    assert said(**at("24", "24"), all_day=True) == "made it all day"
    assert said_of_unit(**at("24", "24"), all_day=True) == "now all day"
    assert said_of_unit(HOLIDAY, **at("24T09:00", "24T10:00"), all_day=False) == "now at 09:00–10:00"
    assert said(HOLIDAY, **at("24T09:00", "24T10:00"), all_day=False) == "gave it a time, 09:00–10:00"


def test_becoming_several_whole_days_elsewhere_is_named_in_full():
    assert said_of_unit(**at("25", "27"), all_day=True) == (
        "now all day, moved from Tue 24 March to Wed 25 March, 2 days longer"
    )


@pytest.mark.parametrize(
    ("fields", "margin"),
    [
        (at("26", "26"), "moved from Tue 24 March to Thu 26 March"),
        (at("24", "25"), "1 day longer"),
        (at("26", "27"), "moved from Tue 24 March to Thu 26 March, 1 day longer"),
        (at("22", "24"), "starts 2 days earlier"),
        (at("24", "24", zone="Asia/Tokyo"), "time zone from Berlin to Tokyo"),
    ],
)
def test_whole_days_move_in_days(fields, margin):
    assert said_of_unit(HOLIDAY, **fields) == margin


def test_times_follow_the_clock_and_dates_the_locale_of_the_reader():
    fields = at("26T13:30", "26T14:30")

    assert (
        said_of_unit(**fields, locale="en_US", clock=12)
        == "moved from Tue, March 24 to Thu, March 26, now at 1:30 PM"
    )
    assert "Do., 26. März" in said_of_unit(**fields, locale="de_DE")


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


# -- descriptions

PARAGRAPHS = [
    "Please read the draft before the meeting, all forty pages of it and the notes.",
    "Lunch is at noon in the canteen, with vegetarian food for everybody who asks for it.",
    "Dial-in details are sent the evening before by the office team, with the slides.",
]


def described(before, after):
    document = {**RETREAT, "description": before}
    return said(document, description=after), said_of_unit(document, description=after)


@pytest.mark.parametrize(
    ("before", "after", "sentence", "margin"),
    [
        (
            "Lunch at noon in the canteen",
            "Lunch at one in the canteen",
            "changed 1 wording in Description",
            "1 wording changed",
        ),
        ("- Anna\n- Ben", "- Anna\n- Ben\n- Cem\n- Dora", "added 2 lines to Description", "2 lines added"),
        ("- Anna\n- Ben", "- Anna", "removed 1 line from Description", "1 line removed"),
        ("One line", "", "removed Description", "removed"),
        ("Read the draft.", "Something else now", "rewrote Description", "rewritten"),
        ("a\n\nb", "a\nb", "changed the spacing of Description", "spacing changed"),
        (
            "\n\n".join(PARAGRAPHS),
            "\n\n".join([PARAGRAPHS[2], *PARAGRAPHS[:2]]),
            "moved 1 paragraph of Description up",
            "1 paragraph moved up",
        ),
        (
            "\n\n".join(PARAGRAPHS),
            "\n\n".join(PARAGRAPHS[1:] + PARAGRAPHS[:1]),
            "moved 1 paragraph of Description down",
            "1 paragraph moved down",
        ),
        (
            "\n\n".join(PARAGRAPHS),
            "\n\n".join(PARAGRAPHS).replace("canteen", "garden").replace("forty", "fifty") + "\n\nBye",
            "changed Description (2 wordings changed, 1 line added)",
            "2 wordings changed, 1 line added",
        ),
        (
            "\n\n".join(PARAGRAPHS),
            "\n\n".join([PARAGRAPHS[2].replace("slides", "charts"), *PARAGRAPHS[:2]]),
            "changed Description (1 paragraph moved up, 1 wording changed)",
            "1 paragraph moved up, 1 wording changed",
        ),
        (
            " ".join(PARAGRAPHS[:2]),
            "\n\n".join(PARAGRAPHS[:2]),
            "split 1 paragraph of Description",
            "1 paragraph split",
        ),
        (
            "\n".join(PARAGRAPHS[:2]),
            " ".join(PARAGRAPHS[:2]),
            "joined lines of Description into 1 paragraph",
            "lines joined into 1 paragraph",
        ),
    ],
)
def test_a_text_tells_what_became_of_it(before, after, sentence, margin):
    assert described(before, after) == (sentence, margin)


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


def test_nothing_changed_says_nothing():
    assert describe(RETREAT, dict(RETREAT)) == []
    assert say([]) == ""


# -- the messages that operations make

OPERATIONS = [
    (("event.deleted", {}), "deleted it"),
    (("event.restored", {}), "brought it back"),
    (("event.reverted", {"version": 7}), "restored version 7"),
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


# -- values


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Tue 24 March 2026, 09:00–10:00 Berlin"),
        (at("24T09:00", "24T09:00"), "Tue 24 March 2026, 09:00 Berlin"),
        (at("24T22:00", "25T00:00"), "Tue 24 March 2026, 22:00–00:00 Berlin"),
        (at("24T22:00", "25T02:00"), "Tue 24 March 2026, 22:00 to Wed 25 March, 02:00 Berlin"),
        (at("24", "24", all_day=True), "Tue 24 March 2026, all day"),
        (at("24", "26", all_day=True), "Tue 24 March to Thu 26 March 2026, all day"),
        (
            {"start": "2026-12-31", "end": "2027-01-01", "all_day": True},
            "Thu 31 December 2026 to Fri 1 January 2027, all day",
        ),
        (
            {"start": "2026-12-31T22:00", "end": "2027-01-01T02:00"},
            "Thu 31 December 2026, 22:00 to Fri 1 January 2027, 02:00 Berlin",
        ),
    ],
)
def test_a_time_reads_as_people_write_it(fields, words):
    assert say_value("when", {**RETREAT, **fields}) == words


def test_a_time_in_another_locale():
    assert say_value("when", RETREAT, "en_US", 12) == "Tue, March 24, 2026, 9:00 AM–10:00 AM Berlin"
    assert say_value("when", RETREAT, "de_DE", 24) == "Di., 24. März 2026, 09:00–10:00 Berlin"
    assert say_value("when", RETREAT, "fr_FR", 24) == "mar. 24 mars 2026, 09:00–10:00 Berlin"


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
