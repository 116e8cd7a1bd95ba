import json

import pytest

from webapp.domain.document import FIELDS, ONCE
from webapp.domain.event_input import FORM_FIELDS, as_form, check_event, partial

PLANNING = {
    "title": "Quarterly planning",
    "start_date": "2026-03-24",
    "start_time": "11:00",
    "end_date": "2026-03-24",
    "end_time": "12:30",
    "zone": "Europe/Berlin",
    "all_day": "",
    "location": "Harbour room",
    "description": "Bring numbers.",
    "tags": "planning, Q2",
    "status": "confirmed",
}
OF_FORMS = {name: value for name, value in ONCE.items() if name != "extra"}


def check(**changes):
    return check_event({**PLANNING, **changes}, default_zone="Europe/Berlin")


def accepted(**changes):
    checked = check(**changes)
    assert checked.errors == {}
    return checked.document


def refused(**changes):
    checked = check(**changes)
    assert checked.document is None
    return checked.errors


def test_a_whole_form_becomes_a_document():
    assert accepted() == {
        "title": "Quarterly planning",
        "start": "2026-03-24T11:00",
        "end": "2026-03-24T12:30",
        "zone": "Europe/Berlin",
        "all_day": False,
        "location": "Harbour room",
        "description": "Bring numbers.",
        "tags": ["Q2", "planning"],
        "status": "confirmed",
    }


def test_a_title_and_a_start_are_enough():
    checked = check_event(
        {"title": "Tea", "start_date": "2026-03-24", "start_time": "16:00"}, default_zone="Asia/Tokyo"
    )

    assert checked.document == {
        "title": "Tea",
        "start": "2026-03-24T16:00",
        "end": "2026-03-24T17:00",
        "zone": "Asia/Tokyo",
        "all_day": False,
        "location": "",
        "description": "",
        "tags": [],
        "status": "confirmed",
    }


def test_an_hour_from_late_in_the_evening_ends_the_next_day():
    assert accepted(start_time="23:30", end_date="", end_time="")["end"] == "2026-03-25T00:30"


@pytest.mark.parametrize("tick", ["1", "on", "true", True])
def test_all_day_leaves_the_times_out_whatever_they_hold(tick):
    document = accepted(all_day=tick, start_time="25:99", end_time="", end_date="2026-03-26")

    assert (document["start"], document["end"], document["all_day"]) == ("2026-03-24", "2026-03-26", True)


@pytest.mark.parametrize("no_tick", ["", "0", "off", None, False])
def test_no_tick_means_a_time_of_day(no_tick):
    assert accepted(all_day=no_tick)["all_day"] is False


@pytest.mark.parametrize(
    ("typed", "stored"), [("9:05", "09:05"), (" 09:05 ", "09:05"), ("09:05:00", "09:05"), ("00:00", "00:00")]
)
def test_times_are_read_as_people_and_browsers_write_them(typed, stored):
    assert accepted(start_time=typed)["start"] == f"2026-03-24T{stored}"


def test_a_moment_may_end_when_it_starts():
    assert accepted(end_time="11:00")["end"] == "2026-03-24T11:00"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": " "}, "title", "Title is empty. Fill it in."),
        ({"title": "a" * 201}, "title", "Title is 201 characters long. Shorten it to 200."),
        ({"location": "a" * 301}, "location", "Where is 301 characters long. Shorten it to 300."),
        ({"description": "a" * 65537}, "description", "Description takes 64.1 KB. Shorten it to 64 KB."),
        ({"start_date": "2026-02-31"}, "start_date", "There is no 31 February in 2026. Choose another day."),
        ({"end_date": "2026-04-31"}, "end_date", "There is no 31 April in 2026. Choose another day."),
        ({"start_date": "2026-03-00"}, "start_date", "There is no 0 March in 2026. Choose another day."),
        ({"start_date": "2026-13-01"}, "start_date", "There is no month 13. Choose one from 1 to 12."),
        (
            {"start_date": "1899-12-31"},
            "start_date",
            "1899 is too far away. Choose a year from 1900 to 2200.",
        ),
        ({"end_date": "2201-01-01"}, "end_date", "2201 is too far away. Choose a year from 1900 to 2200."),
        ({"start_date": ""}, "start_date", "Choose a day, such as 2026-03-24."),
        (
            {"start_date": "24.3.2026"},
            "start_date",
            "Write the day as year, month and day, such as 2026-03-24.",
        ),
        ({"start_time": ""}, "start_time", "Choose a time, such as 09:00."),
        (
            {"start_time": "24:00"},
            "start_time",
            "Write the time as hours and minutes, such as 09:00 or 17:30.",
        ),
        (
            {"end_time": "noon"},
            "end_time",
            "Write the time as hours and minutes, such as 09:00 or 17:30.",
        ),
        (
            {"start_time": "09:00", "end_time": "08:30"},
            "end_time",
            "It ends before it starts. Choose an end after 24 March 2026, 09:00.",
        ),
        (
            {"start_time": "09:00", "end_date": "2026-03-23"},
            "end_date",
            "It ends before it starts. Choose an end after 24 March 2026, 09:00.",
        ),
        (
            {"start_time": "09:00", "end_date": "2026-03-23", "end_time": ""},
            "end_date",
            "It ends before it starts. Choose an end after 24 March 2026, 09:00.",
        ),
        (
            {"end_date": "2026-03-25", "end_time": ""},
            "end_time",
            "Choose the time when it ends on 25 March 2026.",
        ),
        (
            {"all_day": "1", "end_date": "2026-03-23"},
            "end_date",
            "It ends before it starts. Choose 24 March 2026 or a later day.",
        ),
        (
            {"all_day": "1", "end_date": "2027-03-25"},
            "end_date",
            "It lasts longer than 366 days. Choose an end by 24 March 2027.",
        ),
        (
            {"end_date": "2027-03-25", "end_time": "11:01"},
            "end_date",
            "It lasts longer than 366 days. Choose an end by 25 March 2027.",
        ),
        (
            {
                "start_date": "2026-03-29",
                "end_date": "2026-03-29",
                "start_time": "02:30",
                "end_time": "03:15",
            },
            "end_time",
            "The clocks skip 02:30 that day, so it ends before it starts. Choose a later end.",
        ),
        (
            {"start_date": "2200-12-31", "start_time": "23:30", "end_date": "", "end_time": ""},
            "end_date",
            "2201 is too far away. Choose a year from 1900 to 2200.",
        ),
        (
            {"zone": "Europe/Atlantis"},
            "zone",
            "We do not know this time zone. Choose one from the list, such as Europe/Berlin.",
        ),
        ({"all_day": "perhaps"}, "all_day", "Tick the box for all day, or leave it empty."),
        ({"status": "maybe"}, "status", "Choose confirmed, tentative or cancelled."),
        ({"tags": ",".join(map(str, range(21)))}, "tags", "These are 21 tags. Keep 20 of them."),
        (
            {"tags": "ok, " + "a" * 41},
            "tags",
            "The tag “aaaaaaaaaaaaaaaaaaaa…” is 41 characters long. Shorten it to 40.",
        ),
    ],
)
def test_what_will_not_do_is_said_at_its_field_alone(changes, field, sentence):
    assert refused(**changes) == {field: sentence}


