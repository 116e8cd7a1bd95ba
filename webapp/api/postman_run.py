"""How the collection for Postman runs as a whole: in which order, with what of one answer in the calls behind it.

A run makes an account of its own, and another one to share with, unless `username` and `colleague` name some.
"""

import json
import re
from typing import Any

Schema = dict[str, Any]

# What is deleted and who signs out comes last, in a folder of its own; calls that are not named come behind the others of theirs.
ENDINGS = ("remove_calendar", "logout")
ORDER = (
    "register",
    "login",
    "refresh_tokens",
    "me",
    "users",
    "make_event",
    "list_of_events",
    "read_event",
    "batch_of_events",
    "change_event",
    "remove_event",
    "restore_event",
    "conflicts_of_event",
    "new_calendar",
    "share_event",
    "event_permissions",
    "change_event_role",
    "unshare_event",
    "share_calendar",
    "history_of_event",
    *ENDINGS,
)
VARIABLES = {
    "base_url": "http://127.0.0.1:8000/api",
    "token": "",
    "refresh_token": "",
    "username": "",
    "password": "",
    "colleague": "",
    "event_id": "",
    "calendar_id": "",
    "user_id": "",
    "version": "1",
    "change_set_id": "",
}
# What is kept of an answer: by variable, how to come to it. An ETag that is a version is kept of every answer (below).
KEPT: dict[str, dict[str, tuple[str | int, ...]]] = {
    "register": {"token": ("access_token",), "refresh_token": ("refresh_token",)},
    "login": {"token": ("access_token",), "refresh_token": ("refresh_token",)},
    "refresh_tokens": {"token": ("access_token",), "refresh_token": ("refresh_token",)},
    "users": {"user_id": ("items", 0, "id")},
    "make_event": {"event_id": ("id",)},
    "batch_of_events": {"change_set_id": ("change_set_id",), "version": ("items", 1, "version")},
    "new_calendar": {"calendar_id": ("id",)},
}
# Parameters that are not the variable of their name.
FILLED = {
    ("users", "q"): "{{colleague}}",
    ("diff_of_versions", "first"): "1",
    ("diff_of_versions", "second"): "{{version}}",
    ("roll_back", "version"): "1",
}
_ME = {"username": "{{username}}", "password": "{{password}}"}
_SHARED = {"users": [{"user_id": "{{user_id}}", "role": "editor"}]}
_ONCE = {"title": "Retreat", "start_time": "2026-05-08", "end_time": "2026-05-10", "all_day": True}
BODIES: dict[str, Any] = {
    "register": {**_ME, "email": "{{username}}@example.org", "time_zone": "Europe/Berlin"},
    "login": _ME,
    "refresh_tokens": {"refresh_token": "{{refresh_token}}"},
    "change_event": {
        "location": "Room 5",
        "base_version": "{{version}}",
        "summary": "Room 4 is being painted",
    },
    "batch_of_events": {
        "operations": [
            {"op": "create", "event": _ONCE},
            {"op": "update", "id": "{{event_id}}", "event": {"title": "Planning, with Ana"}},
            {"op": "share", "id": "{{event_id}}", **_SHARED},
        ]
    },
    "share_event": _SHARED,
    "share_calendar": _SHARED,
    "change_event_role": {"role": "viewer"},
    "change_calendar_role": {"role": "viewer"},
}
_NUMBER = re.compile(r'"(\{\{(?:event_id|calendar_id|user_id|version)\}\})"')
_CHECK = """const own = pm.collectionVariables;
pm.test("succeeds", () => pm.expect(pm.response.code).to.be.within(200, 299));
const tag = /^"([0-9]+)"$/.exec(pm.response.headers.get("ETag") || "");
if (tag) own.set("version", tag[1]);"""
_NAMES = """const own = pm.collectionVariables;
if (!own.get("username")) own.set("username", "postman-" + Date.now().toString(36));
if (!own.get("password")) own.set("password", pm.variables.replaceIn("{{$guid}}"));"""
_COLLEAGUE = """const own = pm.collectionVariables;
if (!own.get("colleague")) {
  own.set("colleague", "colleague-" + Date.now().toString(36));
  pm.sendRequest({
    url: pm.variables.replaceIn("{{base_url}}/auth/register"),
    method: "POST",
    header: {"Content-Type": "application/json"},
    body: {mode: "raw", raw: pm.variables.replaceIn(
      '{"username": "{{colleague}}", "email": "{{colleague}}@example.org", "password": "{{$guid}}"}')},
  }, (error, answer) => pm.test("somebody to share with", () => pm.expect(error || answer.code).to.equal(201)));
}"""
_BEFORE = {"register": _NAMES, "users": _COLLEAGUE}


def place_of(name: str) -> int:
    """Where a call comes in a run."""
    return ORDER.index(name) if name in ORDER else len(ORDER)


def body_of(name: str, example: Any) -> str:
    """The body of a call as text: numbers that come out of variables are not in quotation marks."""
    raw = json.dumps(BODIES.get(name, example), indent=2, ensure_ascii=False)
    return _NUMBER.sub(r"\1", raw)


def value_of(name: str, parameter: Schema) -> str:
    """What a parameter of a call is filled in with."""
    called = parameter["name"]
    if called in VARIABLES or (name, called) in FILLED:
        return FILLED.get((name, called), f"{{{{{called}}}}}")
    return str((parameter["schema"].get("examples") or [parameter["schema"].get("default", "")])[0])


def scripts_of(name: str) -> list[Schema]:
    """What runs before a call and behind it."""
    before = [_script("prerequest", _BEFORE[name])] if name in _BEFORE else []
    kept = [f'pm.collectionVariables.set("{one}", {_way(way)});' for one, way in KEPT.get(name, {}).items()]
    return [*before, _script("test", "\n".join(kept))] if kept else before


def scripts_of_all() -> list[Schema]:
    """What runs behind every call: whether it succeeds, and which version of the event it tells."""
    return [_script("test", _CHECK)]


def _way(way: tuple[str | int, ...]) -> str:
    return "String(pm.response.json()" + "".join(f"[{json.dumps(step)}]" for step in way) + ")"


def _script(listen: str, code: str) -> Schema:
    return {"listen": listen, "script": {"type": "text/javascript", "exec": code.split("\n")}}
