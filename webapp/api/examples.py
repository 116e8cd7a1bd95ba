"""Examples for the documentation: by hand where a reader learns from them, else put together from the shapes."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

_START, _END = "2026-03-24T09:00:00+01:00", "2026-03-24T10:30:00+01:00"
_NEW = {
    "title": "Planning",
    "start_time": "2026-03-24T09:00",
    "end_time": "2026-03-24T10:30",
    "time_zone": "Europe/Berlin",
    "location": "Room 4",
    "is_recurring": True,
    "recurrence_pattern": "FREQ=WEEKLY;BYDAY=TU",
    "tags": ["team"],
}
_ANA = {"id": 3, "username": "ana", "name": "Ana Lindqvist"}
_ONCE = {"title": "Retreat", "start_time": "2026-05-08", "end_time": "2026-05-10", "all_day": True}
# By the name of the shape. A test holds each of them against its shape.
BY_HAND: dict[str, Any] = {
    "NewEvent": _NEW,
    "EventChange": {"location": "Room 5", "base_version": 7, "summary": "Room 4 is being painted"},
    "Batch": {
        "operations": [
            {"op": "create", "event": _ONCE},
            {"op": "update", "id": 9, "event": {"title": "Planning, with Ana"}, "base_version": 7},
            {"op": "share", "id": 9, "users": [{"user_id": 3, "role": "editor"}]},
            {"op": "delete", "id": 12},
        ]
    },
    "SignIn": {"username": "ana", "password": "a lantern in the fog"},
    "Fresh": {
        "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJ…",
        "refresh_token": "c2lk….c2VjcmV0…",
        "token_type": "Bearer",
        "expires_in": 900,
        "user": {**_ANA, "email": "ana@example.org", "role": "member"},
    },
    "SignUp": {
        "username": "ana",
        "email": "ana@example.org",
        "password": "a lantern in the fog",
        "time_zone": "Europe/Berlin",
    },
    "NewCalendar": {"name": "Team", "color": "sky", "time_zone": "Europe/Berlin"},
    "CalendarChange": {"name": "Crew"},
    "Conflict": {"event_id": 12, "title": "Stand-up", "start_time": _START, "end_time": _END},
    "Event": {
        "id": 9,
        "calendar_id": 3,
        "title": "Planning",
        "description": "",
        "location": "Room 4",
        "start_time": _START,
        "end_time": _END,
        "time_zone": "Europe/Berlin",
        "all_day": False,
        "is_recurring": True,
        "recurrence_pattern": "FREQ=WEEKLY;BYDAY=TU",
        "recurrence_exceptions": ["2026-04-07T09:00:00+02:00"],
        "tags": ["team"],
        "status": "confirmed",
        "version": 7,
        "role": "owner",
        "permissions": [
            {"user_id": 3, "username": "ana", "name": "Ana Lindqvist", "role": "owner", "via": "calendar"}
        ],
        "created_at": "2026-03-01T08:15:00+00:00",
        "created_by": _ANA,
        "updated_at": "2026-03-20T16:40:12+00:00",
        "updated_by": {"id": 4, "username": "ben", "name": "Ben Okafor"},
    },
}
_PLAIN: dict[str, Any] = {"string": "", "integer": 1, "number": 1, "boolean": False, "null": None}


def example_of(schema: Schema, components: Schema, *, answer: bool) -> Any:
    """A value of a shape. Of an answer it has every field; of what is sent, those that are required or have an example."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        if name in BY_HAND:
            return BY_HAND[name]
        return example_of(components[name], components, answer=answer)
    for word in ("const", "default"):
        if word in schema and schema[word] is not None:
            return schema[word]
    if schema.get("examples") or schema.get("enum"):
        return (schema.get("examples") or schema["enum"])[0]
    return _made(schema, components, answer)


def _made(schema: Schema, components: Schema, answer: bool) -> Any:
    if answer and {"type": "null"} in schema.get("anyOf", ()):
        return None
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        return example_of(choice, components, answer=answer)
    if schema.get("type") == "array":
        return [example_of(schema.get("items", {}), components, answer=answer)]
    if "properties" not in schema:
        return {} if schema.get("type") == "object" else _PLAIN.get(schema.get("type", "null"))
    required = schema.get("required", ())
    return {
        name: example_of(part, components, answer=answer)
        for name, part in schema["properties"].items()
        if name in required or (not answer and "examples" in part)
    }
