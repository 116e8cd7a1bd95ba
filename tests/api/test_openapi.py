"""The document of the API is valid, whole, without doubles, and its examples are what it says."""

import json
import re

import msgpack
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import TypeAdapter

from webapp.api.calls import CALLS
from webapp.api.openapi import document, path_of
from webapp.api.refusals import statuses_of

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
every_call = pytest.mark.parametrize("endpoint", sorted(CALLS))


def operation_of(endpoint):
    declared = CALLS[endpoint]
    return document()["paths"][path_of(declared)][declared.method.lower()]


def problems_of(value, schema):
    whole = {**schema, "components": document()["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(value)]


def test_it_is_valid_openapi():
    assert [str(error) for error in OpenAPIV31SpecValidator(document()).iter_errors()] == []


def test_every_call_is_there_and_nothing_else():
    told = [
        operation["operationId"] for methods in document()["paths"].values() for operation in methods.values()
    ]
    assert all(tag["description"] for tag in document()["tags"])
    assert sorted(told) == sorted(endpoint.removeprefix("api.") for endpoint in CALLS)


@every_call
def test_a_call_is_told_whole(endpoint):
    declared, operation = CALLS[endpoint], operation_of(endpoint)
    assert operation["summary"] and operation["tags"] == [declared.noun]
    assert operation["security"] == ([{"bearer": [declared.scope]}] if declared.scope else [])
    assert operation["responses"].keys() == {
        str(status) for status in statuses_of(declared) | {declared.status}
    }
    assert set(declared.headers) <= operation["responses"][str(declared.status)]["headers"].keys()
    assert ("requestBody" in operation) == (declared.body is not None)
    if declared.gives is not None:
        content = operation["responses"][str(declared.status)]["content"]
        assert set(content) == {"application/json", "application/msgpack"}


@every_call
def test_examples_are_what_they_are_examples_of(endpoint):
    declared, operation = CALLS[endpoint], operation_of(endpoint)
    if declared.body is not None:
        told = operation["requestBody"]["content"]["application/json"]
        TypeAdapter(declared.body).validate_python(told["example"])
        assert problems_of(told["example"], told["schema"]) == []
    if declared.gives is not None:
        told = operation["responses"][str(declared.status)]["content"]["application/json"]
        assert problems_of(told["example"], told["schema"]) == []


@on_sqlite
def test_a_body_that_may_be_left_out_is_not_required(program, alice, team, retreat):
    for endpoint, path in (
        ("api.put_calendar", f"/calendars/{team}"),
        ("api.change_event", f"/events/{retreat}"),
    ):
        assert operation_of(endpoint)["requestBody"]["required"] is False
        assert program(alice).call("PUT", path).status_code == 200
    for endpoint in ("api.make_event", "api.change_event_role", "api.login"):
        assert operation_of(endpoint)["requestBody"]["required"]


def test_shapes_have_plain_names_and_are_all_used():
    text = json.dumps(document())
    for name in document()["components"]["schemas"]:
        assert re.fullmatch(r"[A-Z][A-Za-z]+", name), name
        assert f'"#/components/schemas/{name}"' in text, name


def test_refusals_have_the_shape_of_problems():
    responses = document()["components"]["responses"]
    for name, told in responses.items():
        if name != "NotModified":
            content = told["content"]["application/problem+json"]
            assert problems_of(content["example"], content["schema"]) == []
    assert "Retry-After" in responses["TooManyRequests"]["headers"]
    assert responses["UnprocessableEntity"]["content"]["application/problem+json"]["schema"]["$ref"].endswith(
        "/Invalid"
    )


@on_sqlite
def test_everybody_may_have_it_and_keep_it(program):
    nobody = program(None)
    answer = nobody.get("/openapi.json")
    assert answer.status_code == 200 and answer.get_json() == json.loads(json.dumps(document()))
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = nobody.get("/openapi.json", {"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert nobody.get("/openapi.json", {"If-None-Match": '"another"'}).status_code == 200
    packed = nobody.get("/openapi.json", {"Accept": "application/msgpack"})
    assert msgpack.unpackb(packed.data) == answer.get_json()


@on_sqlite
def test_who_takes_no_answer_changes_nothing(program, alice):
    """406 comes before the write, not after it."""
    mine = program(alice)
    before = mine.get("/calendars").get_json()
    assert mine.post("/calendars", {"name": "Trips"}, {"Accept": "text/html"}).status_code == 406
    assert mine.get("/calendars").get_json() == before
    assert mine.post("/calendars", {"name": "Trips"}).status_code == 201


@on_sqlite
def test_a_key_with_another_body_is_told_as_a_field(program, alice):
    mine, key = program(alice), {"Idempotency-Key": "one"}
    assert mine.post("/calendars", {"name": "Trips"}, key).status_code == 201
    refused = mine.post("/calendars", {"name": "Others"}, key)
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["field"] == "Idempotency-Key"
