"""What owners do with webhooks, that nobody else can, and what is known of it afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tests.support.cast import a_document
from tests.support.webhooks import Clock, hook, is_signed, reread, send
from webapp.domain.roles import Role
from webapp.models import AuditEntry, CalendarLog, ShareChange, Webhook, WebhookDelivery
from webapp.operations.calendars import create_calendar
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.events import create_event
from webapp.operations.sharing import share_calendar, stop_sharing_calendar
from webapp.operations.webhooks import (
    change_webhook,
    delete_webhook,
    deliveries_of,
    make_webhook,
    open_webhook,
    rotate_secret,
    send_again,
    send_test,
    skip_delivery,
    switch_webhook,
    webhooks_of,
)

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ADDRESS = "https://hooks.example.org/secret-path?token=7"
DO = {
    "make": lambda team, webhook, delivery, by: make_webhook(team, ADDRESS, ["events"], by),
    "list": lambda team, webhook, delivery, by: webhooks_of(team, by),
    "open": lambda team, webhook, delivery, by: open_webhook(team, webhook, by),
    "change": lambda team, webhook, delivery, by: change_webhook(team, webhook, ADDRESS, ["calendar"], by),
    "switch": lambda team, webhook, delivery, by: switch_webhook(team, webhook, False, by),
    "rotate": lambda team, webhook, delivery, by: rotate_secret(team, webhook, by),
    "test": lambda team, webhook, delivery, by: send_test(team, webhook, by),
    "again": lambda team, webhook, delivery, by: send_again(team, webhook, delivery, by),
    "skip": lambda team, webhook, delivery, by: skip_delivery(team, webhook, delivery, by),
    "delete": lambda team, webhook, delivery, by: delete_webhook(team, webhook, by),
}


@pytest.fixture
def clock():
    return Clock()


@on_sqlite
@pytest.mark.parametrize("name", DO)
def test_owners_alone(session, cast, team, name):
    webhook = hook(team, ADDRESS, cast.alice)
    delivery = send_test(team, webhook, cast.alice)
    for visitor, refusal in (
        ("bob", RoleTooLow),
        ("vera", RoleTooLow),
        ("charlie", NotThere),
        ("root", NotThere),
    ):
        with pytest.raises(refusal):
            DO[name](team, webhook, delivery, getattr(cast, visitor))
    DO[name](team, webhook, delivery, cast.alice)


@on_sqlite
@pytest.mark.parametrize("name", sorted(DO.keys() - {"make", "list"}))
def test_a_webhook_is_found_through_its_own_calendar_alone(session, cast, team, name):
    """Alice owns both calendars: the two ids of a path are looked at together."""
    webhook = hook(team, ADDRESS, cast.alice)
    delivery = send_test(team, webhook, cast.alice)
    other = create_calendar("Other", "sky", "Europe/Berlin", by=cast.alice)
    foreign = hook(other, ADDRESS, cast.alice)

    for wrong in ((other, webhook, delivery), (team, 2**40, delivery), (team, 0, delivery)):
        with pytest.raises(NotThere):
            DO[name](*wrong, cast.alice)
    if name in ("again", "skip"):
        with pytest.raises(NotThere):
            DO[name](other, foreign, delivery, cast.alice)
    DO[name](team, webhook, delivery, cast.alice)


@on_sqlite
def test_a_calendar_has_ten_at_most(session, cast, team):
    for number in range(10):
        hook(team, f"{ADDRESS}{number}", cast.alice)
    with pytest.raises(Refused, match="at most 10"):
        hook(team, ADDRESS, cast.alice)
    assert len(webhooks_of(team, cast.alice)) == 10


def test_a_retry_makes_one_and_does_not_show_its_secret_again(session, cast, team):
    first = make_webhook(team, ADDRESS, ["events"], cast.alice, key="once")
    again = make_webhook(team, ADDRESS, ["events"], cast.alice, key="once")
    assert first.secret.startswith("whsec_")
    assert (again.id, again.secret) == (first.id, "")
    assert len(webhooks_of(team, cast.alice)) == 1


def test_the_secret_signs_and_is_nowhere_in_the_database(session, database, receiver, clock, cast, team):
    made = make_webhook(team, receiver.url, ["events"], cast.alice)
    create_event(team, a_document(), by=cast.bob)
    send(clock)

    assert is_signed(receiver.got[0], made.secret)
    assert not is_signed(receiver.got[0]._replace(body=b"{}"), made.secret)
    kept = repr(database.look("SELECT * FROM webhook")) + repr(database.look("SELECT * FROM answered"))
    assert made.secret not in kept and made.secret.removeprefix("whsec_") not in kept


def test_for_a_day_the_old_secret_signs_beside_the_new_one(session, receiver, clock, cast, team):
    made = make_webhook(team, receiver.url, ["events"], cast.alice)
    fresh = rotate_secret(team, made.id, cast.alice)
    create_event(team, a_document(), by=cast.bob)
    send(clock)
    assert is_signed(receiver.got[0], made.secret) and is_signed(receiver.got[0], fresh)

    clock.turn(days=1)
    create_event(team, a_document(), by=cast.bob)
    send(clock)
    assert not is_signed(receiver.got[1], made.secret) and is_signed(receiver.got[1], fresh)


@on_sqlite
def test_a_new_secret_helps_where_the_old_one_is_lost_with_the_sites(
    session, app, receiver, clock, cast, team
):
    made = make_webhook(team, receiver.url, ["events"], cast.alice)
    session.get_one(Webhook, made.id).mark = "another"
    session.commit()
    create_event(team, a_document(), by=cast.bob)
    assert send(clock) == 0 and reread(session, made.id).off_why == "secret"

    fresh = rotate_secret(team, made.id, cast.alice)
    assert send(clock) == 1
    assert is_signed(receiver.got[0], fresh)
    assert len(receiver.got[0].headers["webhook-signature"].split()) == 1


@on_sqlite
def test_paused_it_keeps_what_happens_for_thirty_days(session, receiver, clock, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    switch_webhook(team, webhook, False, by=cast.alice)
    old, new = create_event(team, a_document(), by=cast.bob), create_event(team, a_document(), by=cast.bob)
    assert send(clock) == 0
    line = session.scalars(
        select(CalendarLog).where(CalendarLog.kind == "event", CalendarLog.ref_id == old.event_id)
    ).one()
    line.at -= timedelta(days=31)
    session.commit()

    switch_webhook(team, webhook, True, by=cast.alice)
    assert send(clock) == 1
    assert receiver.got[0].told["items"][0]["event_id"] == new.event_id


def test_a_test_goes_first_and_once(session, receiver, clock, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    create_event(team, a_document(), by=cast.bob)
    receiver.answers = [500, 500]
    send(clock)
    send_test(team, webhook, cast.alice)

    assert send(clock) == 2
    assert [got.told["kind"] for got in receiver.got] == ["events", "test", "events"]
    assert receiver.got[1].told["actor"]["username"] == "alice"
    assert receiver.got[1].told["items"] == []
    states = {one.kind: one.state for one in session.scalars(select(WebhookDelivery))}
    assert states == {"events": "delivered", "test": "failed"}
    assert reread(session, webhook).failing_since is None


@on_sqlite
def test_what_has_arrived_is_sent_again_under_its_own_id(session, receiver, clock, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    create_event(team, a_document(), by=cast.bob)
    send(clock)
    (done,), more = deliveries_of(open_webhook(team, webhook, cast.alice))
    receiver.answers = [500]
    send_again(team, webhook, done.id, cast.alice)

    assert send(clock) == 1 and not more
    clock.turn(days=1)
    assert send(clock) == 0
    assert receiver.got[0].id == receiver.got[1].id


@on_sqlite
def test_what_is_off_sends_no_test(session, cast, team):
    webhook = hook(team, ADDRESS, cast.alice)
    delivery = send_test(team, webhook, cast.alice)
    switch_webhook(team, webhook, False, by=cast.alice)
    with pytest.raises(Refused, match="Switch it on"):
        send_test(team, webhook, cast.alice)
    with pytest.raises(Refused, match="Switch it on"):
        send_again(team, webhook, delivery, cast.alice)


@on_sqlite
def test_another_address_gets_what_waits_at_once(session, receiver, clock, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    receiver.answers = [500]
    create_event(team, a_document(), by=cast.bob)
    send(clock)

    change_webhook(team, webhook, f"{receiver.url}&other", ["events"], cast.alice)
    assert send(clock) == 1
    assert receiver.got[1].path.endswith("&other")


def test_it_is_the_calendars_and_goes_on_without_its_maker(session, receiver, clock, cast, team):
    webhook = hook(team, receiver.url, cast.alice)
    share_calendar(team, cast.bob.id, Role.OWNER, by=cast.alice)
    stop_sharing_calendar(team, cast.alice.id, by=cast.bob)
    create_event(team, a_document(), by=cast.bob)

    assert send(clock) == 1
    assert open_webhook(team, webhook, cast.bob).made_by_label == "Alice Adler"
    with pytest.raises(NotThere):
        open_webhook(team, webhook, cast.alice)


@on_sqlite
def test_the_audit_log_knows_who_did_what_and_no_path(session, cast, team):
    webhook = hook(team, ADDRESS, cast.alice, where="192.0.2.7")
    change_webhook(team, webhook, f"{ADDRESS}8", ["events"], cast.alice)
    switch_webhook(team, webhook, False, cast.alice)
    switch_webhook(team, webhook, False, cast.alice)
    switch_webhook(team, webhook, True, cast.alice)
    rotate_secret(team, webhook, cast.alice)
    delete_webhook(team, webhook, cast.alice)

    lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [line.action.removeprefix("webhook-") for line in lines] == [
        "made",
        "changed",
        "paused",
        "on",
        "secret",
        "deleted",
    ]
    assert {(line.actor_label, line.target_label) for line in lines} == {("Alice Adler", "Team")}
    assert all(line.details == {"host": "hooks.example.org"} for line in lines)
    assert lines[0].address == "192.0.2.7"


@on_sqlite
def test_a_change_of_sharing_that_is_gone_for_good_holds_nothing_up(session, receiver, clock, cast, team):
    hook(team, receiver.url, cast.alice, "sharing")
    share_calendar(team, cast.vera.id, Role.EDITOR, by=cast.alice)
    session.execute(delete(ShareChange))
    session.commit()
    share_calendar(team, cast.vera.id, Role.VIEWER, by=cast.alice)

    assert send(clock) == 2
    assert [len(got.told["items"]) for got in receiver.got] == [0, 1]
