"""The audit log in words: every action it knows, and the sentence of one line."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from webapp.domain.scopes import say_scopes

Details = Mapping[str, Any]

COMMAND_LINE = "The command line"


class Said(NamedTuple):
    """What a sentence is made of: who did it (their first name), what or whom they did it to, and the rest."""

    actor: str
    target: str
    details: Details


class Action(NamedTuple):
    """One kind of line: its name in the filter, and how its sentence goes."""

    label: str
    sentence: Callable[[Said], str]


def _ended(said: Said) -> str:
    sessions, tokens = said.details.get("sessions_ended", 0), said.details.get("tokens_ended", 0)
    ended = [count(sessions, "session")] * bool(sessions) + [count(tokens, "token")] * bool(tokens)
    return f" and ended {' and '.join(ended)}" if ended else ""


def _ended_own(said: Said) -> str:
    return f"{said.actor} ended {count(said.details.get('sessions_ended', 0), 'session')} on other devices"


def _ended_of(said: Said) -> str:
    return f"{said.actor} ended {count(said.details.get('sessions_ended', 0), 'session')} of {said.target}"


def _by_program(said: Said) -> str:
    return " with a program" if said.details.get("via") == "api" else ""


def _failed(said: Said) -> str:
    return f"Somebody gave a wrong password for {said.target}{_by_program(said)}"


def _token_made(said: Said) -> str:
    scopes, days = str(said.details.get("scopes", "")).split(), said.details.get("days", 0)
    may = f", which may {say_scopes(scopes)} for {count(days, 'day')}" if scopes else ""
    return f"{said.actor} made the token {said.target}{may}"


def _webhook(did: str) -> Callable[[Said], str]:
    return lambda said: f"{said.actor} {did} of {said.target} that tells {said.details.get('host', '?')}"


ACTIONS: dict[str, Action] = {
    "demo-filled": Action(
        "Filled the demo", lambda said: f"{said.actor} filled the empty site with the demo team"
    ),
    "signed-up": Action("Made an account", lambda said: f"{said.actor} made an account{_by_program(said)}"),
    "account-made": Action(
        "Made an account for somebody", lambda said: f"{said.actor} made an account for {said.target}"
    ),
    "signed-in": Action("Signed in", lambda said: f"{said.actor} signed in{_by_program(said)}"),
    "sign-in-failed": Action("Wrong password", _failed),
    "password-changed": Action(
        "Changed the password", lambda said: f"{said.actor} changed the password{_ended(said)}"
    ),
    "email-changed": Action(
        "Changed the e-mail address", lambda said: f"{said.actor} changed the e-mail address"
    ),
    "own-sessions-ended": Action("Ended own sessions", _ended_own),
    "sessions-ended": Action("Ended somebody's sessions", _ended_of),
    "person-disabled": Action("Disabled", lambda said: f"{said.actor} disabled {said.target}{_ended(said)}"),
    "person-enabled": Action("Enabled", lambda said: f"{said.actor} enabled {said.target}"),
    "made-admin": Action(
        "Made an admin", lambda said: f"{said.actor} made {said.target} an admin{_ended(said)}"
    ),
    "made-member": Action(
        "Made a member", lambda said: f"{said.actor} made {said.target} a member{_ended(said)}"
    ),
    "refresh-token-reused": Action(
        "Used a refresh token twice",
        lambda said: f"Somebody used a refresh token of {said.target} twice, and its program was signed out",
    ),
    "token-made": Action("Made a token", _token_made),
    "token-revoked": Action("Revoked a token", lambda said: f"{said.actor} revoked the token {said.target}"),
    "event-purged": Action(
        "Purged an event",
        lambda said: (
            f"{said.actor} purged {said.target} with {count(said.details.get('versions', 0), 'version')}"
        ),
    ),
    "calendar-purged": Action(
        "Purged a calendar",
        lambda said: (
            f"{said.actor} purged {said.target} with {count(said.details.get('events', 0), 'event')}"
        ),
    ),
    "trash-emptied": Action(
        "Emptied a trash",
        lambda said: f"The trash of {said.target} was emptied of what an erased person had left there",
    ),
    "calendar-emptied": Action(
        "Emptied a deleted calendar",
        lambda said: f"What {said.target} was called before went for good with the rest of it",
    ),
    "person-erased": Action(
        "Erased a person",
        lambda said: (
            f"{said.actor} erased a person from {count(said.details.get('rows', 0), 'row')} of history{_ended(said)}"
        ),
    ),
    "webhook-made": Action("Made a webhook", _webhook("made the webhook")),
    "webhook-changed": Action("Changed a webhook", _webhook("changed the webhook")),
    "webhook-secret": Action("Changed a webhook's secret", _webhook("gave a new secret to the webhook")),
    "webhook-paused": Action("Paused a webhook", _webhook("paused the webhook")),
    "webhook-on": Action("Switched a webhook on", _webhook("switched on the webhook")),
    "webhook-deleted": Action("Deleted a webhook", _webhook("deleted the webhook")),
    "calendar-taken-over": Action(
        "Took over a calendar", lambda said: f"{said.actor} took over the calendar {said.target}"
    ),
    "calendar-given": Action(
        "Gave a calendar",
        lambda said: f"{said.actor} gave the calendar {said.target} to {said.details.get('to', '?')}",
    ),
}


def say_action(action: str, actor: str, target: str, details: Details) -> str:
    """One line of the audit log as a sentence without its full stop: "Rosa disabled Leo Brandt and ended 2 sessions"."""
    who = COMMAND_LINE if details.get("via") == "cli" else actor.split(" ", 1)[0]
    known = ACTIONS.get(action)
    said = Said(who, target, details)
    return known.sentence(said) if known else f"{who}: {action} {target}".rstrip()


def count(number: int, noun: str) -> str:
    """A number with its noun: "1 session", "2 sessions"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
