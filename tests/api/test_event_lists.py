"""The list of events: filters, order, parts, occurrences, the past; and what it costs."""

import pytest

from tests.api.test_calls import problem_of
from tests.support.cast import a_document
from tests.support.overlap_scenes import invited
from webapp.domain.roles import Role
from webapp.operations.access import LARGEST_ID
from webapp.operations.events import create_event, edit_event
from webapp.operations.purging import purge_event
from webapp.operations.sharing import share_event

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def plan(team, alice):
    """`plan("Hike", "03-24T09:00", "03-24T10:00")`: an event of 2027 in Team; gives its id."""

    def planned(title, start, end, calendar=team, by=alice, **fields):
        document = a_document(title=title, start=f"2027-{start}", end=f"2027-{end}", **fields)
        return create_event(calendar, document, by=by).event_id

    return planned


@pytest.fixture
def listed(program, alice):
    """The titles that Alice's list has with some filters; `from_` stands for `from`."""

    def titles(who=None, **query):
        return [one["title"] for one in items(program(who or alice), **query)]

    return titles


def items(me, **query):
    response = me.get("/events", **{name.rstrip("_"): value for name, value in query.items()})
    assert response.status_code == 200, response.text
    return response.get_json()["items"]


def test_events_come_by_start_and_as_they_are_read_one_by_one(program, alice, plan, listed):
    late = plan("Late", "03-26T09:00", "03-26T10:00")
    plan("Early", "03-24T09:00", "03-24T10:00")
    plan("Early too", "03-24T09:00", "03-24T09:30")
    assert listed() == ["Early", "Early too", "Late"]
    assert items(program(alice))[2] == program(alice).get(f"/events/{late}").get_json()


@on_sqlite
def test_each_sees_what_is_theirs_to_see(program, cast, plan, listed):
    plan("Team", "03-24T09:00", "03-24T10:00")
    given = plan("Given", "03-25T09:00", "03-25T10:00")
    gone = plan("Gone", "03-26T09:00", "03-26T10:00")
    assert listed(cast.vera) == ["Team", "Given", "Gone"] and listed(cast.charlie) == listed(cast.root) == []
    share_event(given, cast.charlie.id, Role.EDITOR, by=cast.alice)
    program(cast.alice).delete(f"/events/{gone}")
    assert listed(cast.charlie) == ["Given"] and listed(cast.vera) == ["Team", "Given"]
    assert [one["role"] for one in items(program(cast.charlie))] == ["editor"]
    assert [one["role"] for one in items(program(cast.vera))] == ["viewer", "viewer"]


def test_a_window_takes_what_overlaps_it(plan, listed):
    plan("Before", "03-23T23:00", "03-24T00:00")
    plan("Into", "03-23T23:00", "03-24T00:30")
    plan("Eve", "03-23", "03-23", all_day=True)  # its last hour in UTC is the first one of the 24th in Berlin
    plan("Day", "03-24", "03-24", all_day=True)
    plan("Moment", "03-24T12:00", "03-24T12:00")
    plan("Out", "03-24T23:30", "03-25T01:00")
    plan("After", "03-25T00:00", "03-25T01:00")
    plan("Next day", "03-25", "03-25", all_day=True)
    inside = [
        "Day",
        "Into",
        "Moment",
        "Out",
    ]  # whole days count from midnight in UTC where order is concerned
    for window in (
        {"from_": "2027-03-24", "to": "2027-03-24"},
        {"from_": "2027-03-24T00:00:00+01:00", "to": "2027-03-25T00:00:00+01:00"},
        {"from_": "2027-03-24T00:00:00 01:00", "to": "2027-03-25T00:00"},
    ):
        assert sorted(listed(**window)) == inside
    assert "Before" not in listed(from_="2027-03-24") and "Next day" in listed(from_="2027-03-24")
    assert "After" not in listed(to="2027-03-24") and "Before" in listed(to="2027-03-24")


def test_series_count_by_their_occurrences_far_away_too(plan, listed, program, alice):
    weekly = plan("Weekly", "03-23T09:00", "03-23T10:00", rrule="FREQ=WEEKLY")
    plan("Ended", "03-23T09:00", "03-23T10:00", rrule="FREQ=DAILY;COUNT=3")
    plan("Once", "03-23T09:00", "03-23T10:00")
    for tuesday, wednesday in (("2027-04-06", "2027-04-07"), ("2151-03-23", "2151-03-24")):
        assert listed(from_=tuesday, to=tuesday) == ["Weekly"]
        assert listed(from_=wednesday, to=wednesday) == []
    # An occurrence ends where the window begins.
    assert listed(from_="2027-04-06T10:00", to="2027-04-06T11:00") == []
    program(alice).delete(f"/events/{weekly}", scope="this", occurrence="2027-04-06T09:00")
    assert listed(from_="2027-04-06", to="2027-04-06") == []
    moved = {"start_time": "2027-02-01T09:00", "end_time": "2027-02-01T10:00"}
    program(alice).put(f"/events/{weekly}", {"scope": "this", "occurrence": "2027-04-13T09:00", **moved})
    assert listed(from_="2027-02-01", to="2027-02-02") == ["Weekly"]


