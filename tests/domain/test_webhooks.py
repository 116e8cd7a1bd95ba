"""Webhooks: which addresses are taken, how a delivery is signed, when it is tried again."""

import base64
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from webapp.domain.webhook_addresses import why_closed
from webapp.domain.webhook_input import ADDRESS_AT_MOST, check_webhook, host_of
from webapp.domain.webhook_retries import gives_up, next_try
from webapp.domain.webhook_signing import key_of, mark_of, sign, written

CLOSED = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2606:4700::1111%1",
]
OPEN = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.167.1.1",
    "223.255.255.1",
    "2606:4700::1111",
]
NOW = datetime(2026, 3, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize("address", CLOSED)
def test_nothing_is_sent_into_networks_that_are_closed(address):
    assert why_closed(address)


@pytest.mark.parametrize("address", [*OPEN, "2a00:1450:4001:830::200e", "2001:4860:4860::8888"])
def test_the_open_internet_is_open(address):
    assert why_closed(address) is None


@pytest.mark.parametrize(
    ("address", "stored"),
    [
        ("https://hooks.example.org", "https://hooks.example.org/"),
        ("  https://Hooks.Example.ORG:8443/a/b?c=d%20e ", "https://hooks.example.org:8443/a/b?c=d%20e"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://1.1.1.1/x", "https://1.1.1.1/x"),
        ("https://[2606:4700:0::1111]/x", "https://[2606:4700::1111]/x"),
    ],
)
def test_an_address_is_stored_as_it_will_be_used(address, stored):
    checked = check_webhook({"address": address, "kinds": ["events"]})
    assert (checked.value.address, checked.errors) == (stored, {})


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hooks.example.org",
        "http://hooks.example.org",
        "ftp://hooks.example.org",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://user@hooks.example.org",
        "https://user:secret@hooks.example.org",
        "https://hooks.example.org/#part",
        "https://hooks.example.org:0/",
        "https://hooks.example.org:99999/",
        "https://hooks.example.org:x/",
        "https://hooks example.org/",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/\r\nHost: x",
        "https://hooks.example.org\\@localhost/",
        "https://bücher.example/",
        "https://localhost/",
        "https://localhost./",
        "https://a.localhost/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://[::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
        "https://-x.example/",
        "https://hooks..example/",
        f"https://hooks.example.org/{'a' * ADDRESS_AT_MOST}",
        12,
        ["https://hooks.example.org"],
        None,
    ],
)
def test_any_other_address_is_refused_with_a_sentence(address):
    checked = check_webhook({"address": address, "kinds": ["events"]})
    assert checked.value is None
    assert checked.errors["address"].endswith(".")


@pytest.mark.parametrize("address", ["http://localhost:8000/x", "http://127.0.0.1/", "https://[::1]/"])
def test_a_laptop_may_send_to_itself_where_the_site_says_so(address):
    assert check_webhook({"address": address}, to_private=True).value.address == address
    assert check_webhook({"address": address}).value is None


@pytest.mark.parametrize(
    ("kinds", "taken"),
    [
        (["events"], ("events",)),
        (["calendar", "events"], ("events", "calendar")),
        (["events", "events", "cats"], ("events",)),
        ([], None),
        (["cats"], None),
        ("events", None),
        ([["events"]], None),
        (7, None),
    ],
)
def test_at_least_one_kind_of_change_is_chosen(kinds, taken):
    checked = check_webhook({"address": "https://hooks.example.org", "kinds": kinds})
    assert (checked.value.kinds if checked.value else None) == taken
    assert ("kinds" in checked.errors) == (taken is None)


def test_events_are_what_is_told_unless_one_says_otherwise():
    assert check_webhook({"address": "https://hooks.example.org"}).value.kinds == ("events",)


def test_lists_and_logs_name_the_host_alone():
    assert host_of("https://hooks.example.org:8443/secret/path?token=1") == "hooks.example.org"


def test_the_signature_is_that_of_standard_webhooks():
    """With the example of its specification."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = sign([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_make_two_signatures():
    first, second = sign([b"a", b"b"], "msg_1", 1, b"{}").split()
    assert first != second
    assert second == "v1," + base64.b64encode(hmac.digest(b"b", b"msg_1.1.{}", "sha256")).decode()


def test_a_secret_needs_both_the_installation_and_the_number():
    key = key_of("installation", b"number")
    assert written(key).startswith("whsec_") and len(base64.b64decode(written(key)[6:])) == 32
    assert key == key_of("installation", b"number")
    others = [key_of("another", b"number"), key_of("installation", b"another")]
    assert key not in others
    assert mark_of(key) not in [mark_of(other) for other in others]


@pytest.mark.parametrize(
    ("failures", "pause"),
    [(1, 5), (2, 60), (3, 600), (4, 3600), (5, 6 * 3600), (6, 12 * 3600), (60, 12 * 3600)],
)
def test_pauses_grow_and_have_some_chance_in_them(failures, pause):
    assert next_try(failures, NOW, 0) == NOW + timedelta(seconds=pause)
    assert next_try(failures, NOW, 1) == NOW + timedelta(seconds=pause * 1.2)


def test_three_days_of_failures_are_enough():
    assert not gives_up(NOW, NOW + timedelta(days=3, seconds=-1))
    assert gives_up(NOW, NOW + timedelta(days=3))
