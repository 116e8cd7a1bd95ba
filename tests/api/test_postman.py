"""The collection for Postman: every call once, in the folder of its noun, as format 2.1.0 wants it."""

import json

import pytest

from webapp.api.calls import CALLS
from webapp.api.openapi import document
from webapp.api.postman import collection

METHODS = {"GET", "POST", "PUT", "DELETE"}


@pytest.fixture
def made():
    return collection(document())


def test_every_call_is_there_once_in_the_folder_of_its_noun(made):
    told = [(folder["name"], item["request"]["method"]) for folder in made["item"] for item in folder["item"]]
    assert sorted(told) == sorted((call.noun, call.method) for call in CALLS.values())
    addresses = [
        (item["request"]["method"], item["request"]["url"]["raw"])
        for folder in made["item"]
        for item in folder["item"]
    ]
    assert len(addresses) == len(set(addresses))


def test_it_has_the_members_of_the_format(made):
    """Those that the schema of format 2.1.0 requires or knows; the schema itself has no licence to be kept here."""
    assert made["info"]["schema"].endswith("/v2.1.0/collection.json") and made["info"]["name"] == "Daybook"
    assert {one["key"] for one in made["variable"]} == {"base_url", "token"}
    assert made["auth"]["bearer"][0]["value"] == "{{token}}"
    for folder in made["item"]:
        for item in folder["item"]:
            request = item["request"]
            assert item["name"] and request["method"] in METHODS and item["response"] == []
            assert request.keys() <= {"method", "url", "header", "body", "auth", "description"}
            assert all(
                {"key", "value"} <= part.keys() for part in [*request["header"], *request["url"]["query"]]
            )


def test_an_address_is_filled_in_from_variables(made):
    for folder in made["item"]:
        for item in folder["item"]:
            url = item["request"]["url"]
            assert url["raw"] == "/".join([*url["host"], *url["path"]])
            named = {part.removeprefix(":") for part in url["path"] if part.startswith(":")}
            assert named == {one["key"] for one in url["variable"]}


def test_bodies_are_examples_and_public_calls_send_no_token(made):
    items = {item["name"]: item["request"] for folder in made["item"] for item in folder["item"]}
    assert json.loads(items["Sign in"]["body"]["raw"])["username"] == "ana"
    assert items["Sign in"]["auth"] == {"type": "noauth"} and "auth" not in items["Who the token belongs to"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_command_writes_it(app, tmp_path):
    run = app.test_cli_runner().invoke
    file = tmp_path / "daybook.json"
    done = run(args=["export-postman", str(file)])
    assert (done.exit_code, done.output.split(" to ")[0]) == (0, f"Wrote {len(CALLS)} calls")
    assert json.loads(file.read_text()) == json.loads(json.dumps(collection(document())))
    refused = run(args=["export-postman", str(tmp_path / "nowhere" / "file.json")])
    assert refused.exit_code == 1 and "Choose another place." in refused.output