def test_filters(plan, listed, alice, bob, team, program):
    hut = plan("Hike", "03-24T09:00", "03-24T10:00", location="Hut", tags=["Fun", "team"], **invited(bob))
    plan("Swim", "03-25T09:00", "03-25T10:00", description="To the\nLÄKE", rrule="FREQ=WEEKLY")
    own = program(alice).post("/events", {
        "title": "Own 100%", "start_time": "2027-03-26T09:00", "end_time": "2027-03-26T10:00",
    }).get_json()  # fmt: skip
    assert listed(calendar_id=team) == ["Hike", "Swim"] and listed(calendar_id=own["calendar_id"]) == [
        "Own 100%"
    ]
    for nothing in (999, LARGEST_ID + 1, 10**30, -1):
        assert listed(calendar_id=nothing) == []
    assert listed(q="hut") == ["Hike"] and listed(q="läke to") == ["Swim"] and listed(q="0%") == ["Own 100%"]
    assert listed(q="team") == ["Hike"] and listed(q="nothing") == [] and listed(q="_") == []
    assert listed(tag="fun") == ["Hike"] and listed(tag="fu") == []
    for who in ("bob", str(bob.id)):
        assert listed(participant=who) == ["Hike"]
    assert listed(participant="nobody") == listed(participant="9" * 30) == []
    assert listed(is_recurring="true") == ["Swim"] and listed(is_recurring="false") == ["Hike", "Own 100%"]
    since = program(alice).put(f"/events/{hut}", {"title": "Walk"}).get_json()["updated_at"]
    assert listed(updated_since=since) == ["Walk"]
    assert listed(q="walk", tag="team", participant="bob", is_recurring="false", calendar_id=team) == ["Walk"]
    assert listed(q="walk", tag="team", participant="bob", is_recurring="true", calendar_id=team) == []


def test_the_list_as_it_was(program, cast, plan, listed):
    hike = plan("Hike", "03-24T09:00", "03-24T10:00", tags=["fun"])
    swim = plan("Swim", "03-25T09:00", "03-25T10:00")
    me = program(cast.alice)
    then = me.get(f"/events/{swim}").get_json()["updated_at"]
    first = items(me)
    me.put(
        f"/events/{hike}",
        {
            "title": "Walk",
            "tags": [],
            "recurrence_pattern": "FREQ=DAILY",
            "start_time": "2027-03-28T09:00",
            "end_time": "2027-03-28T10:00",
        },
    )
    me.delete(f"/events/{swim}")
    assert listed() == ["Walk"] and items(me, as_of=then) == first
    assert (
        listed(as_of=then, tag="fun") == listed(as_of=then, is_recurring="false", to="2027-03-24") == ["Hike"]
    )
    assert listed(as_of=then, is_recurring="true") == listed(as_of="2001-01-01") == []
    days = {"from_": "2027-03-24", "to": "2027-03-30", "expand": "occurrences"}
    assert listed(as_of=then, **days) == ["Hike", "Swim"] and listed(**days) == ["Walk"] * 3
    assert listed(cast.charlie, as_of=then) == []
    purge_event(swim, "It was private", by=cast.root)
    assert listed(as_of=then) == ["Hike"]


def test_who_was_in_it_then(plan, listed, program, cast):
    me = program(cast.alice)
    hike = plan("Hike", "03-24T09:00", "03-24T10:00", **invited(cast.bob))
    own = {"2027-03-26T09:00": {"attendees": invited(cast.vera)["attendees"]}}
    plan("Swim", "03-25T09:00", "03-25T10:00", rrule="FREQ=DAILY", overrides=own)
    then = me.get(f"/events/{hike}").get_json()["updated_at"]
    past_now = me.get("/events").get_json()["items"][-1]["updated_at"]
    edit_event(
        hike, a_document(title="Walk", start="2027-03-24T09:00", end="2027-03-24T10:00"), 1, by=cast.alice
    )
    assert listed(participant="bob") == [] and listed(participant="bob", as_of=then) == ["Hike"]
    assert listed(participant=cast.vera.id, as_of=past_now) == listed(participant="vera") == ["Swim"]
    for who in ("alice", str(cast.alice.id)):
        assert listed(participant=who, as_of=past_now) == ["Hike", "Swim"]
    me.delete(f"/events/{hike}")
    assert listed(participant="bob", as_of=then) == ["Hike"]
    for nobody in ("charlie", "nobody", "9" * 30):
        assert listed(participant=nobody, as_of=past_now) == []
    assert listed(cast.charlie, participant="bob", as_of=then) == []


