"""Every route × method × visitor: who is let in, who is refused how, and that a refusal changes nothing."""

import pytest

from tests.security.matrix import DOOR, MATRIX, OK, ask, declared_by, expected, url
from tests.security.world import VISITORS, differing

pytestmark = pytest.mark.usefixtures("no_csrf")

ROUTES = sorted(MATRIX)
NAMES = [f"{method} {endpoint}" for endpoint, method in ROUTES]
every_route = pytest.mark.parametrize("key", ROUTES, ids=NAMES)
# Past the door a real socket is needed, which this client has not got; tests/live watches over real ones.
SOCKET = ("live.listen", "GET")
# What it does is kept in memory and told to others; tests/live/test_presence.py looks.
WRITES_NOTHING = {("presence.tell", "POST"), ("many.look", "POST"), ("many.again", "POST")}
UNDECLARED = ("PUT", "PATCH", "DELETE", "TRACE")


def test_every_route_is_declared_and_nothing_else_is(app):
    assert declared_by(app) == set(MATRIX)


# test_hostile_input.py sends the same forms, and asks for the same pages, on PostgreSQL.
on_sqlite = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True
)


@on_sqlite
@every_route
def test_who_may_not_is_refused_and_nothing_changes(stage, key):
    before = stage.rows()
    for visitor, who in VISITORS.items():
        refusal = expected(key, visitor)
        if refusal == OK:
            continue
        response = ask(stage, key, who)
        assert (visitor, outcome(response)) == (visitor, refusal)
    assert differing(before, stage.rows()) == []


@on_sqlite
@every_route
def test_who_may_is_let_in(stage, key):
    wrote = False
    for visitor, who in VISITORS.items():
        if expected(key, visitor) == OK:
            assert (visitor, admitted(stage, key, who)) == (visitor, OK)
            if key[1] == "POST" and stage.changed():
                wrote = True
                stage.restore()
    # Otherwise the refusals above would say nothing: the call has to do something for those who may.
    assert wrote == (key[1] == "POST" and key not in WRITES_NOTHING)
    assert stage.changed() == []


def outcome(response):
    """OK, DOOR, or the status."""
    if response.status_code == 303 and response.location.startswith("/sign-in"):
        return DOOR
    return OK if response.status_code < 400 else response.status_code


def admitted(stage, key, who):
    if key == SOCKET:
        with pytest.raises(RuntimeError, match="socket"):
            ask(stage, key, who)
        return OK
    response = ask(stage, key, who)
    return OK if key[0] == "accounts.sign_out" and outcome(response) == DOOR else outcome(response)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@every_route
def test_head_is_get_without_a_body_and_other_methods_do_not_exist(stage, key):
    before = stage.rows()
    path = url(stage, key)
    methods = {method for endpoint, method in declared_by(stage.app) if path_of(stage, endpoint, key) == path}
    for method in (*UNDECLARED, *({"GET", "POST"} - methods)):
        assert stage.visit(None).open(path, method=method, buffered=True).status_code == 405, method
    for who in ("alice", None):
        if "GET" in methods and key != SOCKET:
            head = stage.visit(who).head(path, headers={"Accept": "text/html"}, buffered=True)
            assert head.data == b"" and head.status_code < 500
    assert differing(before, stage.rows()) == []


def path_of(stage, endpoint, key):
    """The path of another endpoint with the same parameters, None when it takes others."""
    rules = list(stage.app.url_map.iter_rules(endpoint))
    if any(rule.arguments != set(MATRIX[key].path) for rule in rules):
        return None
    found = next((other for other in MATRIX if other[0] == endpoint), None)
    return url(stage, found, **MATRIX[key].path) if found else None


