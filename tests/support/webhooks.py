"""Webhooks in tests: one that leads to a receiver, a clock that tests turn, and the sending of what is due."""

import base64
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app

from tests.support.receivers import Got
from webapp.models import Person, Webhook
from webapp.operations.webhook_queue import due
from webapp.operations.webhooks import make_webhook
from webapp.ops.webhook_posting import Network
from webapp.ops.webhook_worker import take_turn

HOME = Network(to_private=True)


class Clock:
    """A clock that stands still until a test turns it."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


def hook(calendar_id: int, address: str, by: Person, *kinds: str, **options: Any) -> int:
    """The id of a new webhook that is told of events, or of these kinds."""
    return make_webhook(calendar_id, address, kinds or ("events",), by, **options).id


def send(clock: Clock, network: Network = HOME) -> int:
    """Send all that is due at this moment of the clock; returns how many tries that were. Failures are not tried again."""
    with current_app.app_context():
        return sum(take_turn(webhook_id, network, clock).all for webhook_id in due(clock()))


def is_signed(got: Got, secret: str) -> bool:
    """Whether one of its signatures was made with this secret, worked out anew."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{got.id}.{got.headers['webhook-timestamp']}.".encode() + got.body
    made = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    return f"v1,{made}" in got.headers["webhook-signature"].split()


def reread(session: Any, webhook_id: int) -> Webhook:
    """The webhook as it is in the database now."""
    session.rollback()
    found: Webhook = session.get_one(Webhook, webhook_id, populate_existing=True)
    return found
