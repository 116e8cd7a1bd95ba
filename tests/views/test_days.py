"""Week, several days, day and year: what they show, where, in which zone, and at which cost (test_calendar.py: to whom)."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select

from tests.support.cast import a_document
from tests.support.statements import count_statements
from webapp.models import Event, Occurrence
from webapp.operations.calendars import show_calendar
from webapp.operations.events import create_event, delete_event

pytestmark = pytest.mark.usefixtures("no_csrf")

WEEK, DAYS, DAY, YEAR = "/week/2026-03-25", "/days/2026-03-23?n=3", "/day/2026-03-24", "/year/2026"


@pytest.fixture(params=[WEEK, DAYS, DAY], ids=["week", "days", "day"])
def address(request):
    return request.param


def column(page, day):
    """The HTML of one day."""
    return page.split(f'id="wday-{day}"')[1].split('id="wday-')[0].split("</section>")[0]


def block(page, title):
    """The classes of an event's block."""
    found = re.search(
        rf'<li class="(ev [^"]+)"[^>]*>\s*<a[^>]*><b[^>]*>(?:<span class="own.*?</span></span>)?{title}</b>',
        page,
    )
    return found[1].split() if found else None


def test_a_year_counts_what_its_person_sees(visit, cast, retreat):
    assert "Tuesday 24 March, 1 event" in visit(cast.vera).get(YEAR).text
    assert "24 March, 1 event" not in visit(cast.charlie).get(YEAR).text


def test_a_calendar_that_is_switched_off_and_a_deleted_event_are_left_out(
    visit, alice, team, retreat, address
):
    show_calendar(team, False, by=alice)
    assert ">Retreat</b>" not in visit(alice).get(address).text
    show_calendar(team, True, by=alice)
    assert ">Retreat</b>" in visit(alice).get(address).text
    delete_event(retreat, by=alice)
    assert ">Retreat</b>" not in visit(alice).get(address).text


def test_an_event_stands_where_its_times_are(visit, alice, team):
    create_event(team, a_document(title="Lunch", start="2026-03-24T12:35", end="2026-03-24T14:00"), by=alice)

    classes = block(visit(alice).get(WEEK).text, "Lunch")
    assert classes[2:6] == ["from-12", "past-35", "for-1", "and-25"]


def test_a_block_says_to_scripts_what_it_is(visit, alice, team):
    series = a_document(title="Again", rrule="FREQ=DAILY;COUNT=3")
    made = create_event(team, series, by=alice)

    page = visit(alice).get(DAY).text
    said = f'data-event="{made.event_id}" data-occurrence="2026-03-24T09:00" data-version="1" '
    assert said + 'data-start="2026-03-24T09:00" data-end="2026-03-24T10:00"' in page
    assert f'href="/events/{made.event_id}?occurrence=2026-03-24T09%3A00"' in page
    assert 'data-day="2026-03-24"' in page
    assert visit(alice).get(f"/events/{made.event_id}?occurrence=2026-03-24T09%3A00").status_code == 200


def test_times_are_those_of_the_person(visit, session, alice, retreat, address):
    alice.zone = "America/New_York"
    alice.clock = 12
    session.commit()

    page = visit(alice).get(address).text
    assert block(page, "Retreat")[2:4] == ["from-4", "past-0"]
    assert "4:00\u202fam–5:00" in page.replace(" am", "\u202fam")


def test_a_night_is_in_both_days_and_a_long_event_above_them(visit, alice, team):
    create_event(team, a_document(title="Night", start="2026-03-24T22:30", end="2026-03-25T01:15"), by=alice)
    create_event(team, a_document(title="Trip", start="2026-03-24T12:00", end="2026-03-26T12:00"), by=alice)

    page = visit(alice).get(WEEK).text
    assert "ev--out" in column(page, "2026-03-24") and "ev--in" in column(page, "2026-03-25")
    above = page.split('id="wtop"')[1].split('id="wday-')[0]
    assert 'class="d3"' in above and "Trip" in above
    assert "Trip</" not in column(page, "2026-03-24")


