"""What owners do with the webhooks of their calendar. They are the calendar's: one goes on when its maker leaves."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from webapp.domain.roles import Role
from webapp.domain.webhook_input import host_of
from webapp.domain.webhook_signing import NONCE_BYTES, key_of, mark_of, written
from webapp.extensions import db
from webapp.models import Calendar, CalendarLog, Person, Webhook, WebhookDelivery
from webapp.operations.access import LARGEST_ID, open_calendar
from webapp.operations.audit import audit
from webapp.operations.errors import NotThere, Refused
from webapp.operations.revising import lock_calendar
from webapp.operations.unit import Unit, unit_of_work
from webapp.operations.webhook_queue import KEPT, asked, new_delivery

AT_MOST = 10
PAGE = 50
OLD_SECRET_FOR = timedelta(hours=24)
TOO_MANY = f"A calendar has at most {AT_MOST} webhooks. Delete one first."
SWITCH_ON = "This webhook sends nothing now. Switch it on first."


@dataclass(frozen=True)
class Made:
    """A new webhook, and its secret, which nobody is shown again; empty where a retry is answered."""

    id: int
    secret: str


@dataclass(frozen=True)
class Overview:
    """A webhook in the list of its calendar, with the moment of the last try and whether that one arrived."""

    webhook: Webhook
    last: WebhookDelivery | None


def make_webhook(
    calendar_id: int,
    address: str,
    kinds: Sequence[str],
    by: Person,
    key: str | None = None,
    where: str = "",
) -> Made:
    """Tell an address of what happens in a calendar from now on; owners only.

    Address and kinds have passed `check_webhook`. Raises Refused where there are ten. `where` is the address that the
    request came from, for the audit log.
    """
    request = {"do": "webhook", "calendar": calendar_id, "address": address, "kinds": list(kinds)}
    with unit_of_work(by) as unit:
        if earlier := unit.answered(key, request):
            return Made(int(earlier["id"]), "")
        calendar = lock_calendar(unit, calendar_id, Role.OWNER).calendar
        _refuse_more(unit, calendar_id)
        webhook = Webhook(calendar_id=calendar_id, address=address, kinds=list(kinds), seq=calendar.seq)
        webhook.made_at, webhook.made_by_id, webhook.made_by_label = unit.now, by.id, by.name
        secret = _give_secret(webhook)
        unit.session.add(webhook)
        unit.session.flush()
        _audit(unit, "webhook-made", calendar, webhook, where)
        unit.remember(key, request, {"id": webhook.id})
        return Made(webhook.id, secret)


def webhooks_of(calendar_id: int, by: Person) -> list[Overview]:
    """The webhooks of a calendar, the oldest first, each with its last try; owners only."""
    open_calendar(by, calendar_id, Role.OWNER)
    tried = (
        select(WebhookDelivery.webhook_id, func.max(WebhookDelivery.tried_at).label("at"))
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(Webhook.calendar_id == calendar_id)
        .group_by(WebhookDelivery.webhook_id)
        .subquery()
    )
    found = select(Webhook).where(Webhook.calendar_id == calendar_id).order_by(Webhook.id)
    last = select(WebhookDelivery).join(
        tried,
        (tried.c.webhook_id == WebhookDelivery.webhook_id) & (tried.c.at == WebhookDelivery.tried_at),
    )
    tries = {one.webhook_id: one for one in db.session.scalars(last)}
    return [Overview(one, tries.get(one.id)) for one in db.session.scalars(found)]


def open_webhook(calendar_id: int, webhook_id: int, by: Person) -> Webhook:
    """One webhook of a calendar; raises NotThere for strangers and RoleTooLow for all but owners."""
    open_calendar(by, calendar_id, Role.OWNER)
    return _find(calendar_id, webhook_id)


def change_webhook(
    calendar_id: int, webhook_id: int, address: str, kinds: Sequence[str], by: Person, where: str = ""
) -> None:
    """Another address or other kinds from now on; what waits goes to the new address, at once. Owners only."""
    with unit_of_work(by) as unit:
        calendar, webhook = _hold(unit, calendar_id, webhook_id)
        if (webhook.address, webhook.kinds) == (address, list(kinds)):
            return
        if webhook.address != address:
            _begin_anew(webhook)
        webhook.address, webhook.kinds = address, list(kinds)
        _audit(unit, "webhook-changed", calendar, webhook, where)
    asked.send(None)


def switch_webhook(calendar_id: int, webhook_id: int, on: bool, by: Person, where: str = "") -> None:
    """Pause a webhook, or let it go on from where it stopped, at most 30 days back; owners only."""
    with unit_of_work(by) as unit:
        calendar, webhook = _hold(unit, calendar_id, webhook_id)
        if (webhook.state == "on") == on:
            return
        webhook.state, webhook.off_why = "on" if on else "paused", ""
        if on:
            _begin_anew(webhook)
            webhook.seq = max(webhook.seq, _too_old(unit, calendar_id))
        _audit(unit, "webhook-on" if on else "webhook-paused", calendar, webhook, where)
    asked.send(None)


def rotate_secret(calendar_id: int, webhook_id: int, by: Person, where: str = "") -> str:
    """Give a webhook a new secret, which is returned once; the old one signs as well for a day. Owners only."""
    with unit_of_work(by) as unit:
        calendar, webhook = _hold(unit, calendar_id, webhook_id)
        if webhook.off_why == "secret":  # the old one cannot be made any more
            webhook.state, webhook.off_why = "on", ""
        else:
            webhook.old_nonce, webhook.old_until = webhook.nonce, unit.now + OLD_SECRET_FOR
        secret = _give_secret(webhook)
        _audit(unit, "webhook-secret", calendar, webhook, where)
        return secret


def delete_webhook(calendar_id: int, webhook_id: int, by: Person, where: str = "") -> None:
    """Delete a webhook with the list of its deliveries; nothing is sent any more. Owners only."""
    with unit_of_work(by) as unit:
        calendar, webhook = _hold(unit, calendar_id, webhook_id)
        unit.session.delete(webhook)
        _audit(unit, "webhook-deleted", calendar, webhook, where)


def send_test(calendar_id: int, webhook_id: int, by: Person) -> int:
    """Send a delivery that says nothing, once and at once; returns its id. Owners only, and where it is on."""
    with unit_of_work(by) as unit:
        _, webhook = _hold(unit, calendar_id, webhook_id)
        _refuse_silent(webhook)
        test = new_delivery(webhook, "test", unit.now, unit.now)
        test.once, test.asked_by_id = True, by.id
        webhook.due_at = None
        unit.session.add(test)
        unit.session.flush()
        made = test.id
    asked.send(None)
    return made


def deliveries_of(
    webhook: Webhook, before: int = 0, at_most: int = PAGE
) -> tuple[list[WebhookDelivery], bool]:
    """What was and is to be sent, the newest first, those before delivery `before`; and whether more follow."""
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id)
    query = query.order_by(WebhookDelivery.id.desc()).limit(at_most + 1)
    found = list(db.session.scalars(query.where(WebhookDelivery.id < before) if before else query))
    return found[:at_most], len(found) > at_most


def send_again(calendar_id: int, webhook_id: int, delivery_id: int, by: Person) -> None:
    """Send a delivery at once, under the same id: one that waits, or, once, one that is done with. Owners only."""
    with unit_of_work(by) as unit:
        _, webhook = _hold(unit, calendar_id, webhook_id)
        _refuse_silent(webhook)
        delivery = _delivery(unit, webhook, delivery_id)
        webhook.due_at = None
        if delivery.state != "waiting":
            delivery.state, delivery.once = "waiting", True
    asked.send(None)


def skip_delivery(calendar_id: int, webhook_id: int, delivery_id: int, by: Person) -> None:
    """Leave out a delivery that waits, so that those behind it come; owners only."""
    with unit_of_work(by) as unit:
        _, webhook = _hold(unit, calendar_id, webhook_id)
        delivery = _delivery(unit, webhook, delivery_id)
        if delivery.state == "waiting":
            delivery.state = "skipped"
            webhook.due_at = None
    asked.send(None)


def _find(calendar_id: int, webhook_id: int) -> Webhook:
    wanted = select(Webhook).where(Webhook.id == webhook_id, Webhook.calendar_id == calendar_id)
    found = (
        db.session.execute(wanted.execution_options(populate_existing=True)) if _is_id(webhook_id) else None
    )
    webhook = found.scalar_one_or_none() if found else None
    if webhook is None:
        raise NotThere
    return webhook


def _hold(unit: Unit, calendar_id: int, webhook_id: int) -> tuple[Calendar, Webhook]:
    """Both, with the rights of this moment, held until the commit."""
    calendar = lock_calendar(unit, calendar_id, Role.OWNER).calendar
    webhook = _find(calendar_id, webhook_id)
    unit.session.refresh(webhook, with_for_update=True)  # whoever sends writes to it as well
    return calendar, webhook


def _delivery(unit: Unit, webhook: Webhook, delivery_id: int) -> WebhookDelivery:
    wanted = select(WebhookDelivery).where(
        WebhookDelivery.id == delivery_id, WebhookDelivery.webhook_id == webhook.id
    )
    found = unit.session.scalars(wanted).one_or_none() if _is_id(delivery_id) else None
    if found is None:
        raise NotThere
    return found


def _is_id(number: int) -> bool:
    return 0 < number <= LARGEST_ID


def _refuse_more(unit: Unit, calendar_id: int) -> None:
    there = select(func.count()).select_from(Webhook).where(Webhook.calendar_id == calendar_id)
    if unit.session.execute(there).scalar_one() >= AT_MOST:
        raise Refused(TOO_MANY)


def _refuse_silent(webhook: Webhook) -> None:
    if webhook.state != "on":
        raise Refused(SWITCH_ON)


def _give_secret(webhook: Webhook) -> str:
    webhook.nonce = secrets.token_bytes(NONCE_BYTES)
    key = key_of(str(current_app.config["SECRET_KEY"]), webhook.nonce)
    webhook.mark = mark_of(key)
    return written(key)


def _begin_anew(webhook: Webhook) -> None:
    webhook.failures, webhook.failing_since, webhook.due_at = 0, None, None


def _too_old(unit: Unit, calendar_id: int) -> int:
    old = select(func.max(CalendarLog.seq)).where(
        CalendarLog.calendar_id == calendar_id, CalendarLog.at < unit.now - KEPT
    )
    return unit.session.execute(old).scalar_one() or 0


def _audit(unit: Unit, action: str, calendar: Calendar, webhook: Webhook, where: str) -> None:
    """The host alone: the rest of an address may be a secret of the receiver's."""
    audit(unit, action, ("calendar", calendar.id, calendar.name), where, host=host_of(webhook.address))
