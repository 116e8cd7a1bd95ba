"""The rows of the access matrix: for each route and method who may call it, with which path, and a body that succeeds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from tests.security.good_forms import (
    CALENDAR_FORM,
    EVENT_FORM,
    FILE,
    PROFILE_FORM,
    SIGN_UP_FORM,
    TOKEN_FORM,
    WEBHOOK_FORM,
)
from tests.support.cast import PASSWORD


class Who(Enum):
    """Who may call a route; the value is said when a test fails."""

    PUBLIC = "everybody"
    PERSON = "who is signed in"
    VIEW = "who views what the path names"
    EDIT = "who edits it"
    OWN = "who owns it"
    TRASH = "who owns it, and for everybody else it is not there"
    ADMIN = "admins of the site"


@dataclass(frozen=True)
class Id:
    """The id of something in the world, by name; `{who}` stands for the one who asks."""

    name: str


@dataclass(frozen=True)
class Route:
    """One row: an endpoint and a method."""

    who: Who
    path: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=lambda: {"Accept": "text/html"})


OK = "let in"
DOOR = "sent to the sign-in page"
ROLES = {"viewer": 1, "editor": 2, "owner": 3}
LEAST = {Who.VIEW: 1, Who.EDIT: 2, Who.OWN: 3, Who.TRASH: 3}

TEAM = {"calendar_id": Id("team")}
ATTIC = {"calendar_id": Id("attic")}
LOST = {"calendar_id": Id("lost")}
RETREAT = {"event_id": Id("retreat")}
GATHERING = {"event_id": Id("gathering")}
HOOK = TEAM | {"webhook_id": Id("hook")}
THEN = {"as_of": Id("then")}
EMI = {"person_id": Id("emi")}
DORA = {"person_id": Id("dora")}
PLACE = {"unit": "location"}

HANDSHAKE = {
    "Origin": "http://localhost",
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}
MATRIX: dict[tuple[str, str], Route] = {
    ("static", "GET"): Route(Who.PUBLIC, {"filename": "favicon.svg"}),
    ("home.index", "GET"): Route(Who.PERSON),
    ("home.favicon", "GET"): Route(Who.PUBLIC),
    ("home.robots", "GET"): Route(Who.PUBLIC),
    ("health.alive", "GET"): Route(Who.PUBLIC),
    ("health.ready", "GET"): Route(Who.PUBLIC),
    # The door
    ("accounts.sign_in", "GET"): Route(Who.PUBLIC),
    ("accounts.sign_in_with_password", "POST"): Route(
        Who.PUBLIC, form={"identifier": "olga", "password": PASSWORD, "next": "/agenda"}
    ),
    ("accounts.sign_up", "GET"): Route(Who.PUBLIC),
    ("accounts.create_account", "POST"): Route(Who.PUBLIC, form=SIGN_UP_FORM),
    ("accounts.sign_out", "POST"): Route(Who.PERSON),
    # One's own account
    ("profile.show", "GET"): Route(Who.PERSON),
    ("profile.save", "POST"): Route(Who.PERSON, form=PROFILE_FORM),
    ("profile.save_email", "POST"): Route(
        Who.PERSON, form={"present": PASSWORD, "email": "another@lantern.example"}
    ),
    ("profile.save_password", "POST"): Route(
        Who.PERSON, form={"present": PASSWORD, "new_password": "seven herons at dawn"}
    ),
    ("profile.end_session", "POST"): Route(Who.PERSON, {"session_id": Id("{who}'s device")}),
    ("profile.end_sessions", "POST"): Route(Who.PERSON),
    ("profile.end_program", "POST"): Route(Who.PERSON, {"session_id": Id("{who}'s program")}),
    ("tokens.index", "GET"): Route(Who.PERSON),
    ("tokens.create", "POST"): Route(Who.PERSON, form=TOKEN_FORM),
    ("tokens.revoke", "POST"): Route(Who.PERSON, {"token_id": Id("{who}'s token")}),
    # Month, agenda, week, days, day, year
    ("calendar.month", "GET"): Route(Who.PERSON),
    ("calendar.month_at", "GET"): Route(Who.PERSON, {"year": 2026, "month": 3}, query={"day": "2026-03-25"}),
    ("calendar.agenda", "GET"): Route(Who.PERSON),
    ("calendar.agenda_at", "GET"): Route(Who.PERSON, {"day": "2026-03-20"}),
    ("free_times.show", "GET"): Route(Who.PERSON, query={"date": "2026-03-24"}),
    ("search.show", "GET"): Route(Who.PERSON, query={"q": "retreat", "unit": "title"}),
    ("days.week", "GET"): Route(Who.PERSON),
    ("days.week_at", "GET"): Route(Who.PERSON, {"day": "2026-03-24"}, query={"zone": "America/New_York"}),
    ("days.days", "GET"): Route(Who.PERSON),
    ("days.days_at", "GET"): Route(Who.PERSON, {"day": "2026-03-24"}, query={"n": "4"}),
    ("days.day", "GET"): Route(Who.PERSON),
    ("days.day_at", "GET"): Route(Who.PERSON, {"day": "2026-03-24"}),
    ("year.year", "GET"): Route(Who.PERSON),
    ("year.year_at", "GET"): Route(Who.PERSON, {"year": 2026}),
    ("jump.go", "GET"): Route(Who.PERSON, query={"to": "2026-03-24", "view": "week"}),
    ("then.choose", "GET"): Route(Who.PERSON, query={"at": "2026-03-24T09:00", "back": "/week"}),
    ("then.event", "GET"): Route(Who.VIEW, RETREAT | THEN),
    ("then.changes", "GET"): Route(Who.PERSON, {"as_of": "2026-03-24T09:00"}),
    ("then.calendar_file", "GET"): Route(Who.VIEW, TEAM | THEN),
    # Calendars
    ("calendars.index", "GET"): Route(Who.PERSON),
    ("calendars.new", "GET"): Route(Who.PERSON),
    ("calendars.create", "POST"): Route(Who.PERSON, form=CALENDAR_FORM),
    ("calendars.settings", "GET"): Route(Who.VIEW, TEAM),
    ("calendars.change", "POST"): Route(Who.OWN, TEAM, CALENDAR_FORM),
    ("calendars.undo_change", "POST"): Route(Who.OWN, TEAM | {"change_id": Id("team's change")}),
    ("calendars.deletion", "GET"): Route(Who.OWN, TEAM),
    ("calendars.delete", "POST"): Route(Who.OWN, TEAM),
    ("calendars.restore", "POST"): Route(Who.TRASH, ATTIC),
    ("calendars.visibility", "POST"): Route(Who.VIEW, TEAM, {"next": "/agenda"}),
    ("calendar_history.show", "GET"): Route(Who.VIEW, TEAM, query={"from": "2026-03-01", "unit": "title"}),
    ("trash.show", "GET"): Route(Who.VIEW, TEAM, query={"q": "old"}),
    ("trash.restore", "POST"): Route(Who.EDIT, TEAM, {"event": Id("gone")}),
    ("looks.calendar", "POST"): Route(Who.VIEW, TEAM, {"seen": 1}),
    ("looks.event", "POST"): Route(Who.VIEW, RETREAT, {"seen": 1}),
    ("feeds.settings", "GET"): Route(Who.VIEW, TEAM),
    ("feeds.make", "POST"): Route(Who.VIEW, TEAM),
    ("feeds.revoke", "POST"): Route(Who.VIEW, TEAM),
    ("feeds.atom", "GET"): Route(Who.PUBLIC, {"secret": Id("a feed")}),
    ("webhooks.index", "GET"): Route(Who.OWN, TEAM),
    ("webhooks.new", "GET"): Route(Who.OWN, TEAM),
    ("webhooks.create", "POST"): Route(Who.OWN, TEAM, WEBHOOK_FORM),
    ("webhooks.show", "GET"): Route(Who.OWN, HOOK),
    ("webhooks.change", "POST"): Route(Who.OWN, HOOK, WEBHOOK_FORM),
    ("webhooks.switch", "POST"): Route(Who.OWN, HOOK, {"state": "paused"}),
    ("webhooks.rotate", "POST"): Route(Who.OWN, HOOK),
    ("webhooks.test", "POST"): Route(Who.OWN, HOOK),
    ("webhooks.deletion", "GET"): Route(Who.OWN, HOOK),
    ("webhooks.delete", "POST"): Route(Who.OWN, HOOK),
    ("webhooks.list_deliveries", "GET"): Route(Who.OWN, HOOK, query={"looks": 3}),
    ("webhooks.settle", "POST"): Route(Who.OWN, HOOK | {"delivery_id": Id("delivery")}, {"state": "skipped"}),
    ("files.choose", "GET"): Route(Who.EDIT, TEAM),
    ("files.bring_in", "POST"): Route(Who.EDIT, TEAM, {"file": FILE}),
    ("files.calendar", "GET"): Route(Who.VIEW, TEAM),
    ("files.event", "GET"): Route(Who.VIEW, RETREAT),
    # Events
    ("events.new", "GET"): Route(Who.PERSON, query={"calendar": Id("team"), "date": "2026-03-26"}),
    ("events.repeats", "GET"): Route(
        Who.PERSON, query={"start_date": "2026-03-26", "start_time": "18:00", "repeat": "daily"}
    ),
    ("events.times", "GET"): Route(
        Who.PERSON, query={"start_date": "2026-03-29", "start_time": "02:30", "zone": "Europe/Berlin"}
    ),
    ("overlaps.preview", "GET"): Route(
        Who.EDIT, query={"event": Id("retreat"), "start_date": "2026-03-26", "start_time": "18:00"}
    ),
    ("overlaps.event", "GET"): Route(Who.VIEW, RETREAT),
    ("own.show", "GET"): Route(Who.PERSON, {"first": "2026-03-01", "last": "2026-03-31"}),
    ("events.create", "POST"): Route(Who.EDIT, form={**EVENT_FORM, "calendar_id": Id("team")}),
    ("events.show", "GET"): Route(Who.VIEW, RETREAT),
    ("events.edit", "GET"): Route(Who.EDIT, RETREAT),
    ("events.update", "POST"): Route(Who.EDIT, RETREAT, {**EVENT_FORM, "base": 3}),
    ("events.field", "GET"): Route(Who.VIEW, RETREAT | PLACE),
    ("events.field_form", "GET"): Route(
        Who.EDIT,
        RETREAT | PLACE,
        headers={"Accept": "text/html", "HX-Request": "true", "HX-Request-Type": "partial"},
    ),
    ("events.update_field", "POST"): Route(Who.EDIT, RETREAT | PLACE, {"location": "Kitchen", "base": 3}),
    ("events.deletion", "GET"): Route(Who.EDIT, RETREAT),
    ("events.delete", "POST"): Route(Who.EDIT, RETREAT),
    ("events.undelete", "POST"): Route(Who.EDIT, {"event_id": Id("gone")}),
    ("many.choose", "GET"): Route(Who.PERSON, {"day": "2026-03-20"}),
    ("many.choose_found", "GET"): Route(Who.PERSON, query={"q": "retreat"}),
    ("many.look", "POST"): Route(Who.EDIT, form={"event": Id("retreat"), "do": "tag", "tags": "team"}),
    ("many.again", "POST"): Route(
        Who.PERSON, form={"event": Id("retreat"), "do": "tag", "day": "2026-03-20"}
    ),
    ("many.do", "POST"): Route(
        Who.EDIT, form={"event": Id("retreat"), "do": "shift", "by": "1", "unit": "days"}
    ),
    ("moves.new", "GET"): Route(Who.EDIT, RETREAT),
    ("moves.move", "POST"): Route(
        Who.EDIT, RETREAT, {"base": 3, "start": "2026-03-26T09:00", "end": "2026-03-26T10:00"}
    ),
    ("attendance.show", "GET"): Route(Who.VIEW, GATHERING),
    ("attendance.answer", "POST"): Route(Who.VIEW, GATHERING, {"answer": "yes"}),
    # History
    ("history.event", "GET"): Route(Who.VIEW, RETREAT),
    ("history.compare", "GET"): Route(Who.VIEW, RETREAT | {"older": 1, "newer": 3}),
    ("history.compare_picked", "GET"): Route(Who.VIEW, RETREAT, query={"a": 1, "b": 2}),
    ("history.version", "GET"): Route(Who.VIEW, RETREAT | {"number": 2}),
    ("blame.event", "GET"): Route(Who.VIEW, RETREAT),
    ("history.restore", "POST"): Route(Who.EDIT, RETREAT, {"version": 1}),
    ("history.bring_back", "POST"): Route(Who.EDIT, RETREAT | PLACE, {"version": 1}),
    ("changes.show", "GET"): Route(Who.VIEW, {"change_set_id": Id("retreat's change")}),
    ("changes.undo", "POST"): Route(Who.EDIT, {"change_set_id": Id("retreat's change")}),
    ("undoing.undo", "POST"): Route(Who.EDIT, RETREAT | {"version": 3}),
    ("undoing.picked", "GET"): Route(Who.EDIT, RETREAT, query={"a": 1, "b": 3}),
    ("undoing.several", "GET"): Route(Who.EDIT, RETREAT | {"older": 1, "newer": 3}),
    ("undoing.undo_several", "POST"): Route(Who.EDIT, RETREAT | {"older": 1, "newer": 3}),
    # Sharing
    ("sharing.people", "GET"): Route(Who.PERSON, query={"q": "fin"}),
    ("sharing.calendar", "GET"): Route(Who.OWN, TEAM),
    ("sharing.share_calendar", "POST"): Route(Who.OWN, TEAM, {"person": Id("finn"), "role": "viewer"}),
    ("sharing.change_on_calendar", "POST"): Route(Who.OWN, TEAM | EMI, {"role": "editor"}),
    ("sharing.give_back_calendar", "POST"): Route(Who.OWN, TEAM | DORA),
    ("sharing.leave_calendar", "GET"): Route(Who.VIEW, TEAM),
    ("sharing.leaving_calendar", "POST"): Route(Who.VIEW, TEAM),
    ("sharing.event", "GET"): Route(Who.OWN, RETREAT),
    ("sharing.share_event", "POST"): Route(Who.OWN, RETREAT, {"person": Id("finn"), "role": "viewer"}),
    ("sharing.change_on_event", "POST"): Route(Who.OWN, RETREAT | EMI, {"role": "editor"}),
    ("sharing.give_back_event", "POST"): Route(Who.OWN, RETREAT | DORA),
    ("sharing.leave_event", "GET"): Route(Who.VIEW, RETREAT),
    ("sharing.leaving_event", "POST"): Route(Who.VIEW, RETREAT),
    # Administration
    ("admin.index", "GET"): Route(Who.ADMIN),
    ("admin.people", "GET"): Route(Who.ADMIN),
    ("admin.person", "GET"): Route(Who.ADMIN, EMI),
    ("admin.set_state", "POST"): Route(Who.ADMIN, EMI, {"state": "disabled"}),
    ("admin.set_role", "POST"): Route(Who.ADMIN, EMI, {"role": "admin"}),
    ("admin.end_sessions", "POST"): Route(Who.ADMIN, EMI),
    ("admin.erasure", "GET"): Route(Who.ADMIN, EMI),
    ("admin.erase", "POST"): Route(Who.ADMIN, EMI, {"why": "Emi asked for it.", "confirm": "erase emi"}),
    ("admin.calendars", "GET"): Route(Who.ADMIN),
    ("admin.calendar", "GET"): Route(Who.ADMIN, LOST),
    ("admin.add_owner", "POST"): Route(Who.ADMIN, LOST, {"who": "me", "why": "Dan has left."}),
    ("admin.audit", "GET"): Route(Who.ADMIN),
    ("admin.purges", "GET"): Route(Who.ADMIN),
    ("admin.new_purge", "GET"): Route(Who.ADMIN, query={"event": Id("retreat")}),
    ("admin.purge", "POST"): Route(
        Who.ADMIN, form={"event": Id("retreat"), "why": "Court order 12", "confirm": "purge 1"}
    ),
    ("admin.new_calendar_purge", "GET"): Route(Who.ADMIN, query={"calendar": Id("lost")}),
    ("admin.purge_calendar", "POST"): Route(
        Who.ADMIN,
        form={"calendar": Id("lost"), "why": "Court order 12", "confirm": Id("words of lost")},
    ),
    ("admin.checks", "GET"): Route(Who.ADMIN),
    ("admin.begin", "POST"): Route(Who.ADMIN),
    ("admin.check_next", "POST"): Route(Who.ADMIN),
    # Live pages: refused before the upgrade, so with a plain answer.
    ("presence.tell", "POST"): Route(Who.EDIT, form={"id": Id("retreat"), "tab": 7, "unit": "location"}),
    ("live.listen", "GET"): Route(Who.VIEW, query={"page": "event", "id": Id("retreat")}, headers=HANDSHAKE),
    ("polling.news", "GET"): Route(Who.VIEW, query={"page": "event", "id": Id("retreat")}, headers={}),
}
# What can be looked at as it was at a moment.
MATRIX |= {
    (f"then_{endpoint}", method): replace(route, path={**route.path, **THEN})
    for (endpoint, method), route in MATRIX.items()
    if endpoint.startswith(("calendar.", "days.", "year.", "jump."))
}