def test_an_hour_that_comes_twice_says_which_it_is(visit, alice, team):
    for title, utc in (("Before", "00:30"), ("After", "01:30")):
        times = {"start": f"2026-10-25T{utc}", "end": f"2026-10-25T{utc[:3]}55", "zone": "UTC"}
        create_event(team, a_document(title=title, **times), by=alice)

    page = visit(alice).get("/day/2026-10-25").text
    assert "clocks go back 1 h" in page
    assert "02:30 CEST" in page and "02:30 CET" in page
    assert [block(page, title)[2:4] for title in ("Before", "After")] == [["from-2", "past-30"]] * 2
    assert {word for title in ("Before", "After") for word in block(page, title) if "lane" in word} == {
        "lane-0",
        "lane-1",
    }


def test_an_event_in_the_hour_that_is_left_out_stands_after_it(visit, alice, team):
    create_event(team, a_document(title="Gap", start="2026-03-29T02:30", end="2026-03-29T03:30"), by=alice)

    page = visit(alice).get("/day/2026-03-29").text
    assert "clocks go forward 1 h" in page
    assert block(page, "Gap")[2:4] == ["from-3", "past-30"]


def test_a_second_zone_has_a_column_and_comes_along(visit, alice):
    page = visit(alice).get("/week/2026-03-25?zone=America/New_York").text
    assert ">New York</span>" in page and "zone=America/New_York" in page.replace("%2F", "/")
    # Five hours, as New York has changed its clocks already; six from Sunday on, when Berlin does.
    assert "<span>04:00</span><span>09:00</span>" in page
    assert "clocks go forward 1 h, New York −6 h" in page
    assert "New York" not in visit(alice).get(WEEK).text.split('id="jump-zone"')[0]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Mars/Olympus", "../../etc/passwd", "a" * 500, "%00"])
def test_a_zone_that_is_none_or_ones_own_is_left_out(visit, alice, zone):
    assert "wk--two" in visit(alice).get(f"{WEEK}?zone=Asia/Kolkata").text
    page = visit(alice).get(f"{WEEK}?zone={zone}")
    assert page.status_code == 200 and "wk--two" not in page.text


def test_now_is_drawn_today_and_on_no_other_day(visit, alice):
    page = visit(alice).get("/week").text
    (today,) = re.findall(r'wk__col--today" id="wday-([^"]+)"', page)
    assert page.count('id="now"') == 1 and 'id="now"' in column(page, today)

    later = date.fromisoformat(today) + timedelta(days=20)
    assert 'id="now"' not in visit(alice).get(f"/week/{later}").text


def test_more_than_fit_lead_to_the_day_and_there_to_the_agenda(visit, alice, team):
    for number in range(14):
        create_event(team, a_document(title=f"Group {number:02}"), by=alice)

    assert re.search(r'<a href="/day/2026-03-24"[^>]*>\+11<', visit(alice).get(WEEK).text)
    assert re.search(r'<a href="/agenda/2026-03-24"[^>]*>\+3<', visit(alice).get(DAY).text)
    assert "Group 13" in visit(alice).get("/agenda/2026-03-24").text


def test_more_bars_than_fit_lead_to_the_day_which_shows_all(visit, alice, team):
    for number in range(7):
        whole = a_document(title=f"Fair {number}", all_day=True, start="2026-03-24", end="2026-03-24")
        create_event(team, whole, by=alice)

    assert re.search(r'href="/day/2026-03-24">4 more<', visit(alice).get(WEEK).text)
    assert len(re.findall(r'<span class="t" dir="auto">Fair \d', visit(alice).get(DAY).text)) == 7


