"""Days on which clocks change, on every page that shows days: 30 minutes, an hour over midnight, a whole day."""

import re
from types import SimpleNamespace

import pytest

from tests.support.cast import a_document
from tests.support.event_forms import form, partial
from tests.support.page_forms import fields_of
from tests.views.test_days import block, column
from tests.views.test_zones_shown import when
from webapp.models import Event
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event

pytestmark = [
    pytest.mark.usefixtures("no_csrf"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

# zone, day, a time that is odd there, what the head of the day says, what the clocks show instead
SKIPPED = [
    ("Europe/Berlin", "2026-03-29", "02:30", "clocks go forward 1 h", "03:30"),
    ("America/New_York", "2026-03-08", "02:30", "clocks go forward 1 h", "03:30"),
    ("Australia/Lord_Howe", "2026-10-04", "02:15", "clocks go forward 30 min", "02:45"),
    ("America/Sao_Paulo", "2018-11-04", "00:00", "clocks go forward 1 h", "01:00"),
]
# … and which of the two it is
TWICE = [
    ("Europe/Berlin", "2026-10-25", "02:30", "clocks go back 1 h", "02:30 CEST"),
    ("America/New_York", "2026-11-01", "01:30", "clocks go back 1 h", "01:30 EDT"),
    ("Australia/Lord_Howe", "2026-04-05", "01:45", "clocks go back 30 min", "01:45 UTC+11"),
    ("America/Sao_Paulo", "2018-02-17", "23:30", "clocks go back 1 h", "23:30 UTC−2"),
]
# Dropped there from later on the same day, it is the second.
DROPPED = {
    "Europe/Berlin": "02:30 CET",
    "America/New_York": "01:30 EST",
    "Australia/Lord_Howe": "01:45 UTC+10:30",
    "America/Sao_Paulo": "23:30 UTC−2",  # which it is from before
}
MISSING = "2011-12-30"


@pytest.fixture
def there(visit, session, alice):
    """`there(zone)` is Alice where clocks are set so: her browser, and a calendar there."""

    def go(zone):
        alice.zone = zone
        session.commit()
        calendar = create_calendar("There", "sky", zone, by=alice)

        def plan(title, start, end, **changes):
            document = a_document(title=title, start=start, end=end, zone=zone, **changes)
            return create_event(calendar, document, by=alice).event_id

        return SimpleNamespace(visitor=visit(alice), calendar=calendar, plan=plan)

    return go


def later(day, time):
    """Three hours after a time, or as long as it is the same day."""
    hour = int(time[:2]) + 3
    return f"{day}T{hour:02}{time[2:]}" if hour < 24 else f"{day}T23:59"


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def of_agenda(text, day):
    """The words of one day."""
    found = re.split(r'<section class="ag"|<p class="ag__folded"', text.split(f'data-day="{day}"')[1])[0]
    return " ".join(re.sub(r"<[^>]*>", " ", found.partition(">")[2]).split())


def cell(text, day):
    return text.split(f'id="day-{day}"')[1].split('id="day-')[0]


@pytest.mark.parametrize(("zone", "day", "time", "head", "shown"), SKIPPED + TWICE)
def test_every_view_shows_an_event_at_the_time_that_the_clocks_show(there, zone, day, time, head, shown):
    here = there(zone)
    event = here.plan("Odd", f"{day}T{time}", later(day, time))
    hour, minute = int(shown[:2]), int(shown[3:5])
    for path in (f"/week/{day}", f"/day/{day}", f"/days/{day}?n=2"):
        text = page(here.visitor, path)
        assert text.count(f'<small title="{head}">') == 1
        assert block(column(text, day), "Odd")[2:4] == [f"from-{hour}", f"past-{minute}"]
        assert f'<span class="ev__m">{shown}' in column(text, day)
    words = of_agenda(page(here.visitor, f"/agenda/{day}"), day)
    assert head in words and f" {shown}–" in words
    year, month, _ = day.split("-")
    assert f"<time>{shown[:5]}</time>" in cell(page(here.visitor, f"/month/{year}/{int(month)}"), day)
    assert page(here.visitor, f"/year/{year}")
    verb = "skip" if (zone, day, time, head, shown) in SKIPPED else "show"
    assert re.search(
        rf"{shown[:5]}.* Clocks in [\w ]+ {verb} {time}", when(page(here.visitor, f"/events/{event}"))
    )


@pytest.mark.parametrize(("zone", "day", "time", "head", "shown"), SKIPPED + TWICE)
def test_a_form_and_a_drag_can_mean_such_a_time(there, session, zone, day, time, head, shown):
    here = there(zone)
    end = later(day, time)
    times = {"start_date": day, "start_time": time, "end_date": day, "end_time": end[11:]}
    assert f'value="{time}"' in page(here.visitor, f"/events/new?date={day}&time={time}")
    sent = form(calendar_id=here.calendar, zone=zone, key="made", **times)
    if (zone, day, time, head, shown) in TWICE:
        asked = here.visitor.post("/events", data=sent)
        assert asked.status_code == 422 and f"Choose which {time} is meant" in asked.text
        assert 'name="start_which" value="first" checked' in asked.text and f'value="{time}"' in asked.text
        sent |= {"start_which": "first", "end_which": "first"}
    made = here.visitor.post("/events", data=sent)
    assert made.status_code == 303
    stored = session.get_one(Event, int(made.location.rpartition("/")[2])).document
    assert (stored["start"], stored["end"]) == (f"{day}T{time}", end)

    event = here.plan("Dragged", f"{day}T12:00", f"{day}T12:10")
    drop = {
        "base": 1,
        "start": f"{day}T{time}",
        "end": f"{day}T{time[:3]}{int(time[3:]) + 10:02}",
        "key": "drop",
    }
    said = partial(here.visitor, "POST", f"/events/{event}/moves", data=drop)
    twice = (zone, day, time, head, shown) in TWICE
    assert said.status_code == 200 and f", {DROPPED[zone] if twice else shown[:5]}–" in said.text
    assert (f"Which {shown[:5]}?</a>" in said.text) is twice
    dropped = block(column(page(here.visitor, f"/day/{day}"), day), "Dragged")
    assert dropped[2:4] == [f"from-{int(shown[:2])}", f"past-{int(shown[3:5])}"]


def test_the_second_of_two_is_chosen_in_a_form_and_shown_everywhere(there, session):
    here = there("Europe/Berlin")
    day = "2026-10-25"
    here.plan("Before", f"{day}T02:45", f"{day}T02:50")
    times = {"start_date": day, "start_time": "02:30", "end_date": day, "end_time": "02:40"}
    sent = form(title="Watch", calendar_id=here.calendar, zone="Europe/Berlin", key="two", **times)
    made = here.visitor.post("/events", data=sent | {"start_which": "second"})
    number = int(made.location.rpartition("/")[2])
    assert session.get_one(Event, number).document["start"] == f"{day}T02:30 later"
    shown = when(page(here.visitor, f"/events/{number}"))
    assert "02:30 CET–02:40 CET" in shown and "It starts at the second." in shown
    for path in (f"/week/{day}", f"/day/{day}"):
        text = column(page(here.visitor, path), day)
        assert '<span class="ev__m">02:30 CET' in text and '<span class="ev__m">02:45 CEST' in text
        assert block(text, "Watch")[2:4] == ["from-2", "past-30"]
    words = of_agenda(page(here.visitor, f"/agenda/{day}"), day)
    assert words.index("02:45 CEST–02:50 CEST Before") < words.index("02:30 CET–02:40 CET Watch")
    assert 'title="02:30 CET–02:40 CET Watch' in page(here.visitor, "/month/2026/10")
    # The form shows the answer, and any other edit leaves it.
    edit = page(here.visitor, f"/events/{number}/edit")
    assert 'name="start_which" value="second" checked' in edit and 'name="end_which"' in edit
    here.visitor.post(
        f"/events/{number}/fields/title", data={"base": 1, "title": "Night watch", "key": "title"}
    )
    drop = {"base": 2, "start": f"{day}T02:30", "end": f"{day}T03:15", "key": "longer"}
    said = partial(here.visitor, "POST", f"/events/{number}/moves", data=drop)
    assert said.status_code == 200
    session.expire_all()
    stored = session.get_one(Event, number).document
    assert (stored["title"], stored["start"], stored["end"]) == (
        "Night watch",
        f"{day}T02:30 later",
        f"{day}T03:15",
    )
    first = {
        "base": 3,
        **times,
        "end_time": "03:15",
        "start_which": "first",
        "zone": "Europe/Berlin",
        "key": "back",
    }
    assert here.visitor.post(f"/events/{number}/fields/when", data=first).status_code == 303
    history = page(here.visitor, f"/events/{number}/history?fold=no")
    assert "made it start at the first 02:30" in history
    compared = page(here.visitor, f"/events/{number}/compare/3/4")
    assert "starts at the first 02:30" in compared and "CET" in compared
    undone = here.visitor.post(f"/events/{number}/versions/4/undo", data={"key": "undo"})
    assert undone.status_code == 303
    session.expire_all()
    assert session.get_one(Event, number).document["start"] == f"{day}T02:30 later"


@pytest.mark.parametrize(
    ("start", "end", "says", "drawn"),
    [
        ("02:30", "02:15 later", "02:30 CEST–02:15 CET", ["for-0", "and-45"]),
        ("02:30", "02:45 later", "02:30 CEST–02:45 CET", ["for-1", "and-15"]),
        ("01:30", "02:30 later", "01:30–02:30 CET", ["for-2", "and-0"]),
        ("02:30 later", "02:55 later", "02:30 CET–02:55 CET", ["for-0", "and-25"]),
        ("01:30", "03:15", "01:30–03:15", ["for-1", "and-45"]),
        ("02:30", "03:15", "02:30 CEST–03:15", ["for-0", "and-45"]),
    ],
)
def test_what_ends_in_an_hour_that_comes_again_is_drawn_as_tall_as_it_lasts(there, start, end, says, drawn):
    """… and anything else down to where it ends on the clock; scripts are told the same, and a drop on its own place is none."""
    here, day = there("Europe/Berlin"), "2026-10-25"
    event = here.plan("Watch", f"{day}T{start}", f"{day}T{end}")
    text = column(page(here.visitor, f"/day/{day}"), day)
    assert block(text, "Watch")[2:6] == [f"from-{int(start[:2])}", f"past-{start[3:5]}", *drawn]
    assert says.partition("–")[0] in text and f'title="{says} Watch' in text
    told = re.search(r'data-start="(.*?)" data-end="(.*?)"', text)
    dropped = {"base": 1, "start": told[1], "end": told[2], "key": "drop"}
    said = partial(here.visitor, "POST", f"/events/{event}/moves", data=dropped)
    assert "Watch is there already." in said.text


def test_move_to_asks_which_of_two_is_meant_and_keeps_the_answer(there, session):
    here, day = there("Europe/Berlin"), "2026-10-25"
    event = here.plan("Watch", f"{day}T02:30 later", f"{day}T02:40 later")
    moves = f"/events/{event}/moves"

    def stored():
        session.expire_all()
        document = session.get_one(Event, event).document
        return document["start"], document["end"]

    form = fields_of(page(here.visitor, f"{moves}/new"), "move-form")
    assert (form["time"], form["start_which"]) == ("02:30", "second")
    assert here.visitor.post(moves, data=form | {"date": "2026-10-26"}).status_code == 303
    assert stored() == ("2026-10-26T02:30", "2026-10-26T02:40")
    form = fields_of(page(here.visitor, f"{moves}/new"), "move-form")
    assert "start_which" not in form
    asked = here.visitor.post(moves, data=form | {"date": day})
    assert asked.status_code == 422 and "Choose which 02:30 is meant" in asked.text
    for which, later in (("second", " later"), ("first", "")):
        again = fields_of(asked.text, "move-form") | {"base": session.get_one(Event, event).version}
        assert again["date"] == day and again["start_which"] == "first"
        answer = here.visitor.post(moves, data=again | {"start_which": which, "key": which})
        assert answer.status_code == 303
        assert stored() == (f"{day}T02:30{later}", f"{day}T02:40{later}")
    assert "02:30 CEST–02:40 CEST" in page(here.visitor, answer.location)


def test_a_series_asks_for_which_ones_and_remembers_which_of_two_was_chosen(there, session):
    here, name = there("Europe/Berlin"), "2026-10-25T09:00"
    event = here.plan("Daily", "2026-10-24T09:00", "2026-10-24T09:15", rrule="FREQ=DAILY;COUNT=3")
    moves = f"/events/{event}/moves"
    form = fields_of(page(here.visitor, f"{moves}/new?occurrence={name}"), "move-form")
    asked = here.visitor.post(moves, data=form | {"time": "02:30", "start_which": "second"})
    sent = fields_of(asked.text, "move-scope")
    assert sent["start_which"] == "second"
    assert here.visitor.post(moves, data=sent | {"scope": "this"}).status_code == 303
    own = session.get_one(Event, event).document["overrides"][name]
    assert (own["start"], own["end"]) == ("2026-10-25T02:30 later", "2026-10-25T02:45 later")


def test_a_day_that_there_was_not(there, session):
    """On 30 December 2011 it was Saturday already in Apia: what is planned for that day is on the next."""
    here = there("Pacific/Apia")
    timed = here.plan("Timed", f"{MISSING}T10:00", f"{MISSING}T11:00")
    whole = here.plan("Whole", MISSING, MISSING, all_day=True)
    daily = here.plan("Daily", "2011-12-28T08:00", "2011-12-28T08:30", rrule="FREQ=DAILY;COUNT=5")
    week = page(here.visitor, f"/week/{MISSING}")
    assert week.count('<small title="no such day in Apia">') == 1
    assert block(column(week, MISSING), "Timed") is None
    assert block(column(week, "2011-12-31"), "Timed")[2:4] == ["from-10", "past-0"]
    assert [len(re.findall(">Daily", column(week, f"2011-12-{day}"))) for day in (28, 29, 30)] == [1, 1, 0]
    assert re.search(rf'data-start="{MISSING}" data-end="{MISSING}".*Whole', week)
    agenda = page(here.visitor, "/agenda/2011-12-28")
    assert "no such day in Apia" in of_agenda(agenda, MISSING) and "Whole" in of_agenda(agenda, MISSING)
    assert "10:00–11:00 Timed" in of_agenda(agenda, "2011-12-31")
    month = page(here.visitor, "/month/2011/12")
    assert "Whole" in cell(month, MISSING) and "Timed" in cell(month, "2011-12-31")
    assert "There is no Fri 30 December in Apia, so it starts on Sat 31 December, 10:00." in when(
        page(here.visitor, f"/events/{timed}")
    )
    assert "There is no Fri 30 December in Apia." in when(page(here.visitor, f"/events/{whole}"))
    for day in ("29", "30", "31"):
        path = f"/events/{daily}?occurrence=2011-12-{day}T08:00"
        assert ("There is no Fri 30" in when(page(here.visitor, path))) is (day == "30")

    drop = {"base": 1, "start": f"{MISSING}T14:00", "end": f"{MISSING}T15:00", "key": "drop"}
    said = partial(here.visitor, "POST", f"/events/{timed}/moves", data=drop)
    assert "Sat 31 December 2011, 14:00–15:00" in said.text


def test_an_empty_day_that_there_was_not_is_no_free_day(there):
    here = there("Pacific/Apia")
    here.plan("Before", "2011-12-28T10:00", "2011-12-28T11:00")
    agenda = page(here.visitor, "/agenda/2011-12-28")
    assert of_agenda(agenda, MISSING) == "Friday 30 December: no such day in Apia"
    assert of_agenda(agenda, "2011-12-29") == "Thursday 29 December: nothing planned"
