"""What an owner types to make a webhook: an address and the kinds of change, or a sentence for each field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from webapp.domain.account_input import Checked
from webapp.domain.texts import Refused, one_line, showable
from webapp.domain.webhook_addresses import why_closed

# In the order in which a form shows them.
KINDS = {
    "events": "Events: made, changed, deleted, restored",
    "sharing": "Sharing: who may see and edit",
    "calendar": "The calendar itself: name, colour, time zone",
}
ADDRESS_AT_MOST = 500

_HOST = re.compile(r"(?=.{1,253}$)(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_PRINTABLE = re.compile(r"[!-~]+")
_HTTPS = "Give an address that begins with https://."
_NUMBERS = "Give a host name, or an IP address as it is usually written."


@dataclass(frozen=True)
class WebhookFields:
    """Where it sends to, and which kinds of change."""

    address: str
    kinds: tuple[str, ...]


def check_webhook(raw: Mapping[str, Any], to_private: bool = False) -> Checked[WebhookFields]:
    """Address and kinds out of a form or a JSON object; takes anything and never raises.

    `to_private` lets addresses of private networks through, and http beside https: for laptops and tests.
    """
    errors = {}
    address = ""
    try:
        address = read_address(raw.get("address"), to_private)
    except Refused as refused:
        errors["address"] = str(refused)
    kinds = _kinds_of(raw)
    if not kinds:
        errors["kinds"] = "Choose at least one kind of change."
    typed = {"address": showable(raw.get("address")), "kinds": " ".join(kinds)}
    return Checked(None if errors else WebhookFields(address, kinds), errors, typed)


def read_address(value: object, to_private: bool = False) -> str:
    """The address of a receiver as it is stored; raises Refused."""
    text = one_line(value, label="Address", at_most=ADDRESS_AT_MOST, required=True)
    if not _PRINTABLE.fullmatch(text) or "\\" in text:
        raise Refused("The address has a character that addresses cannot hold. Write it percent-encoded.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Refused(_HTTPS) from None
    _check_parts(parts, to_private)
    host = _host_of(parts, to_private)
    shown = f"[{host}]" if ":" in host else host
    query = f"?{parts.query}" if parts.query else ""
    place = shown if port is None else f"{shown}:{port}"
    return f"{parts.scheme}://{place}{parts.path or '/'}{query}"


def host_of(address: str) -> str:
    """The host that a stored address names, for lists and logs: paths may hold what is secret."""
    return urlsplit(address).hostname or ""


def _check_parts(parts: SplitResult, to_private: bool) -> None:
    if parts.scheme not in (("https", "http") if to_private else ("https",)) or not parts.hostname:
        raise Refused(_HTTPS)
    if "@" in parts.netloc:
        raise Refused("Leave the name and the password out of the address: deliveries are signed.")
    if parts.fragment:
        raise Refused("Leave out what follows the #: it is never sent.")
    if parts.port == 0:
        raise Refused("Give a port between 1 and 65535, or none.")


def _host_of(parts: SplitResult, to_private: bool) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        closed = why_closed(host)
    except ValueError:
        closed = _check_name(host)
    if closed and not to_private:
        raise Refused(f"{host} is {closed}. Give an address that is open to the internet.")
    return str(ip_address(host)) if ":" in host else host


def _check_name(host: str) -> str | None:
    """What a host name is known to lead to; others are looked up when something is sent."""
    if not _HOST.fullmatch(host) or host.rsplit(".", 1)[-1].removeprefix("0x").isdigit():
        raise Refused(_NUMBERS)
    return "this machine" if host == "localhost" or host.endswith(".localhost") else None


def _kinds_of(raw: Mapping[str, Any]) -> tuple[str, ...]:
    chosen = raw.getlist("kinds") if hasattr(raw, "getlist") else raw.get("kinds", ["events"])
    if not isinstance(chosen, list | tuple):
        return ()
    return tuple(kind for kind in KINDS if kind in chosen)
