"""What asking costs, and what it may not cost: writes, statements that grow, other people's places."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.live.test_polling import KINDS, asked
from tests.support.apps import MakeApp
from tests.support.cast import Visit, a_document, make_person, sign_in_as
from tests.support.hub_processes import wait_until
from tests.support.sockets import Arrive, Heard
from tests.support.statements import recording
from webapp.domain.roles import Role
from webapp.live.presence import Presence
from webapp.live.service import Live
from webapp.models import Person, SignIn
from webapp.operations.events import create_event
from webapp.operations.sharing import share_event


def test_asking_writes_nothing_and_keeps_no_session_alive(
    visit: Visit, session: Session, alice: Person, retreat: int
) -> None:
    client = visit(alice)
    sign_in = session.query(SignIn).filter_by(person_id=alice.id).one()
    sign_in.seen_at = long_ago = sign_in.seen_at - timedelta(hours=5)
    session.commit()
    with recording() as sent:
        assert client.get(f"/live/news?page=event&id={retreat}").status_code == 200
    assert all(statement.startswith("SELECT") for statement in sent)
    session.refresh(sign_in)
    assert sign_in.seen_at == long_ago
    client.get("/agenda")
    session.refresh(sign_in)
    assert sign_in.seen_at > long_ago, "somebody is there"


def cost(client: Any, query: dict[str, Any], status: int) -> int:
    with recording() as sent:
        assert client.get(f"/live/news?{urlencode(query)}").status_code == status
    return len(sent)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_new_costs_five_statements_however_much_there_is(
    visit: Visit, alice: Person, team: int, retreat: int, kind: str
) -> None:
    client = visit(alice)
    path, query = asked(kind, retreat)

    def unchanged() -> int:
        page = client.get(path).text
        query["since"] = page.split('data-live-since="')[1].split('"')[0]
        query["as"] = Heard(client.get(f"/live/news?{urlencode({**query, 'as': ''})}").text).attributes["as"]
        return cost(client, query, 204)

    before = unchanged()
    for number in range(12):
        create_event(team, a_document(title=f"Event {number}"), by=alice)
        guest = make_person(f"guest{number}", "Gus Guest")
        share_event(retreat, guest.id, Role.VIEWER, by=alice)
    assert unchanged() == before <= 5


@pytest.fixture
def presence(app: Flask) -> Iterator[Presence]:
    """Who is where, as this app knows it; its thread ends with the test."""
    live: Live = app.extensions["live"]
    yield live.presence
    live.presence.end()


def test_who_is_here_costs_one_statement_where_it_is_news_and_none_where_not(
    visit: Visit, presence: Presence, alice: Person, bob: Person, retreat: int
) -> None:
    client, other, alone = visit(alice), visit(bob), {}
    queries = {kind: asked(kind, retreat)[1] for kind in ("event", "month")}
    for kind, query in queries.items():
        query["since"] = client.get(asked(kind, retreat)[0]).text.split('data-live-since="')[1].split('"')[0]
        query["as"] = Heard(client.get(f"/live/news?{urlencode(query)}").text).attributes["as"]
        query |= {"again": 30, "tab": 77, "told": ""}
        alone[kind] = cost(client, query, 204)
    other.get(f"/live/news?page=event&id={retreat}&tab=78&again=30")
    wait_until(lambda: presence.places() is not None)
    for kind, query in queries.items():
        assert cost(client, query, 200) == alone[kind] + 1 <= 7
        query["told"] = Heard(client.get(f"/live/news?{urlencode(query)}").text).attributes["as"]
        assert cost(client, query, 204) == alone[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_news_cost_no_more_for_many_changes_than_for_one(
    visit: Visit, alice: Person, team: int, retreat: int, kind: str
) -> None:
    client = visit(alice)
    path, query = asked(kind, retreat)
    query["since"] = client.get(path).text.split('data-live-since="')[1].split('"')[0]

    def more(number: int) -> int:
        share_event(retreat, make_person(f"guest{number}", "Gus Guest").id, Role.VIEWER, by=alice)
        create_event(team, a_document(title=f"Event {number}"), by=alice)
        return cost(client, query, 200)

    first = more(0)
    for number in range(1, 6):
        last = more(number)
    assert last == first


def test_who_asks_too_often_waits_and_a_colleague_does_not(
    make_app: MakeApp, alice: Person, bob: Person, retreat: int
) -> None:
    app = make_app(RATELIMIT_ENABLED=True, LIVE_PER_PERSON=1)
    path = f"/live/news?page=event&id={retreat}"
    devices = [sign_in_as(app.test_client(), alice) for _ in range(2)]
    answers = [devices[number % 2].get(path).status_code for number in range(24)]
    assert answers == [200] * 24, "a page in use asks 20 times a minute"
    refused = devices[0].get(path)
    assert refused.status_code == 429 and 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "Retreat" not in refused.text and refused.headers["Cache-Control"] == "no-store"
    assert sign_in_as(app.test_client(), bob).get(path).status_code == 200


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # places are counted in memory
def test_who_polls_takes_no_place_from_who_listens(
    arrive: Arrive, start_server: Any, alice: Person, retreat: int
) -> None:
    owner = arrive(alice, start_server(LIVE_TOTAL=1, LIVE_PER_PERSON=1, LIVE_PER_ADDRESS=1))
    query = asked("event", retreat)[1]
    assert [owner.news(**query)[0].status for _ in range(5)] == [200] * 5
    owner.watch(**query, hello=False)
    assert owner.refusal(**query) == 429 and owner.news(**query)[0].status == 200
