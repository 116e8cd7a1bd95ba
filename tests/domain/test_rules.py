"""Recurrence rules as text: what is taken, what is refused and how it is said, how it is written again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.rules import Day, RuleError, parse_rule


def test_a_rule_is_read_into_its_parts() -> None:
    rule = parse_rule("RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR,2TU;UNTIL=20261231T225959Z;WKST=SU")
    assert (rule.freq, rule.interval, rule.week_start) == ("MONTHLY", 2, 6)
    assert rule.by_day == (Day(4, -1), Day(1, 2))
    assert str(rule) == "FREQ=MONTHLY;INTERVAL=2;UNTIL=20261231T225959Z;BYDAY=-1FR,2TU;WKST=SU"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("freq=weekly;byday=tu,mo", "FREQ=WEEKLY;BYDAY=MO,TU"),
        ("FREQ=DAILY;INTERVAL=1", "FREQ=DAILY"),
        ("FREQ=WEEKLY;WKST=MO;", "FREQ=WEEKLY"),
        ("BYDAY=1MO;FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=1MO"),
        ("FREQ=DAILY;UNTIL=20261231", "FREQ=DAILY;UNTIL=20261231"),
        ("FREQ=DAILY;UNTIL=20261231T090000", "FREQ=DAILY;UNTIL=20261231T090000"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1,1", "FREQ=MONTHLY;BYMONTHDAY=-1,1,15"),
        ("FREQ=DAILY;BYHOUR=0", "FREQ=DAILY;BYHOUR=0"),
    ],
)
def test_a_rule_is_stored_in_one_way_however_it_was_written(written: str, stored: str) -> None:
    assert str(parse_rule(written)) == stored
    assert parse_rule(stored) == parse_rule(written)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=HOURLY", "daily at most"),
        ("FREQ=SECONDLY;COUNT=3", "daily at most"),
        ("FREQ=DAILY;COUNT=10001", "at most 10,000 times"),
        ("FREQ=DAILY;COUNT=5;UNTIL=20260101", "ends twice"),
        ("FREQ=DAILY;COUNT=0", "COUNT=0"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1"),
        ("FREQ=FORTNIGHTLY", "FREQ=FORTNIGHTLY"),
        ("BYDAY=TU", "FREQ is missing"),
        ("", "no part of a recurrence rule"),
        ("every Tuesday", "no part of a recurrence rule"),
        ("FREQ=DAILY;FREQ=DAILY", "twice"),
        ("FREQ=DAILY;BYSETPOS=1", "another part"),
        ("FREQ=WEEKLY;BYDAY=2TU", "numbered weekday"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "FREQ=YEARLY"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32"),
        ("FREQ=DAILY;UNTIL=2026", "UNTIL=2026"),
        ("FREQ=DAILY;UNTIL=20260231", "UNTIL=20260231"),
        ("FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,5,10,15,20,25,30,35,40,45", "24 times a day"),
        ("FREQ=DAILY;BYDAY=" + ",".join(["MO"] * 200), "too long"),
        ("FREQ=DAILY;X-RATE=3", "X-RATE=3"),
        ("FREQ=DAILY;COUNT=١", "COUNT"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(rule: str, words: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_rule(rule)
    assert words in str(refused.value)
    assert str(refused.value).endswith(".")


@given(
    st.text(max_size=80) | st.from_regex(r"FREQ=(DAILY|YEARLY);[A-Z]{2,10}=[-+0-9A-Z,]{0,20}", fullmatch=True)
)
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        rule = parse_rule(text)
    except RuleError as error:
        assert str(error)
    else:
        assert parse_rule(str(rule)) == rule
