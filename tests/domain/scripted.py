"""200 changes by script, each a name and the messages that it makes: what golden sentences are said of."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tests.domain.scripted_messages import MADE_BY_OPERATIONS
from tests.domain.telling import HOLIDAY, RETREAT, at
from webapp.domain.attendance import attendee
from webapp.domain.wording import Message, describe

Document = dict[str, Any]

_AT = datetime(2026, 4, 1, 12, tzinfo=UTC)
_NOTES = """# Agenda

- Welcome and news
- Budget for the next year
- Hiring plan: two engineers, one designer

Please read the draft before the meeting. Lunch is at noon in the canteen, vegetarian food on request.

Dial-in details are sent the evening before by the office team."""
_LUNCH = "Lunch is at noon in the canteen, vegetarian food on request."
_DIAL = "Dial-in details are sent the evening before by the office team."
_NOTED = {**RETREAT, "description": _NOTES}
_BEN, _CLEO, _ANN = attendee("Ben Okafor"), attendee("Cleo Diaz"), attendee("Ann Example")
_TEAM = {"person:2": _BEN, "person:3": _CLEO, "mailto:ann@lantern.example": _ANN}
_INVITED = {**RETREAT, "attendees": _TEAM}
_DAY = {"zone": "Europe/Berlin", "end_zone": "", "all_day": False}

_TWICE = {
    "first": {"start": "2026-10-25T02:30", "end": "2026-10-25T02:45"},
    "second": {"start": "2026-10-25T02:30 later", "end": "2026-10-25T02:45 later"},
}
TIMES = {
    "2 hours later": at("24T11:00", "24T12:00"),
    "2 hours later and half an hour longer": at("24T11:00", "24T12:30"),
    "15 minutes earlier": at("24T08:45", "24T09:45"),
    "an hour earlier and shorter": at("24T08:00", "24T08:30"),
    "an hour longer": at("24T09:00", "24T11:00"),
    "20 minutes shorter": at("24T09:00", "24T09:40"),
    "no length": at("24T09:00", "24T09:00"),
    "starts earlier, same end": at("24T08:30", "24T10:00"),
    "starts later, same end": at("24T09:30", "24T10:00"),
    "two days later": at("26T09:00", "26T10:00"),
    "one week earlier": at("17T09:00", "17T10:00"),
    "two days later at another time": at("26T13:30", "26T14:30"),
    "two days later at another time and longer": at("26T13:30", "26T15:30"),
    "over midnight": at("25T00:30", "25T01:30"),
    "ends the next day": at("24T09:00", "25T10:00"),
    "to the next year": {"start": "2027-01-05T09:00", "end": "2027-01-05T10:00"},
    "New York, same moment": at("24T04:00", "24T05:00", zone="America/New_York"),
    "New York, same clock time": at("24T09:00", "24T10:00", zone="America/New_York"),
    "New York, later": at("24T05:00", "24T06:00", zone="America/New_York"),
    "Tokyo, same clock time, longer": at("24T09:00", "24T11:00", zone="Asia/Tokyo"),
    "all day": at("24", "24", all_day=True),
    "three days whole": at("25", "27", all_day=True),
    "ends by other clocks": at("24T09:00", "24T10:00", end_zone="America/New_York"),
    "a quarter of an hour later, a day longer": at("24T09:15", "25T10:15"),
    "half an hour less, on the same end": at("24T09:00", "24T09:30"),
    "Kathmandu, a quarter hour off": at("24T13:45", "24T14:45", zone="Asia/Kathmandu"),
    "over the change of clocks": at("29T09:00", "29T10:00"),
    "to the second of two equal times": {"start": "2026-10-25T02:30 later", "end": "2026-10-25T03:30"},
}
WHOLE_DAYS = {
    "whole day moved": at("26", "26"),
    "whole day longer": at("24", "25"),
    "whole day moved and longer": at("26", "27"),
    "whole days start earlier": at("22", "24"),
    "whole day in another zone": at("24", "24", zone="Asia/Tokyo"),
    "whole day gets a time": at("24T09:00", "24T10:00", all_day=False),
    "whole day gets a time on another day": at("25T18:00", "25T22:15", all_day=False),
}
FIELDS: dict[str, Document] = {
    "renamed": {"title": "Summit"},
    "renamed in quotes": {"title": "The “big” one"},
    "renamed at length": {
        "title": "A title that goes on and on until nobody can read all of it in one sentence"
    },
    "moved house": {"location": "Studio Nord"},
    "no place any more": {"location": ""},
    "one tag more": {"tags": ["budget", "planning"]},
    "two tags more": {"tags": ["a", "b", "planning"]},
    "six tags more": {"tags": [*"abcdef", "planning"]},
    "one tag less": {"tags": []},
    "another tag": {"tags": ["q2"]},
    "tentative": {"status": "tentative"},
    "cancelled": {"status": "cancelled"},
    "only spaces as a place": {"location": "  "},
    "a place of two lines": {"location": "Studio Nord\nsecond floor"},
    "a title with braces": {"title": "{from} {0} %s"},
    "first description": {"description": "Bring numbers."},
    "other properties": {"extra": {"lines": ["CLASS:PRIVATE"]}},
    "renamed and moved house": {"title": "Summit", "location": "Studio Nord"},
    "renamed and tentative": {"title": "Summit", "status": "tentative"},
    "everything at once": {
        **at("24T11:00", "24T12:30"),
        "title": "Summit",
        "location": "Studio Nord",
        "tags": ["budget", "planning"],
        "status": "cancelled",
    },
    "later and tagged": {**at("24T11:00", "24T12:30"), "tags": ["budget", "planning"]},
    "later and cancelled": {**at("24T11:00", "24T12:00"), "status": "cancelled"},
}
NOTES = {
    "one word": _NOTES.replace("draft", "report"),
    "three words": _NOTES.replace("draft", "report").replace("noon", "one").replace("two", "five"),
    "a line added": _NOTES.replace("- Hiring", "- Travel\n- Hiring"),
    "two lines added": _NOTES.replace("- Hiring", "- Travel\n- Tea\n- Hiring"),
    "a line removed": _NOTES.replace("- Welcome and news\n", ""),
    "two lines swapped": _NOTES.replace("- Budget for the next year\n", "").replace(
        "- Welcome", "- Budget for the next year\n- Welcome"
    ),
    "a paragraph moved up": _DIAL + "\n\n" + _NOTES.removesuffix("\n\n" + _DIAL),
    "a line moved down": _NOTES.replace("- Welcome and news\n", "") + "\n- Welcome and news",
    "a paragraph split": _NOTES.replace(" " + _LUNCH, "\n\n" + _LUNCH),
    "two paragraphs joined": _NOTES.replace("\n\n" + _DIAL, " " + _DIAL),
    "split and reworded": _NOTES.replace(" " + _LUNCH, "\n\n" + _LUNCH).replace("two", "three"),
    "spacing alone": _NOTES.replace("\n\n", "\n\n\n"),
    "all new": "Nothing of this was here before.",
    "emptied": "",
}
RULES = {
    "daily": "FREQ=DAILY",
    "every third day": "FREQ=DAILY;INTERVAL=3",
    "weekly": "FREQ=WEEKLY",
    "every second week": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "weekly on two days": "FREQ=WEEKLY;BYDAY=TU,TH",
    "on weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "ten times": "FREQ=WEEKLY;COUNT=10",
    "once": "FREQ=WEEKLY;COUNT=1",
    "until the summer": "FREQ=WEEKLY;UNTIL=20260630T215959Z",
    "monthly by date": "FREQ=MONTHLY;BYMONTHDAY=24",
    "monthly on two dates": "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "monthly on the last day": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "second Tuesday": "FREQ=MONTHLY;BYDAY=2TU",
    "first and third Monday": "FREQ=MONTHLY;BYDAY=1MO,3MO",
    "last Friday": "FREQ=MONTHLY;BYDAY=-1FR",
    "last Friday but one": "FREQ=MONTHLY;BYDAY=-2FR",
    "every Tuesday of the month": "FREQ=MONTHLY;BYDAY=TU",
    "last working day": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "first day of two": "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1",
    "first day": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=1",
    "every second month": "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU",
    "yearly": "FREQ=YEARLY",
    "every fourth year": "FREQ=YEARLY;INTERVAL=4",
    "yearly by weekday": "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "in two months": "FREQ=YEARLY;BYMONTH=3,9;BYDAY=2TU",
    "every second day, five times": "FREQ=DAILY;INTERVAL=2;COUNT=5",
    "no plain words": "FREQ=YEARLY;BYWEEKNO=20",
}
DATES: dict[str, tuple[Document, Document]] = {
    "a date left out": ({}, {"exdate": ["2026-03-31T09:00"]}),
    "a date back": ({"exdate": ["2026-03-31T09:00"]}, {}),
    "two dates left out": ({}, {"exdate": ["2026-03-31T09:00", "2026-04-07T09:00"]}),
    "four dates left out": ({}, {"exdate": [f"2026-04-{day}T09:00" for day in ("07", "14", "21", "28")]}),
    "a date more": ({}, {"rdate": ["2026-04-02T09:00"]}),
    "a date more at another time": ({}, {"rdate": ["2026-04-02T15:00"]}),
    "a second date of a day": ({}, {"rdate": ["2026-03-31T15:00", "2026-03-31T17:30"]}),
    "the first of two dates of a day left out": (
        {"rdate": ["2026-03-31T15:00"]},
        {"rdate": ["2026-03-31T15:00"], "exdate": ["2026-03-31T09:00"]},
    ),
    "one of two dates of a day alone": (
        {"rdate": ["2026-03-31T15:00"]},
        {"rdate": ["2026-03-31T15:00"], "overrides": {"2026-03-31T15:00": {"title": "Review"}}},
    ),
    "an extra date taken back": ({"rdate": ["2026-04-02T09:00"]}, {}),
    "the rule written anew": ({}, {"rrule": "FREQ=WEEKLY;BYDAY=TU;WKST=SU"}),
    "one renamed": ({}, {"overrides": {"2026-03-31T09:00": {"title": "Review"}}}),
    "one moved": ({}, {"overrides": {"2026-03-31T09:00": {**at("31T10:00", "31T11:00"), **_DAY}}}),
    "one moved and renamed": (
        {},
        {"overrides": {"2026-03-31T09:00": {**at("31T10:00", "31T11:00"), **_DAY, "title": "Review"}}},
    ),
    "four renamed": (
        {},
        {"overrides": {f"2026-04-{day}T09:00": {"title": "R"} for day in ("07", "14", "21", "28")}},
    ),
    "one like the others": ({"overrides": {"2026-03-31T09:00": {"title": "Review"}}}, {}),
    "the series moved": (
        {"exdate": ["2026-03-31T09:00"]},
        {**at("24T10:00", "24T11:00"), "exdate": ["2026-03-31T10:00"]},
    ),
    "the series moved with its exceptions": (
        {"overrides": {"2026-03-31T09:00": {"title": "Review"}}},
        {**at("24T10:00", "24T11:00"), "overrides": {"2026-03-31T10:00": {"title": "Review"}}},
    ),
}
PEOPLE: dict[str, Document] = {
    "one uninvited": {key: who for key, who in _TEAM.items() if key != "person:2"},
    "all uninvited": {},
    "one invited": _TEAM | {"person:4": attendee("Dora Lind")},
    "one invited as optional": _TEAM | {"person:4": attendee("Dora Lind", "optional")},
    "two invited": _TEAM | {"person:4": attendee("Dora Lind"), "person:5": attendee("Emil Roth")},
    "six invited": _TEAM | {f"person:{n}": attendee(f"{name} Lind") for n, name in enumerate("ABCDEF", 10)},
    "one made optional": _TEAM | {"person:3": _CLEO | {"part": "optional"}},
    "one says yes": _TEAM | {"person:2": _BEN | {"answer": "accepted"}},
    "one says no": _TEAM | {"person:2": _BEN | {"answer": "declined"}},
    "one says maybe": _TEAM | {"person:2": _BEN | {"answer": "tentative"}},
    "two say yes": _TEAM
    | {"person:2": _BEN | {"answer": "accepted"}, "person:3": _CLEO | {"answer": "accepted"}},
    "one is called otherwise": _TEAM | {"person:2": attendee("Benjamin Okafor")},
}


def scripted() -> Iterator[tuple[str, list[Message]]]:
    """All of them."""
    yield "when: made", describe(None, RETREAT)
    yield "when: made at the second of two equal times", describe(None, {**RETREAT, **_TWICE["second"]})
    yield "when: made as a series", describe(None, {**RETREAT, "rrule": "FREQ=WEEKLY"})
    yield from _changed("when", RETREAT, TIMES)
    yield from _changed("when", HOLIDAY, WHOLE_DAYS)
    for name, (old, new) in {"second": ("first", "second"), "first": ("second", "first")}.items():
        yield f"when: to the {name} of two", describe({**RETREAT, **_TWICE[old]}, {**RETREAT, **_TWICE[new]})
    longer = _TWICE["first"] | {"end": "2026-10-25T02:45 later"}
    yield "when: ends at the second of two", describe({**RETREAT, **_TWICE["first"]}, {**RETREAT, **longer})
    yield "when: ends at the first again", describe({**RETREAT, **longer}, {**RETREAT, **_TWICE["first"]})
    late = {**RETREAT, **at("24T23:00", "24T23:30")}
    yield (
        "when: an hour and a half later, over midnight",
        describe(late, {**late, **at("25T00:30", "25T01:00")}),
    )
    yield "when: by its own clocks again", describe({**RETREAT, "end_zone": "Asia/Tokyo"}, RETREAT)
    yield from _changed("fields", RETREAT, FIELDS)
    yield "fields: a first place", describe({**RETREAT, "location": ""}, RETREAT)
    yield "fields: confirmed", describe({**RETREAT, "status": "tentative"}, RETREAT)
    yield from _changed("notes", _NOTED, {name: {"description": text} for name, text in NOTES.items()})
    split = _NOTED["description"].replace(" " + _LUNCH, "\n\n" + _LUNCH).replace("two", "three")
    yield "notes: reworded and tagged", describe(_NOTED, {**_NOTED, "description": split, "tags": []})
    yield from _rules()
    for name, (old, new) in DATES.items():
        weekly = {**RETREAT, "rrule": "FREQ=WEEKLY"}
        yield f"dates: {name}", describe({**weekly, **old}, {**weekly, **new}, _AT)
    yield from _changed("people", _INVITED, {name: {"attendees": team} for name, team in PEOPLE.items()})
    optional = {"attendees": {"person:3": attendee("Cleo Diaz", "optional")}}
    yield (
        "people: made required",
        describe({**RETREAT, **optional}, {**RETREAT, "attendees": {"person:3": _CLEO}}),
    )
    said = {"attendees": {"person:2": _BEN | {"answer": "accepted"}}}
    yield (
        "people: answer taken back",
        describe({**RETREAT, **said}, {**RETREAT, "attendees": {"person:2": _BEN}}),
    )
    yield from ((f"made by operations: {name}", messages) for name, messages in MADE_BY_OPERATIONS)


def _changed(
    group: str, before: Document, changes: dict[str, Document]
) -> Iterator[tuple[str, list[Message]]]:
    for name, fields in changes.items():
        yield f"{group}: {name}", describe(before, {**before, **fields}, _AT)


def _rules() -> Iterator[tuple[str, list[Message]]]:
    weekly = {**RETREAT, "rrule": "FREQ=WEEKLY"}
    for name, rule in RULES.items():
        yield f"rules: {name}", describe(RETREAT, {**RETREAT, "rrule": rule}, _AT)
        if name != "weekly":
            yield f"rules: {name}, no longer weekly", describe(weekly, {**RETREAT, "rrule": rule}, _AT)
    yield "rules: no longer weekly", describe(weekly, RETREAT, _AT)
