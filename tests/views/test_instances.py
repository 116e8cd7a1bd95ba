"""Series on pages: the page of one instance, and for whom a change or a removal is meant."""

import pytest
from sqlalchemy import select

from tests.support.series_forms import THIRD, of_instance, series, standup, starts
from webapp.domain.roles import Role
from webapp.models import Event
from webapp.operations.events import edit_event
from webapp.operations.sharing import share_event

__all__ = ["series"]

pytestmark = pytest.mark.usefixtures("no_csrf")


def test_the_page_of_a_series_says_how_it_repeats_and_what_is_different(visit, alice, bob, series):
    changed = standup(exdate=["2026-03-31T09:00"], overrides={THIRD: {"title": "Review"}})
    edit_event(series, changed, 1, by=bob)
    page = visit(alice).get(f"/events/{series}").text

    for words in (
        "Every week on Tuesday, 10 times",
        "Left out",
        "Tue 31 March 2026",
        "Changed alone",
        "Title Review",
    ):
        assert words in page
    assert (
        f"/events/{series}?occurrence={THIRD.replace(':', '%3A')}" in page or f"?occurrence={THIRD}" in page
    )


def test_an_event_that_happens_once_says_so_to_editors_only(visit, bob, vera, retreat):
    assert "Does not repeat" in visit(bob).get(f"/events/{retreat}").text
    page = visit(vera).get(f"/events/{retreat}").text
    assert "Does not repeat" not in page and 'id="ev-repeats"' in page


def test_an_instance_has_a_page_of_its_own(visit, alice, vera, series):
    edit_event(series, standup(overrides={THIRD: {"title": "Review"}}), 1, by=alice)
    page = visit(vera).get(f"/events/{series}?occurrence={THIRD}").text

    for words in ("Review", "Tue 7 April 2026", "One of a series: every week on Tuesday", "The whole series"):
        assert words in page
    for day in ("Tue 31 March 2026", "Tue 14 April 2026"):
        assert day in page


@pytest.mark.parametrize(
    "name", ["2026-03-25T09:00", "2026-03-24", "x", "", "2026-03-24T09:00:00", "2026-06-02T09:00"]
)
def test_a_name_that_no_instance_has_is_no_page(visit, bob, series, name):
    client = visit(bob)
    assert client.get(f"/events/{series}?occurrence=2026-03-24T09:00").status_code == 200
    for path in ("", "/edit"):
        assert client.get(f"/events/{series}{path}", query_string={"occurrence": name}).status_code == 404
    assert (
        client.post(
            f"/events/{series}", data=of_instance(standup(), THIRD) | {"occurrence": name}
        ).status_code
        == 404
    )


def test_month_and_agenda_lead_to_the_instance(visit, alice, series, retreat):
    for path in ("/month/2026/3", "/agenda/2026-03-24"):
        page = visit(alice).get(path).text
        assert f'href="/events/{series}?occurrence=2026-03-24T09%3A00"' in page
        assert f'href="/events/{retreat}"' in page
        assert page.lower().count("repeats</span>") >= 1


def test_saving_an_instance_asks_for_which_ones_and_says_what_will_happen(visit, session, bob, series):
    response = visit(bob).post(
        f"/events/{series}",
        data=of_instance(standup(), THIRD, start_time="10:00", end_time="11:00", description="Two\nlines"),
    )

    assert response.status_code == 200
    for words in (
        "Tue 7 April 2026 alone moves.",
        "8 occurrences move, from Tue 7 April 2026 on. The 2 before stay as they are.",
        "All 10 occurrences move",
        "Two\nlines",
    ):
        assert words in response.text
    assert session.get(Event, series).version == 1


@pytest.mark.parametrize(("scope", "moved"), [("this", 1), ("following", 8), ("all", 10)])
def test_a_change_holds_for_those_that_were_chosen(visit, session, bob, series, scope, moved):
    form = of_instance(standup(), THIRD, start_time="10:00", end_time="11:00", scope=scope)
    response = visit(bob).post(f"/events/{series}", data=form)

    assert response.status_code == 303
    events = session.scalars(select(Event).order_by(Event.id)).all()
    found = [start for event in events for start in starts(session, event.id)]
    assert len(found) == 10
    assert sum(start.endswith("10:00") for start in found) == moved
    assert len(events) == (2 if scope == "following" else 1)
    assert (
        response.location
        == {
            "this": f"/events/{series}?occurrence=2026-04-07T09:00",
            "following": f"/events/{events[-1].id}",
            "all": f"/events/{series}",
        }[scope]
    )


