"""What a webhook has sent and will send, and how it is with it, in the words of its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, url_for

from webapp.domain.audit_wording import count
from webapp.domain.locales import Audience, say_ago, say_moment
from webapp.models import Webhook, WebhookDelivery
from webapp.operations.webhooks import Overview

KIND_WORDS = {"events": "Events", "sharing": "Sharing", "calendar": "Calendar", "test": "Test"}
_TAGS = {"on": ("On", "good"), "paused": ("Paused", "line"), "off": ("Switched off", "bad")}
_OFF = {
    "gone": "The receiver answered that it is gone (410).",
    "failing": "Nothing arrived for three days.",
    "secret": "The site's SECRET_KEY was changed, so its secret cannot be made any more.",
}
_ON_AGAIN = "What happens meanwhile is kept for 30 days and sent when you switch it on."
_NEW_SECRET = "Give it a new secret, and the receiver too: that switches it on."
# So often a page that waits for an answer asks whether it has come, every two seconds.
LOOKS_AGAIN = 8


@dataclass(frozen=True)
class Line:
    """One delivery in the list."""

    id: int
    name: str
    what: str
    at: dict[str, str]
    tag: tuple[str, str]
    result: str
    tried: str
    answer: str
    waits: bool


def state_tag(webhook: Webhook) -> tuple[str, str]:
    """One or two words and how they look."""
    if webhook.state == "on" and webhook.failing_since:
        return "Failing", "warn"
    return _TAGS[webhook.state]


def say_off(webhook: Webhook) -> tuple[str, str] | None:
    """Why Daybook has switched it off and what to do about it, None where it has not."""
    if webhook.state != "off":
        return None
    return _OFF[webhook.off_why], _NEW_SECRET if webhook.off_why == "secret" else _ON_AGAIN


def say_kinds(webhook: Webhook) -> str:
    """What it tells of: "Events and sharing"."""
    words = [KIND_WORDS[kind].lower() for kind in webhook.kinds]
    return (", ".join(words[:-1]) + f" and {words[-1]}" if words[1:] else words[0]).capitalize()


def say_last(one: Overview, audience: Audience, now: datetime) -> str:
    """What came of the last try, in a list."""
    if one.last is None or one.last.tried_at is None:
        return "Nothing sent so far"
    ago = _moment(one.last.tried_at, audience, now)["ago"]
    return f"{_result(one.last)}, {ago}"


def deliveries(
    webhook: Webhook,
    found: Iterable[WebhookDelivery],
    older: str,
    newest: str,
    audience: Audience,
    now: datetime,
    looks: int = LOOKS_AGAIN,
) -> str:
    """The list; it asks for itself anew while something is on its way, `looks` times."""
    lines = [_line(one, audience, now) for one in found]
    on_its_way = any(line.waits for line in lines) and webhook.state == "on" and webhook.due_at is None
    place: dict[str, Any] = {"calendar_id": webhook.calendar_id, "webhook_id": webhook.id}
    again = url_for("webhooks.list_deliveries", **place, looks=looks - 1)
    return render_template(
        "webhooks/_deliveries.html",
        webhook=webhook,
        place=place,
        lines=lines,
        next_try=say_next(webhook, now),
        again=again if on_its_way and looks > 0 else "",
        older=older,
        newest=newest,
    )


def say_next(webhook: Webhook, now: datetime) -> str:
    """When a webhook that fails is tried again, empty where it does not fail."""
    if webhook.state != "on" or not webhook.failures:
        return ""
    times = f"Failed {count(webhook.failures, 'time')} in a row."
    if webhook.due_at is None or webhook.due_at <= now:
        return f"{times} The next try is due now."
    return f"{times} The next try is in {_pause(webhook.due_at - now)}, and what comes later waits."


def _pause(left: Any) -> str:
    seconds = int(left.total_seconds()) + 1
    if seconds < 100:
        return count(seconds, "second")
    minutes = -(-seconds // 60)
    return count(minutes, "minute") if minutes < 100 else f"about {count(round(minutes / 60), 'hour')}"


def _line(one: WebhookDelivery, audience: Audience, now: datetime) -> Line:
    tried = _moment(one.tried_at, audience, now) if one.tried_at else None
    return Line(
        one.id,
        one.name,
        _what(one),
        _moment(one.at, audience, now),
        _tag(one),
        _result(one) if tried else "",
        f"Tried {count(one.tries, 'time')}, the last time {tried['full']}" if tried else "Not tried so far",
        one.answer,
        one.state == "waiting",
    )


def _what(one: WebhookDelivery) -> str:
    if one.kind == "events":
        return count(one.total, "event")
    return {"sharing": "A change of sharing", "calendar": "The calendar itself", "test": "A test"}[one.kind]


def _tag(one: WebhookDelivery) -> tuple[str, str]:
    if one.state == "waiting":
        return ("Waiting", "warn" if one.tries else "line")
    tags = {"delivered": ("Delivered", "good"), "failed": ("Failed", "bad"), "skipped": ("Left out", "line")}
    return tags[one.state]


def _result(one: WebhookDelivery) -> str:
    """What came back: a sentence, or the number and how long it took."""
    if one.error:
        return one.error.removesuffix(".") if one.status is None else f"Answered {one.status}"
    took = f" in {one.took / 1000:.1f} s" if one.took and one.took >= 1000 else f" in {one.took or 0} ms"
    return f"Answered {one.status}{took}"


def _moment(then: datetime, audience: Audience, now: datetime) -> dict[str, str]:
    here = now.astimezone(ZoneInfo(audience.zone))
    return {
        "iso": then.isoformat(timespec="seconds"),
        "ago": say_ago(then, here, audience.locale, clock=audience.clock),
        "full": say_moment(then, audience),
    }