@pytest.mark.parametrize(
    ("week_start", "first", "number"), [(0, "2026-03-23", 13), (6, "2026-03-22", 13), (5, "2026-03-21", 13)]
)
def test_a_week_begins_where_the_person_says_and_has_its_number(
    visit, session, alice, week_start, first, number
):
    alice.week_start = week_start
    session.commit()

    page = visit(alice).get(WEEK).text
    assert re.findall(r'id="wday-([^"]+)"', page)[0] == first
    assert f"week {number}" in page
    assert f'href="/week/{first}" aria-label="Week {number}"' in visit(alice).get("/month/2026/3").text


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("view=week&to=2026-05-01", "/week/2026-05-01"),
        ("view=month&to=2026-05-01", "/month/2026/5"),
        ("view=year&to=2027-05-01", "/year/2027"),
        ("view=agenda&to=2026-05-01", "/agenda/2026-05-01"),
        ("view=days&n=5&to=2026-05-01&zone=Asia/Tokyo", "/days/2026-05-01?n=5&zone=Asia/Tokyo"),
        ("view=day&to=2026-05-01&zone=nowhere", "/day/2026-05-01"),
        ("to=2026-05-01", "/month/2026/5"),
    ],
)
def test_a_day_can_be_gone_to_in_every_view(visit, alice, asked, there):
    answer = visit(alice).get(f"/jump?{asked}")
    assert (answer.status_code, answer.location.replace("%2F", "/")) == (303, there)
    assert visit(alice).get(there).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/week/2026-02-30",
        "/day/20260324",
        "/day/1899-12-31",
        "/days/2026-03-24?n=0",
        "/days/2026-03-24?n=8",
        "/days/2026-03-24?n=x",
        "/year/1899",
        "/year/99999",
        "/jump?to=tomorrow",
        "/jump?view=century",
    ],
)
def test_what_is_no_day_and_no_view_is_404(visit, alice, path):
    assert visit(alice).get("/day/2026-03-24").status_code == 200
    assert visit(alice).get(path).status_code == 404


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
@pytest.mark.parametrize("view", ["week", "days", "day", "agenda"])
def test_the_first_and_last_days_have_pages(visit, alice, view, day):
    assert visit(alice).get(f"/{view}/{day}").status_code == 200
    assert visit(alice).get(f"/year/{date.fromisoformat(day).year}").status_code == 200


@pytest.mark.parametrize("path", [WEEK, DAYS, DAY, YEAR, "/agenda/2026-03-20", "/month/2026/3"])
def test_a_thousand_events_cost_no_more_statements_than_ten(visit, session, alice, team, path):
    client = visit(alice)
    for n in range(10):
        at = f"2026-03-{20 + n}T{8 + n:02}"
        create_event(team, a_document(title=f"Event {n}", start=f"{at}:00", end=f"{at}:45"), by=alice)
    few = count_statements(client, path)
    copy_events(session, 99)

    assert session.scalar(select(func.count()).select_from(Event)) == 1000
    # Three of them are for the marks of the reader alone.
    assert count_statements(client, path) == few <= 10


def copy_events(session, times):
    """More of every event, straight in the database: a thousand saved one by one would take their time."""
    events = session.execute(select(Event.__table__)).mappings().all()
    moments = session.execute(select(Occurrence.__table__)).mappings().all()
    for n in range(1, times + 1):
        more = [{**row, "id": row["id"] + 1000 * n, "uid": f"copy {n} of {row['id']}"} for row in events]
        session.execute(insert(Event), more)
        session.execute(
            insert(Occurrence), [{**row, "event_id": row["event_id"] + 1000 * n} for row in moments]
        )
    session.commit()


def test_the_front_door_leads_to_the_view_one_had_last(visit, alice):
    browser = visit(alice)
    assert browser.get("/").location == "/month"
    for view in ("week", "days", "day", "year", "agenda", "month"):
        told = browser.get(f"/{view}").headers.getlist("Set-Cookie")
        assert [line.split(";")[0] for line in told if "view" in line] == [f"daybook-view={view}"]
        assert all("HttpOnly" in line and "SameSite=Lax" in line for line in told)
        assert browser.get("/").location == f"/{view}"
        assert browser.get(f"/{view}").headers.getlist("Set-Cookie") == []


@pytest.mark.parametrize("kept", ["century", "//evil.example", "home", "%0d%0a"])
def test_a_view_that_is_none_leads_to_the_month(visit, alice, kept):
    browser = visit(alice)
    browser.set_cookie("daybook-view", kept, domain="localhost")
    assert browser.get("/").location == "/month"