def test_who_has_the_series_alone_comes_to_the_rest_of_it(visit, alice, charlie, series):
    share_event(series, charlie.id, Role.EDITOR, by=alice)
    form = of_instance(standup(), THIRD, title="Sync", scope="following")
    response = visit(charlie).post(f"/events/{series}", data=form, follow_redirects=True)
    assert response.status_code == 200 and "Sync" in response.text


def test_another_rule_cannot_be_meant_for_one_instance_alone(visit, bob, series):
    form = of_instance(standup(), THIRD, repeat_interval="2", scope="this")
    response = visit(bob).post(f"/events/{series}", data=form)

    assert response.status_code == 200
    assert 'value="this"' not in response.text and 'value="following"' in response.text
    assert "From Tue 7 April 2026 on it happens every 2 weeks on Tuesday" in response.text


def test_the_way_back_from_the_question_keeps_what_was_typed(visit, session, bob, series):
    form = of_instance(standup(), THIRD, title="Sync", scope="all", back="1")
    response = visit(bob).post(f"/events/{series}", data=form)

    assert response.status_code == 200
    assert 'value="Sync"' in response.text and f'name="occurrence" value="{THIRD}"' in response.text
    assert session.get(Event, series).version == 1


def test_saving_an_instance_untouched_asks_nothing_and_writes_nothing(visit, session, bob, series):
    response = visit(bob).post(f"/events/{series}", data=of_instance(standup(), THIRD))

    assert (response.status_code, session.get(Event, series).version) == (303, 1)


def test_a_viewer_neither_edits_nor_removes_an_instance(visit, session, bob, vera, series):
    assert visit(bob).get(f"/events/{series}/deletion?occurrence={THIRD}").status_code == 200
    assert visit(vera).get(f"/events/{series}/deletion?occurrence={THIRD}").status_code == 403
    form = of_instance(standup(), THIRD, title="Sync", scope="this")
    assert visit(vera).post(f"/events/{series}", data=form).status_code == 403
    removal = {"occurrence": THIRD, "scope": "this"}
    assert visit(vera).post(f"/events/{series}/deletions", data=removal).status_code == 403
    assert session.get(Event, series).version == 1


@pytest.mark.parametrize(("scope", "left"), [("this", 9), ("following", 2)])
def test_removing_says_what_goes_and_takes_out_what_was_chosen(visit, session, bob, series, scope, left):
    client = visit(bob)
    page = client.get(f"/events/{series}/deletion?occurrence={THIRD}").text
    assert "8 occurrences are taken out, from Tue 7 April 2026 on." in page

    assert (
        client.post(f"/events/{series}/deletions", data={"occurrence": THIRD, "scope": scope}).status_code
        == 303
    )
    assert len(starts(session, series)) == left


def test_removing_all_deletes_the_event(visit, session, bob, series):
    visit(bob).post(f"/events/{series}/deletions", data={"occurrence": THIRD, "scope": "all"})
    assert session.get(Event, series).deleted


def test_history_and_comparison_tell_of_series_in_words(visit, alice, bob, series):
    edit_event(series, standup(exdate=["2026-03-31T09:00"]), 1, by=bob)
    moved = {"start": "2026-04-07T10:00", "end": "2026-04-07T11:00", "zone": "Europe/Berlin", "end_zone": ""}
    own = {THIRD: {**moved, "all_day": False}}
    edit_event(series, standup(exdate=["2026-03-31T09:00"], overrides=own), 2, by=bob)
    client = visit(alice)

    page = client.get(f"/events/{series}/history").text
    assert "took out Tue 31 March 2026" in page
    assert "changed Tue 7 April 2026 alone: moved it 1 h later" in page
    compared = client.get(f"/events/{series}/compare/1/3").text
    for words in ("not on ", "Tue 31 March 2026", "Tue 7 April 2026", "10:00–11:00"):
        assert words in compared
    assert (
        client.post(f"/events/{series}/fields/repeats/restorations", data={"version": "1"}).status_code == 303
    )
    assert (
        client.post(f"/events/{series}/fields/overrides/restorations", data={"version": "1"}).status_code
        == 303
    )
    assert "occurrence=2026-03-31" in client.get("/agenda/2026-03-31").text