def test_just_as_much_as_allowed_is_accepted():
    assert accepted(title="é" * 200, location="a" * 300, description="a" * 65536)
    assert accepted(tags=", ".join(f"{number:040}" for number in range(20)))
    assert accepted(all_day="1", end_date="2027-03-24")
    assert accepted(end_date="2027-03-25", end_time="11:00")
    assert accepted(start_date="1900-01-01", end_date="1900-01-01")
    assert accepted(start_date="2200-12-31", end_date="2200-12-31")
    assert accepted(start_date="2028-02-29", end_date="2028-02-29")


def test_every_field_that_will_not_do_is_named_at_once():
    assert refused(title="", start_date="x", zone="x", tags="a\nb").keys() == {
        "title",
        "start_date",
        "zone",
        "tags",
    }


def test_an_end_that_is_left_out_is_not_blamed_for_a_wrong_start():
    assert refused(start_date="2026-02-31", end_date="", end_time="").keys() == {"start_date"}


def test_tags_are_trimmed_sorted_and_kept_once_whatever_their_case():
    assert accepted(tags=" b,a , B,, a ,\u00c9t\u00e9,E\u0301te\u0301")["tags"] == ["a", "b", "Été"]


def test_what_was_typed_is_given_back_to_be_shown_again():
    checked = check(title="", start_date="31 Feb", tags="x" * 41, description="long\0\ud800")

    assert checked.typed["start_date"] == "31 Feb"
    assert checked.typed["tags"] == "x" * 41
    assert checked.typed["description"] == "long\ufffd\ufffd"
    assert checked.typed.keys() == {name for names in FORM_FIELDS.values() for name in names}


def test_a_field_that_is_not_ours_is_ignored():
    assert accepted(id="9", version="3", csrf_token="x").keys() == set(FIELDS) - set(ONCE)


def test_the_form_of_a_document_gives_the_same_document():
    for document in accepted(), accepted(all_day="1", end_date="2026-03-26", tags="", status="tentative"):
        assert check_event(as_form(document), default_zone="UTC").document == {**OF_FORMS, **document}


def test_one_unit_is_changed_and_the_others_stay_as_they_are():
    before = accepted()
    after = partial(before, "location", {"location": "  Studio Nord "}, "UTC")

    assert after.document == {**before, "location": "Studio Nord"}
    assert after.typed == {"location": "  Studio Nord "}


def test_a_unit_ignores_the_fields_of_other_units():
    assert (
        partial(accepted(), "location", {"location": "Here", "title": ""}, "UTC").document["title"]
        == "Quarterly planning"
    )


def test_an_old_document_is_not_judged_anew_where_it_was_not_touched():
    old = {**accepted(), "title": "a" * 500, "kept": "as it came"}

    assert partial(old, "status", {"status": "cancelled"}, "UTC").document == {**old, "status": "cancelled"}


def test_when_is_changed_as_one_and_what_the_form_leaves_out_stays():
    before = accepted()

    assert partial(before, "when", {"start_time": "10:00"}, "UTC").document == {
        **before,
        "start": "2026-03-24T10:00",
        "end_zone": "",
    }
    assert partial(before, "when", {"all_day": "1"}, "UTC").document["start"] == "2026-03-24"


def test_a_box_that_is_not_sent_is_a_box_that_is_not_ticked():
    before = accepted(all_day="1")

    assert partial(before, "when", {"start_time": "10:00"}, "UTC").document["start"] == "2026-03-24T10:00"
    assert partial(before, "when", {}, "UTC").errors == {"start_time": "Choose a time, such as 09:00."}


def test_one_unit_that_will_not_do_says_so_and_gives_back_what_was_typed():
    checked = partial(accepted(), "when", {"start_date": "2026-02-30", "start_time": "9"}, "UTC")

    assert checked.document is None
    assert checked.errors.keys() == {"start_date", "start_time"}
    assert checked.typed["start_date"] == "2026-02-30"


def test_no_document_is_ever_changed_in_place():
    before = accepted()
    copy = json.loads(json.dumps(before))
    partial(before, "tags", {"tags": "new"}, "UTC")

    assert before == copy
