"""The webhooks of a calendar: the list, making and changing them, what was sent."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.account_input import Checked
from webapp.domain.roles import Role
from webapp.domain.webhook_input import KINDS, WebhookFields, check_webhook, host_of
from webapp.entry.identity import person
from webapp.extensions import limiter
from webapp.fragments import webhooks as pieces
from webapp.models import Webhook
from webapp.operations.access import open_calendar
from webapp.operations.errors import Refused
from webapp.operations.webhooks import (
    AT_MOST,
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
from webapp.views.forms import key, new_key, typed
from webapp.views.moments import moment
from webapp.views.paging import asked_number
from webapp.views.shell import shell

bp = Blueprint("webhooks", __name__, url_prefix="/calendars/<int:calendar_id>/webhooks")

Answer = str | tuple[str, int] | Response


@bp.get("")
def index(calendar_id: int) -> Answer:
    calendar = open_calendar(person(), calendar_id, Role.OWNER).calendar
    found = webhooks_of(calendar_id, person())
    rows = [
        {
            "id": one.webhook.id,
            "host": host_of(one.webhook.address),
            "tag": pieces.state_tag(one.webhook),
            "kinds": pieces.say_kinds(one.webhook),
            "last": pieces.say_last(one, _audience(), shell().now),
        }
        for one in found
    ]
    return render_template("webhooks/index.html", calendar=calendar, rows=rows, at_most=AT_MOST)


@bp.get("/new")
def new(calendar_id: int) -> Answer:
    open_calendar(person(), calendar_id, Role.OWNER)
    return _form(calendar_id, {"address": "", "kinds": "events"}, {})


@bp.post("")
@limiter.limit("30/minute")
def create(calendar_id: int) -> Answer:
    open_calendar(person(), calendar_id, Role.OWNER)
    checked = _checked()
    if checked.value is None:
        return _form(calendar_id, checked.typed, checked.errors), 422
    fields = checked.value
    try:
        made = make_webhook(calendar_id, fields.address, fields.kinds, person(), key(), _where())
    except Refused as refused:
        return _form(calendar_id, checked.typed, {"address": str(refused)}), 422
    return _secret_page(calendar_id, made.id, made.secret), 201


@bp.get("/<int:webhook_id>")
def show(calendar_id: int, webhook_id: int) -> Answer:
    webhook = open_webhook(calendar_id, webhook_id, person())
    typed_before = {"address": webhook.address, "kinds": " ".join(webhook.kinds)}
    return _show(webhook, typed_before, {})


@bp.post("/<int:webhook_id>")
def change(calendar_id: int, webhook_id: int) -> Answer:
    webhook = open_webhook(calendar_id, webhook_id, person())
    checked = _checked()
    if checked.value is None:
        return _show(webhook, checked.typed, checked.errors), 422
    change_webhook(calendar_id, webhook_id, checked.value.address, checked.value.kinds, person(), _where())
    flash("Saved the webhook.")
    return _to(calendar_id, webhook_id)


@bp.post("/<int:webhook_id>/state")
def switch(calendar_id: int, webhook_id: int) -> Answer:
    on = request.form.get("state") == "on"
    switch_webhook(calendar_id, webhook_id, on, person(), _where())
    flash("The webhook is on." if on else "The webhook is paused.")
    return _to(calendar_id, webhook_id)


@bp.post("/<int:webhook_id>/secrets")
@limiter.limit("30/minute")
def rotate(calendar_id: int, webhook_id: int) -> Answer:
    secret = rotate_secret(calendar_id, webhook_id, person(), _where())
    return _secret_page(calendar_id, webhook_id, secret, rotated=True)


@bp.post("/<int:webhook_id>/tests")
@limiter.limit("20/minute")
def test(calendar_id: int, webhook_id: int) -> Answer:
    send_test(calendar_id, webhook_id, person())
    flash("The test is on its way.")
    return _to(calendar_id, webhook_id)


@bp.get("/<int:webhook_id>/deletion")
def deletion(calendar_id: int, webhook_id: int) -> Answer:
    webhook = open_webhook(calendar_id, webhook_id, person())
    return _page("deletion", webhook)


@bp.post("/<int:webhook_id>/deletions")
def delete(calendar_id: int, webhook_id: int) -> Answer:
    webhook = open_webhook(calendar_id, webhook_id, person())
    host = host_of(webhook.address)
    delete_webhook(calendar_id, webhook_id, person(), _where())
    flash(f"Deleted the webhook to {host}.")
    return redirect(url_for(".index", calendar_id=calendar_id), 303)


@bp.get("/<int:webhook_id>/deliveries")
def list_deliveries(calendar_id: int, webhook_id: int) -> str:
    """The list alone, for a page on which something is on its way."""
    webhook = open_webhook(calendar_id, webhook_id, person())
    return _deliveries(webhook, min(asked_number("looks"), pieces.LOOKS_AGAIN))


@bp.post("/<int:webhook_id>/deliveries/<int:delivery_id>")
@limiter.limit("60/minute")
def settle(calendar_id: int, webhook_id: int, delivery_id: int) -> Answer:
    """Send one again, or leave one out that waits."""
    if request.form.get("state") == "skipped":
        skip_delivery(calendar_id, webhook_id, delivery_id, person())
        flash("Left out. What waits behind it is sent now.")
    else:
        send_again(calendar_id, webhook_id, delivery_id, person())
        flash("It is on its way.")
    return _to(calendar_id, webhook_id)


def _checked() -> Checked[WebhookFields]:
    return check_webhook(typed(), current_app.config["WEBHOOKS_TO_PRIVATE"])


def _form(calendar_id: int, values: dict[str, str], errors: dict[str, str]) -> str:
    calendar = open_calendar(person(), calendar_id, Role.OWNER).calendar
    return render_template(
        "webhooks/new.html", calendar=calendar, values=values, errors=errors, kinds=KINDS, key=new_key()
    )


def _secret_page(calendar_id: int, webhook_id: int, secret: str, rotated: bool = False) -> str:
    webhook = open_webhook(calendar_id, webhook_id, person())
    return _page("secret", webhook, secret=secret, rotated=rotated)


def _show(webhook: Webhook, values: dict[str, str], errors: dict[str, str]) -> str:
    return _page(
        "show",
        webhook,
        values=values,
        errors=errors,
        kinds=KINDS,
        tag=pieces.state_tag(webhook),
        off=pieces.say_off(webhook),
        made=moment(webhook.made_at),
        old_until=_signs_twice_until(webhook),
        deliveries=_deliveries(webhook),
    )


def _signs_twice_until(webhook: Webhook) -> str:
    until = webhook.old_until
    return moment(until).full if until and until > shell().now else ""


def _page(name: str, webhook: Webhook, **shown: Any) -> str:
    calendar = open_calendar(person(), webhook.calendar_id, Role.OWNER).calendar
    host = host_of(webhook.address)
    return render_template(f"webhooks/{name}.html", calendar=calendar, webhook=webhook, host=host, **shown)


def _deliveries(webhook: Webhook, looks: int = pieces.LOOKS_AGAIN) -> str:
    before = asked_number("before")
    found, more = deliveries_of(webhook, before)
    here: dict[str, Any] = {"calendar_id": webhook.calendar_id, "webhook_id": webhook.id}
    older = url_for(".show", **here, before=found[-1].id) if more else ""
    newest = url_for(".show", **here) if before else ""
    return pieces.deliveries(webhook, found, older, newest, _audience(), shell().now, 0 if before else looks)


def _to(calendar_id: int, webhook_id: int) -> Response:
    return redirect(url_for(".show", calendar_id=calendar_id, webhook_id=webhook_id), 303)


def _where() -> str:
    return request.remote_addr or ""


def _audience() -> Any:
    return shell().audience("owner")