# Two ids in one path: the second has to belong to the first.
FOREIGN = [
    (("sharing.change_on_calendar", "POST"), {"person_id": "finn"}, {"role": "viewer"}),
    (("sharing.change_on_calendar", "POST"), {"person_id": "charlie"}, {"remove": "1"}),
    (("sharing.change_on_event", "POST"), {"person_id": "finn"}, {"role": "viewer"}),
    (("sharing.change_on_event", "POST"), {"person_id": "charlie"}, {"remove": "1"}),
    (("sharing.give_back_calendar", "POST"), {"person_id": "finn"}, {}),
    (("sharing.give_back_event", "POST"), {"person_id": "finn"}, {}),
    (("profile.end_session", "POST"), {"session_id": "bob's device"}, {}),
    (("profile.end_program", "POST"), {"session_id": "bob's program"}, {}),
    (("tokens.revoke", "POST"), {"token_id": "bob's token"}, {}),
    (("admin.set_state", "POST"), {"person_id": 999}, {}),
    (("admin.set_role", "POST"), {"person_id": 999}, {}),
    (("admin.end_sessions", "POST"), {"person_id": 999}, {}),
    (("admin.person", "GET"), {"person_id": 999}, {}),
    (("admin.calendar", "GET"), {"calendar_id": "team"}, {}),
    (("admin.add_owner", "POST"), {"calendar_id": "team"}, {}),
    (("admin.add_owner", "POST"), {"calendar_id": "attic"}, {}),
    (("history.version", "GET"), {"number": 4}, {}),
    (("history.compare", "GET"), {"newer": 4}, {}),
    (("history.compare", "GET"), {"older": 0}, {}),
    (("history.restore", "POST"), {}, {"version": 4}),
    (("history.bring_back", "POST"), {}, {"version": 4}),
    (("history.bring_back", "POST"), {"unit": "uid"}, {}),
    (("events.field", "GET"), {"unit": "uid"}, {}),
    (("events.field_form", "GET"), {"unit": "_saved"}, {}),
    (("events.update_field", "POST"), {"unit": "calendar"}, {}),
    (("events.update_field", "POST"), {}, {"base": 4}),
    (("events.update", "POST"), {}, {"base": 4}),
    (("presence.tell", "POST"), {}, {"unit": "uid"}),
    (("presence.tell", "POST"), {}, {"id": 999}),
    (("events.update", "POST"), {"event_id": "other"}, {}),
    (("history.restore", "POST"), {"event_id": "other"}, {}),
    (("sharing.share_calendar", "POST"), {}, {"person": 999}),
    (("sharing.share_event", "POST"), {}, {"person": 999}),
]


@on_sqlite
@pytest.mark.parametrize(
    ("key", "path", "form"), FOREIGN, ids=[f"{key[0]} {path}{form}" for key, path, form in FOREIGN]
)
def test_a_second_id_that_does_not_belong_to_the_first_is_not_there(stage, key, path, form):
    who = "root" if key[0].startswith("admin.") else "alice"
    given = {name: stage.ids.get(value, value) for name, value in path.items()}
    response = ask(stage, key, who, path=given, form=form)

    assert response.status_code == 404
    assert stage.changed() == []
    assert ask(stage, key, who).status_code < 400


def test_an_event_given_alone_opens_nothing_else(stage):
    """Emi sees Retreat through a share of its own when Team is taken from her, and nothing of Team."""
    removed = ask(stage, ("sharing.change_on_calendar", "POST"), "alice", form={"role": "", "remove": "1"})
    assert removed.status_code == 303
    assert ask(stage, ("events.show", "GET"), "emi").status_code == 200

    hidden = [
        ("events.show", {"event_id": stage.ids["gone"]}),
        ("calendars.settings", {}),
        ("sharing.leave_calendar", {}),
    ]
    for endpoint, path in hidden:
        assert ask(stage, (endpoint, "GET"), "emi", path=path).status_code == 404, endpoint
    shown = (
        ask(stage, ("events.show", "GET"), "emi").text + ask(stage, ("calendar.month_at", "GET"), "emi").text
    )
    assert "Team" not in shown


def test_an_event_is_made_in_no_calendar_that_one_may_not_write_to(stage):
    key = ("events.create", "POST")
    for who, calendar in [
        ("vera", "team"),
        ("charlie", "team"),
        ("root", "team"),
        ("alice", "finns"),
        ("alice", "attic"),
    ]:
        refused = ask(stage, key, who, form={"calendar_id": stage.ids[calendar]})
        assert refused.status_code == 422 and "Choose a calendar" in refused.text
        assert stage.changed() == [], (who, calendar)
    assert ask(stage, key, "bob").status_code == 303
