"""The audit log in words."""

import pytest

from webapp.domain.audit_wording import ACTIONS, say_action


@pytest.mark.parametrize(
    ("action", "target", "details", "sentence"),
    [
        ("signed-in", "Rosa Anders", {}, "Rosa signed in"),
        ("sign-in-failed", "Leo Brandt", {}, "Somebody gave a wrong password for Leo Brandt"),
        (
            "person-disabled",
            "Leo Brandt",
            {"sessions_ended": 2},
            "Rosa disabled Leo Brandt and ended 2 sessions",
        ),
        (
            "person-disabled",
            "Leo Brandt",
            {"sessions_ended": 1},
            "Rosa disabled Leo Brandt and ended 1 session",
        ),
        ("person-disabled", "Leo Brandt", {"sessions_ended": 0}, "Rosa disabled Leo Brandt"),
        ("person-enabled", "Leo Brandt", {}, "Rosa enabled Leo Brandt"),
        ("made-admin", "Leo Brandt", {}, "Rosa made Leo Brandt an admin"),
        ("made-admin", "Leo Brandt", {"via": "cli"}, "The command line made Leo Brandt an admin"),
        ("sessions-ended", "Leo Brandt", {"sessions_ended": 3}, "Rosa ended 3 sessions of Leo Brandt"),
        ("own-sessions-ended", "Rosa Anders", {"sessions_ended": 1}, "Rosa ended 1 session on other devices"),
        ("password-changed", "Rosa Anders", {"sessions_ended": 0}, "Rosa changed the password"),
        ("calendar-taken-over", "Studio visits", {"why": "x"}, "Rosa took over the calendar Studio visits"),
        (
            "calendar-given",
            "Studio visits",
            {"to": "Ana Sousa"},
            "Rosa gave the calendar Studio visits to Ana Sousa",
        ),
        ("signed-in", "Rosa Anders", {"via": "api"}, "Rosa signed in with a program"),
        (
            "password-changed",
            "Rosa Anders",
            {"sessions_ended": 1, "tokens_ended": 2},
            "Rosa changed the password and ended 1 session and 2 tokens",
        ),
        (
            "token-made",
            "Backup",
            {"scopes": "read write admin", "days": 90},
            "Rosa made the token Backup, which may read, write and administer for 90 days",
        ),
        ("token-revoked", "Backup", {}, "Rosa revoked the token Backup"),
        ("from-a-later-version", "Leo Brandt", {}, "Rosa: from-a-later-version Leo Brandt"),
    ],
)
def test_a_line_is_a_sentence(action, target, details, sentence):
    assert say_action(action, "Rosa Anders", target, details) == sentence


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_has_a_sentence_without_details(action):
    said = say_action(action, "Rosa Anders", "Leo Brandt", {})

    assert said and not said.endswith(".")
    assert ACTIONS[action].label