def test_words_are_looked_for_as_the_search_page_does_and_in_the_past_as_now(plan, listed, program, cast):
    own = {"2027-03-26T09:00": {"title": "Café Ölberg", **invited(cast.vera)}}
    swim = plan(
        "Swim", "03-25T09:00", "03-25T10:00", rrule="FREQ=DAILY", overrides=own, description="x" * 600
    )
    plan("Lake house", "03-26T09:00", "03-26T10:00", description="By the house\nlake")
    own_text = {"2027-03-26T10:00": {"description": "Bring a\nlantern"}}
    plan("Walk", "03-25T10:00", "03-25T11:00", rrule="FREQ=DAILY", overrides=own_text)
    now = program(cast.alice).get(f"/events/{swim}").get_json()["updated_at"]
    told = {
        "cafe olberg": ["Swim"], "VOSS": ["Swim"], '"lake house"': ["Lake house"], '"house lake"': ["Lake house"],
        "house lake": ["Lake house"], "x" * 90: ["Swim"], '"a lantern"': ["Walk"], '"lantern a"': [], "swim lake": [], "%": [], "\\": [],
    }  # fmt: skip
    for typed, titles in told.items():
        assert listed(q=typed) == titles, typed
    plan("Later", "03-28T09:00", "03-28T10:00")
    moment = program(cast.alice).get("/events").get_json()["items"][1]["updated_at"]
    assert now < moment
    for typed, titles in told.items():
        assert listed(q=typed, as_of=moment) == titles, typed


def test_parts_of_a_list_miss_nothing_while_others_write(program, alice, plan):
    for n in range(5):
        plan(f"E{n}", f"03-{20 + n}T09:00", f"03-{20 + n}T10:00")
    me, seen, cursor = program(alice), [], None
    while True:
        page = me.get("/events", limit=2, **({"cursor": cursor} if cursor else {})).get_json()
        seen += [one["title"] for one in page["items"]]
        plan(f"New{len(seen)}", "03-01T09:00", "03-01T10:00")
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["E0", "E1", "E2", "E3", "E4"]


def test_parts_of_occurrences_are_the_whole(program, alice, plan):
    plan("Daily", "03-20T09:00", "03-20T10:00", rrule="FREQ=DAILY;BYHOUR=9,12")
    plan("Daily too", "03-20T09:00", "03-20T10:00", rrule="FREQ=DAILY")
    plan("Long", "01-20T09:00", "05-20T10:00")
    plan("Once", "03-24T12:00", "03-24T13:00")
    window = {"from_": "2027-03-22", "to": "2027-06-30", "expand": "occurrences"}
    me, found, cursor = program(alice), [], {}
    whole = []
    for limit, into in ((200, whole), (7, found)):
        cursor = {}
        while True:
            query = {**window, **cursor, "limit": limit}
            page = me.get("/events", **{name.rstrip("_"): value for name, value in query.items()}).get_json()
            into += page["items"]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
    assert len(whole) == 101 * 3 + 2 and found == whole
    assert whole == sorted(
        whole, key=lambda one: (one["start_time"] if one["title"] != "Long" else "", one["id"])
    )
    assert [one.get("occurrence") is None for one in whole if not one["is_recurring"]] == [True, True]


@on_sqlite
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "soon"}, "from"),
        ({"from": "1000-01-01"}, "from"),
        ({"to": "2027-13-01"}, "to"),
        ({"from": "2027-03-24", "to": "2027-03-20"}, "to"),
        ({"expand": "occurrences"}, "from"),
        ({"expand": "occurrences", "from": "2027-01-01", "to": "2028-02-01"}, "to"),
        ({"expand": "all"}, "expand"),
        ({"updated_since": "2027-03-24T25:00"}, "updated_since"),
        ({"as_of": "x"}, "as_of"),
        ({"is_recurring": "perhaps"}, "is_recurring"),
        ({"calendar_id": "x"}, "calendar_id"),
        ({"limit": "0"}, "limit"),
        ({"q": "x" * 101}, "q"),
        ({"q": "a b c d e f g h i"}, "q"),
        ({"q": '"'}, "q"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "WzEsMl0"}, "cursor"),
        ({"cursor": "WyJ4IiwyLCIiXQ"}, "cursor"),
    ],
)
def test_what_will_not_do_is_said(program, alice, query, field):
    assert program(alice).get("/events").status_code == 200
    told = problem_of(program(alice).get("/events", **query), 422)["errors"]
    assert field in [one["field"] for one in told]


def test_a_list_costs_the_same_however_long_it_is(program, alice, plan, statements):
    me = program(alice)

    def cost(**query):
        statements.clear()
        items(me, **query)
        return len(statements)

    queries = ({}, {"q": "e"}, {"from_": "2027-03-01", "to": "2027-04-30", "expand": "occurrences"})
    plan("E", "03-20T09:00", "03-20T10:00", rrule="FREQ=DAILY")
    few = [cost(**query) for query in queries]
    for n in range(6):
        plan(f"E{n}", f"03-2{n}T09:00", f"03-2{n}T10:00", rrule="FREQ=WEEKLY" if n % 2 else "")
    assert [cost(**query) for query in queries] == few == [few[0]] * 3
    assert few[0] <= 5
    past = {"as_of": "2100-01-01", "q": "e", "participant": "alice", "tag": "x"}
    assert cost(**past) <= few[0] + 1
