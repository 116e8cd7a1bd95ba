"""What is sent to webhooks, in which order, by whom and when again. A worker asks here and does the sending.

Saving writes nothing for webhooks: what happened is in the calendar's log, and each webhook keeps how far it has come
there. Whoever sends holds the webhook for a minute, by one UPDATE that only one process can win. So deliveries go out
one by one in the order of the log, and what a killed process left half done is sent again under the same id.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from blinker import Signal
from flask import current_app
from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update

from webapp.domain.webhook_retries import gives_up, next_try
from webapp.domain.webhook_signing import key_of, mark_of, sign
from webapp.extensions import db
from webapp.models import Calendar, Webhook, WebhookDelivery
from webapp.models.base import table_of
from webapp.operations.unit import Unit, unit_of_work
from webapp.operations.webhook_bodies import body_of, happened_beyond

HOLD = timedelta(seconds=60)
KEPT = timedelta(days=30)
GONE = 410

# Somebody asked for something to be sent at once; told after the commit.
asked = Signal("webhook asked")


@dataclass(frozen=True)
class Outgoing:
    """One delivery as it is to be sent now, by whoever holds the webhook under `holder`."""

    webhook_id: int
    delivery_id: int
    holder: str
    name: str
    kind: str
    address: str
    keys: tuple[bytes, ...]
    body: bytes

    def headers(self, now: datetime) -> dict[str, str]:
        """What goes with the body at a try of this moment, the signature among it."""
        second = int(now.timestamp())
        return {
            "Content-Type": "application/json",
            "User-Agent": "Daybook-Webhook",
            "Daybook-Event": self.kind,
            "webhook-id": self.name,
            "webhook-timestamp": str(second),
            "webhook-signature": sign(self.keys, self.name, second, self.body),
        }


@dataclass(frozen=True)
class Outcome:
    """What came of a try: the status and the start of the answer, or `error`, a sentence that says why there is none."""

    status: int | None = None
    took: int = 0  # milliseconds
    answer: str = ""
    error: str = ""

    @property
    def is_delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def due(now: datetime, at_most: int = 20) -> list[int]:
    """The webhooks for which there may be something to send and that nobody holds; one statement."""
    waiting = exists().where(WebhookDelivery.webhook_id == Webhook.id, WebhookDelivery.state == "waiting")
    query = (
        select(Webhook.id)
        .join(Calendar, Calendar.id == Webhook.calendar_id)
        .where(_is_free(now), Calendar.deleted_at.is_(None), or_(Webhook.seq < Calendar.seq, waiting))
        .order_by(Webhook.due_at, Webhook.id)
        .limit(at_most)
    )
    found = list(db.session.scalars(query))
    db.session.rollback()
    return found


def begin(webhook_id: int, now: datetime) -> Outgoing | None:
    """Hold a webhook and get what comes first; None where somebody else holds it, or nothing has to be sent."""
    holder = secrets.token_hex(16)
    with unit_of_work(by=None, now=now) as unit:
        hold = update(_webhooks).where(_webhooks.c.id == webhook_id, _is_free(now))
        if not unit.run(hold.values(holder=holder, held_until=now + HOLD)).rowcount:
            return None
        return _next(unit, unit.session.get_one(Webhook, webhook_id, populate_existing=True))


def settle(
    sent: Outgoing, outcome: Outcome, now: datetime, chance: float, go_on: bool = True
) -> Outgoing | None:
    """Write down what came of a try; returns what comes next, which is held then, or None.

    Whoever was too slow and holds the webhook no more changes nothing: it is sent again by somebody else.
    """
    with unit_of_work(by=None, now=now) as unit:
        held = update(_webhooks).where(_webhooks.c.id == sent.webhook_id, _webhooks.c.holder == sent.holder)
        if not unit.run(held.values(held_until=now + HOLD)).rowcount:
            return None
        webhook = unit.session.get_one(Webhook, sent.webhook_id, populate_existing=True)
        delivery = unit.session.get(WebhookDelivery, sent.delivery_id, populate_existing=True)
        if delivery is not None:
            _note(delivery, outcome, now)
            _judge(webhook, delivery, outcome, now, chance)
        unit.session.flush()
        if go_on and (webhook.due_at is None or webhook.due_at <= now):
            return _next(unit, webhook)
        _let_go(webhook)
        return None


def forget_old(now: datetime) -> int:
    """Delete what is older than 30 days; returns how many deliveries that were."""
    with unit_of_work(by=None, now=now) as unit:
        old = delete(_deliveries).where(_deliveries.c.made_at < now - KEPT)
        return unit.run(old).rowcount


def new_delivery(webhook: Webhook, kind: str, at: datetime, now: datetime) -> WebhookDelivery:
    """A delivery that waits, under an id of its own."""
    name = f"msg_{secrets.token_urlsafe(18)}"
    return WebhookDelivery(webhook_id=webhook.id, name=name, kind=kind, at=at, made_at=now, state="waiting")


def _is_free(now: datetime) -> ColumnElement[bool]:
    return and_(
        Webhook.state == "on",
        or_(Webhook.due_at.is_(None), Webhook.due_at <= now),
        or_(Webhook.held_until.is_(None), Webhook.held_until < now),
    )


def _next(unit: Unit, webhook: Webhook) -> Outgoing | None:
    """What goes out next of a webhook that is held; lets go of it where that is nothing."""
    delivery, keys = _first(unit, webhook), _keys(webhook, unit.now)
    if not keys:
        _switch_off(webhook, "secret")
    elif delivery is not None:
        return _outgoing(webhook, delivery, keys)
    _let_go(webhook)
    return None


def _outgoing(webhook: Webhook, delivery: WebhookDelivery, keys: tuple[bytes, ...]) -> Outgoing:
    return Outgoing(
        webhook.id,
        delivery.id,
        webhook.holder or "",
        delivery.name,
        delivery.kind,
        webhook.address,
        keys,
        body_of(delivery, webhook),
    )


def _first(unit: Unit, webhook: Webhook) -> WebhookDelivery | None:
    """What waits; where nothing does, what the log has beyond. Of a deleted calendar nothing is sent."""
    calendar = unit.session.get_one(Calendar, webhook.calendar_id, populate_existing=True)
    if webhook.state != "on" or calendar.deleted_at is not None:
        return None
    found = _waiting(unit, webhook)
    while found is None and webhook.seq < calendar.seq:
        _gather(unit, webhook, calendar.seq)
        found = _waiting(unit, webhook)
    return found


def _waiting(unit: Unit, webhook: Webhook) -> WebhookDelivery | None:
    waiting = select(WebhookDelivery).where(
        WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.state == "waiting"
    )
    ordered = waiting.order_by(WebhookDelivery.once.desc(), WebhookDelivery.id).limit(1)
    return unit.session.scalars(ordered.execution_options(populate_existing=True)).one_or_none()


def _gather(unit: Unit, webhook: Webhook, end: int) -> None:
    """Make deliveries of the next part of the log: never more than that wait, the rest stays in the log."""
    found = happened_beyond(webhook.calendar_id, webhook.seq)
    for told in (one for one in found if one.kind in webhook.kinds):
        made = new_delivery(webhook, told.kind, told.at, unit.now)
        made.change_set_id, made.total = told.change_set_id, told.total
        made.first_seq, made.last_seq = told.first_seq, told.last_seq
        unit.session.add(made)
    webhook.seq = max((told.last_seq for told in found), default=end)
    unit.session.flush()


def _keys(webhook: Webhook, now: datetime) -> tuple[bytes, ...]:
    """What signs: the secret, and for a day the one before it. Empty where SECRET_KEY is not what it was."""
    installation = str(current_app.config["SECRET_KEY"])
    key = key_of(installation, webhook.nonce)
    if mark_of(key) != webhook.mark:
        return ()
    if webhook.old_nonce and webhook.old_until and webhook.old_until > now:
        return key, key_of(installation, webhook.old_nonce)
    return (key,)


def _note(delivery: WebhookDelivery, outcome: Outcome, now: datetime) -> None:
    delivery.tries += 1
    delivery.tried_at = now
    delivery.status, delivery.took = outcome.status, outcome.took
    delivery.answer, delivery.error = outcome.answer, outcome.error


def _judge(
    webhook: Webhook, delivery: WebhookDelivery, outcome: Outcome, now: datetime, chance: float
) -> None:
    """When it is tried again, if it is."""
    if outcome.is_delivered:
        delivery.state = "delivered"
        webhook.failures, webhook.failing_since, webhook.due_at = 0, None, None
    elif delivery.once:
        delivery.state = "failed"
    else:
        webhook.failures += 1
        webhook.failing_since = webhook.failing_since or now
        webhook.due_at = next_try(webhook.failures, now, chance)
    if outcome.status == GONE:
        _switch_off(webhook, "gone")
    elif webhook.failing_since and gives_up(webhook.failing_since, now):
        _switch_off(webhook, "failing")


def _switch_off(webhook: Webhook, why: str) -> None:
    webhook.state, webhook.off_why = "off", why
    _let_go(webhook)


def _let_go(webhook: Webhook) -> None:
    webhook.holder = webhook.held_until = None


_webhooks, _deliveries = table_of(Webhook), table_of(WebhookDelivery)
