"""What the form of an event does with anything at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_event_input import OF_FORMS
from tests.support.effort import within
from webapp.domain import periods
from webapp.domain.document import ONCE, pack, unpack
from webapp.domain.event_input import as_form, check_event, partial

TEA = {
    "title": "Tea",
    "start_date": "2026-03-24",
    "start_time": "16:00",
    "end_date": "2026-03-24",
    "end_time": "17:00",
    "zone": "Europe/Berlin",
    "all_day": "",
    "location": "Kitchen",
    "description": "Milk first.",
    "tags": "tea",
    "status": "confirmed",
}

TEXTS = st.one_of(
    st.text(st.characters()), st.sampled_from(["1", "on", "2026-03-29", "02:30", "03:00", "UTC", "a,b"])
)
GARBAGE = st.recursive(
    st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.floats(), st.binary()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=5,
)
FORMS = st.fixed_dictionaries({}, optional=dict.fromkeys(TEA, GARBAGE))


@given(FORMS)
def test_anything_that_is_sent_gives_a_document_or_sentences(raw):
    checked = check_event(raw, default_zone="Europe/Berlin")

    assert bool(checked.document) is not bool(checked.errors)
    assert all(sentence.endswith(".") for sentence in checked.errors.values())
    assert checked.errors.keys() <= TEA.keys()
    json.dumps(checked.typed, ensure_ascii=False).encode()


DAYS = st.dates().map(str) | st.sampled_from(["2026-03-29", "2026-10-25", "2026-03-30"])
TIMES = st.times().map(lambda moment: f"{moment:%H:%M}")
WHENS = st.fixed_dictionaries(
    {
        "title": st.just("x"),
        "start_date": DAYS,
        "start_time": TIMES,
        "end_date": DAYS | st.just(""),
        "end_time": TIMES | st.just(""),
        "all_day": st.sampled_from(["", "1"]),
        "zone": st.sampled_from(["Europe/Berlin", "Pacific/Apia", "UTC"]),
    }
)


@given(WHENS)
def test_an_accepted_event_never_ends_before_it_starts_and_can_be_stored(raw):
    document = check_event(raw, default_zone="UTC").document
    if document:
        start, end = periods.span(document)
        assert start <= end
        assert unpack(pack(document)) == {**ONCE, **document}


WORDS = st.text(max_size=60)


@given(WHENS, WORDS, WORDS, WORDS, WORDS)
def test_saving_a_form_untouched_changes_nothing(raw, title, location, description, tags):
    texts = {"title": title, "location": location, "description": description, "tags": tags}
    document = check_event({**raw, **texts}, default_zone="UTC").document
    if document:
        # Browsers send every line end of a text area as CRLF.
        sent = {name: value.replace("\n", "\r\n") for name, value in as_form(document).items()}
        assert check_event(sent, default_zone="Asia/Tokyo").document == {**OF_FORMS, **document}
        assert partial(document, "when", sent, "Asia/Tokyo").document == {**document, "end_zone": ""}


@pytest.mark.parametrize("field", TEA)
def test_a_huge_value_is_refused_at_once(field):
    for huge in ("a" * 5_000_000, "," * 5_000_000, "\u0301" * 300_000, "1" * 5_000_000, ["x"] * 100_000):
        typed = {**TEA, field: huge}
        assert field in within(25, lambda typed=typed: check_event(typed, default_zone="UTC")).errors
