"""What is chosen for a token, and what it may do in words."""

import pytest

from webapp.domain.scopes import held_by, read_scopes, say_scopes, write_scopes
from webapp.domain.token_input import check_token


@pytest.mark.parametrize(
    ("scopes", "words"),
    [
        (["read"], "read"),
        (["write", "read"], "read and write"),
        (["admin", "share", "read"], "read, share and administer"),
    ],
)
def test_what_a_token_may_do_is_said_from_the_least_to_the_most(scopes, words):
    assert say_scopes(scopes) == words
    assert read_scopes(write_scopes(scopes)) == frozenset(scopes)


def test_what_a_later_version_stored_is_no_scope():
    assert read_scopes("read fly") == {"read"}


def test_only_admins_hold_the_right_to_administer():
    assert held_by({"read", "admin"}, is_admin=True) == {"read", "admin"}
    assert held_by({"read", "admin"}, is_admin=False) == {"read"}


@pytest.mark.parametrize("days", [30, 90, 365])
def test_reading_is_part_of_every_token(days):
    checked = check_token({"name": " Backup ", "days": str(days)}, ["share"])

    assert (checked.value.name, checked.value.scopes, checked.value.days) == (
        "Backup",
        {"read", "share"},
        days,
    )


@pytest.mark.parametrize(
    ("raw", "scopes", "fields"),
    [
        ({}, [], {"name", "days"}),
        ({"name": "a\x00b", "days": "0"}, ["read"], {"name", "days"}),
        ({"name": "Backup", "days": "never"}, [], {"days"}),
        ({"name": "Backup", "days": 90}, [], {"days"}),
        ({"name": "Backup", "days": "90"}, ["write", "fly"], {"scopes"}),
    ],
)
def test_what_cannot_be_a_token_is_named_field_by_field(raw, scopes, fields):
    checked = check_token(raw, scopes)

    assert (checked.value, checked.errors.keys()) == (None, fields)
