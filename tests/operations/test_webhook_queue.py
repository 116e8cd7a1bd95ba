"""What webhooks are told, in which order, and what becomes of a delivery that fails. With real receivers."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.operations.test_undoing_many import many
from tests.support.cast import a_document
from tests.support.statements import recording
from tests.support.webhooks import Clock, hook, reread, send
from webapp.domain.roles import Role
from webapp.models import WebhookDelivery
from webapp.operations.calendars import change_calendar, delete_calendar, undelete_calendar
from webapp.operations.events import create_event, delete_event, edit_event, undelete_event
from webapp.operations.importing import import_calendar
from webapp.operations.purging import purge_event
from webapp.operations.sharing import share_calendar, share_event
from webapp.operations.webhook_queue import Outcome, begin, due, forget_old, settle
from webapp.operations.webhooks import skip_delivery, switch_webhook

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def clock():
    return Clock()


def told(receiver):
    """What has come, without what is different each time."""
    return [{name: got.told[name] for name in ("kind", "items", "total")} for got in receiver.got]


def item(event_id, version, kind, *changed):
    return {"event_id": event_id, "version": version, "kind": kind, "changed": list(changed)}


def test_each_change_is_told_in_order_by_numbers_alone(session, receiver, clock, cast, team):
    hook(team, receiver.url, cast.alice)
    made = create_event(team, a_document(title="Secret plan"), by=cast.bob).event_id
    edit_event(made, a_document(title="Secret feast", location="Hall"), 1, by=cast.alice)
    delete_event(made, by=cast.bob)
    undelete_event(made, by=cast.alice)

    assert send(clock) == 4
    assert [got.told["items"][0]["kind"] for got in receiver.got] == [
        "created",
        "updated",
        "deleted",
        "restored",
    ]
    assert told(receiver)[1] == {
        "kind": "events",
        "items": [item(made, 2, "updated", "title", "location")],
        "total": 1,
    }
    first = receiver.got[0].told
    assert first["calendar_id"] == team and first["change_set_id"] > 0
    assert first["actor"] == {"id": cast.bob.id, "username": "bob", "name": "Bob Brook"}
    assert abs(datetime.fromisoformat(first["at"]) - datetime.now(UTC)) < timedelta(minutes=5)
    assert b"Secret" not in b"".join(got.body for got in receiver.got)
    assert len({got.id for got in receiver.got}) == 4
    assert send(clock) == 0, "what has been told is not told again"


def test_what_was_before_the_webhook_is_not_told(session, receiver, clock, cast, team, retreat):
    hook(team, receiver.url, cast.alice)
    assert send(clock) == 0


def test_an_import_is_one_delivery_that_names_the_first_hundred(session, receiver, clock, cast, team):
    hook(team, receiver.url, cast.alice)
    import_calendar(team, many(300, cast.vera.email), by=cast.bob)
    create_event(team, a_document(), by=cast.bob)

    assert send(clock) == 2
    assert [(one["total"], len(one["items"])) for one in told(receiver)] == [(300, 100), (1, 1)]


@on_sqlite
def test_more_than_one_reading_of_the_log_misses_nothing(session, receiver, clock, cast, team):
    hook(team, receiver.url, cast.alice)
    made = create_event(team, a_document(), by=cast.bob).event_id
    for number in range(1, 130):
        edit_event(made, a_document(title=f"Plan {number}"), number, by=cast.bob)

    while send(clock):
        pass
    assert [got.told["items"][0]["version"] for got in receiver.got] == list(range(1, 131))


def test_sharing_and_the_calendar_are_told_to_those_who_want_it(
    session, receiver, clock, cast, team, retreat
):
    hook(team, receiver.url, cast.alice, "sharing", "calendar")
    share_calendar(team, cast.vera.id, Role.EDITOR, by=cast.alice)
    create_event(team, a_document(), by=cast.bob)
    share_event(retreat, cast.charlie.id, Role.VIEWER, by=cast.alice)
    change_calendar(team, "Crew", "leaf", "Europe/Berlin", by=cast.alice)

    assert send(clock) == 3
    people = [
        {"event_id": None, "user_id": cast.vera.id, "old_role": "viewer", "new_role": "editor"},
        {"event_id": retreat, "user_id": cast.charlie.id, "old_role": None, "new_role": "viewer"},
    ]
    assert [(one["kind"], one["items"]) for one in told(receiver)] == [
        ("sharing", people[:1]),
        ("sharing", people[1:]),
        ("calendar", []),
    ]
    assert [got.headers["daybook-event"] for got in receiver.got] == ["sharing", "sharing", "calendar"]


def test_saving_costs_nothing_more_with_ten_webhooks(session, receiver, cast, team):
    def cost():
        with recording() as sent:
            create_event(team, a_document(), by=cast.bob)
        return len(sent)

    cost()
    before = cost()
    for number in range(10):
        hook(team, f"{receiver.url}{number}", cast.alice)
    assert cost() == before


def test_a_failure_is_tried_again_later_and_later_under_the_same_id(session, receiver, clock, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    receiver.answers = [500, 503, 404]
    create_event(team, a_document(), by=cast.bob)
    create_event(team, a_document(), by=cast.bob)

    for seconds in (5, 60, 600):
        assert send(clock) == 1
        clock.turn(seconds=seconds - 1)
        assert send(clock) == 0, "too early"
        clock.turn(seconds=1 + seconds * 0.2)
    assert send(clock) == 2
    assert [got.told["items"][0]["event_id"] for got in receiver.got] == [1, 1, 1, 1, 2]
    assert len({got.id for got in receiver.got[:4]}) == 1
    assert len({got.headers["webhook-timestamp"] for got in receiver.got[:4]}) == 4
    assert (reread(session, webhook).failures, reread(session, webhook).failing_since) == (0, None)
    first, second = session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id))
    assert (first.state, first.tries, first.status) == ("delivered", 4, 204)
    assert (second.state, second.tries) == ("delivered", 1)


def test_after_three_days_it_is_switched_off_and_goes_on_where_it_stopped(
    session, receiver, clock, cast, team
):
    webhook = hook(team, receiver.url, cast.alice)
    receiver.answers = [500] * 99
    create_event(team, a_document(), by=cast.bob)

    began = clock.now
    while reread(session, webhook).state == "on":
        assert clock.now - began < timedelta(days=4)
        send(clock)
        clock.turn(hours=1)
    assert clock.now - began > timedelta(days=3)
    assert reread(session, webhook).off_why == "failing"
    assert len(receiver.got) < 14
    tried = len(receiver.got)
    create_event(team, a_document(), by=cast.bob)
    assert send(clock) == 0

    receiver.answers = []
    switch_webhook(team, webhook, True, by=cast.alice)
    assert send(clock) == 2
    assert [got.told["items"][0]["event_id"] for got in receiver.got[tried:]] == [1, 2]


def test_gone_is_taken_at_its_word(session, receiver, clock, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    receiver.answers = [410]
    create_event(team, a_document(), by=cast.bob)

    send(clock)
    clock.turn(days=1)
    assert send(clock) == 0
    assert (reread(session, webhook).state, reread(session, webhook).off_why) == ("off", "gone")


def test_of_a_deleted_calendar_nothing_is_sent_until_it_is_back(session, receiver, clock, cast, team):
    hook(team, receiver.url, cast.alice)
    create_event(team, a_document(), by=cast.bob)
    delete_calendar(team, by=cast.alice)
    assert send(clock) == 0

    undelete_calendar(team, by=cast.alice)
    assert send(clock) == 1


def test_a_calendar_that_goes_while_one_sends_is_silent_from_then_on(session, receiver, clock, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    create_event(team, a_document(), by=cast.bob)
    create_event(team, a_document(), by=cast.bob)

    sent = begin(webhook, clock())
    delete_calendar(team, by=cast.alice)
    assert settle(sent, Outcome(204), clock(), 0) is None
    assert send(clock) == 0


def test_nothing_of_what_was_purged_leaves(session, receiver, clock, cast, team):
    hook(team, receiver.url, cast.alice)
    made = create_event(team, a_document(), by=cast.bob).event_id
    edit_event(made, a_document(location="Clinic"), 1, by=cast.bob)
    receiver.answers = [500]
    send(clock)  # both are known of, none has arrived
    assert receiver.got[0].told["items"][0]["changed"] != []
    purge_event(made, "Court order", by=cast.root)

    clock.turn(minutes=1)
    assert send(clock) == 3
    items = [got.told["items"][0] for got in receiver.got[1:]]
    assert [one["changed"] for one in items] == [[], [], []]
    assert items[-1] == item(made, 3, "purged")


def test_two_who_send_never_send_the_same_at_once(session, receiver, clock, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    create_event(team, a_document(), by=cast.bob)

    mine = begin(webhook, clock())
    assert mine is not None
    assert due(clock()) == [] and begin(webhook, clock()) is None
    clock.turn(seconds=59)
    assert begin(webhook, clock()) is None
    clock.turn(seconds=2)
    theirs = begin(webhook, clock())
    assert theirs.name == mine.name and theirs.holder != mine.holder

    # Whoever comes late changes nothing: neither the failure that they saw, nor who holds it.
    assert settle(mine, Outcome(500), clock(), 0) is None
    assert reread(session, webhook).failures == 0
    assert settle(theirs, Outcome(204), clock(), 0) is None
    assert [one.state for one in session.scalars(select(WebhookDelivery))] == ["delivered"]


def test_what_stands_in_the_way_can_be_left_out(session, receiver, clock, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    receiver.answers = [500]
    create_event(team, a_document(), by=cast.bob)
    create_event(team, a_document(), by=cast.bob)
    send(clock)
    stuck = session.scalars(select(WebhookDelivery.id).order_by(WebhookDelivery.id)).first()

    skip_delivery(team, webhook, stuck, by=cast.alice)
    assert send(clock) == 1
    assert receiver.got[-1].told["items"][0]["event_id"] == 2


@on_sqlite
def test_deliveries_are_kept_for_thirty_days(session, receiver, clock, cast, team):
    hook(team, receiver.url, cast.alice)
    create_event(team, a_document(), by=cast.bob)
    send(clock)

    assert forget_old(clock() + timedelta(days=29)) == 0
    assert forget_old(clock() + timedelta(days=31)) == 1
    assert session.scalars(select(WebhookDelivery)).all() == []


def test_another_secret_key_sends_nothing_with_a_wrong_signature(session, app, receiver, clock, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    create_event(team, a_document(), by=cast.bob)
    kept = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "another one, as somebody lost the first"
    try:
        assert send(clock) == 0
    finally:
        app.config["SECRET_KEY"] = kept
    assert receiver.got == []
    assert (reread(session, webhook).state, reread(session, webhook).off_why) == ("off", "secret")


@on_sqlite
def test_a_body_is_the_same_bytes_at_every_try(session, receiver, clock, cast, team):
    hook(team, receiver.url, cast.alice)
    receiver.answers = [500]
    create_event(team, a_document(), by=cast.bob)
    send(clock)
    clock.turn(minutes=1)
    send(clock)

    assert receiver.got[0].body == receiver.got[1].body
    assert json.loads(receiver.got[0].body)["id"] == receiver.got[0].id
