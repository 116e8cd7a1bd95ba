"""The collection for Postman: every call once, in the folder of its noun, as format 2.1.0 wants it."""

import json
import re
from functools import reduce
from operator import getitem

import pytest

from tests.support.callers import Program
from tests.support.cast import PASSWORD, make_person
from webapp.api import postman_run
from webapp.api.calls import CALLS
from webapp.api.openapi import document
from webapp.api.postman import ENDINGS, collection

METHODS = {"GET", "POST", "PUT", "DELETE"}


@pytest.fixture
def made():
    return collection(document())


def test_every_call_is_there_once_in_the_folder_of_its_noun(made):
    told = [(folder["name"], item["request"]["method"]) for folder in made["item"] for item in folder["item"]]
    ends = {f"api.{name}" for name in postman_run.ENDINGS}
    assert sorted(told) == sorted(
        (ENDINGS if name in ends else call.noun, call.method) for name, call in CALLS.items()
    )
    addresses = [
        (item["request"]["method"], item["request"]["url"]["raw"])
        for folder in made["item"]
        for item in folder["item"]
    ]
    assert len(addresses) == len(set(addresses))


def test_it_has_the_members_of_the_format(made):
    """Those that the schema of format 2.1.0 requires or knows; the schema itself has no licence to be kept here."""
    assert made["info"]["schema"].endswith("/v2.1.0/collection.json") and made["info"]["name"] == "Daybook"
    assert {"base_url", "token"} <= {one["key"] for one in made["variable"]}
    assert made["auth"]["bearer"][0]["value"] == "{{token}}"
    for folder in made["item"]:
        for item in folder["item"]:
            request = item["request"]
            assert item.keys() <= {"name", "request", "response", "event"}
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
    assert json.loads(items["Sign in"]["body"]["raw"])["username"] == "{{username}}"
    assert items["Sign in"]["auth"] == {"type": "noauth"} and "auth" not in items["Who the token belongs to"]


def test_what_a_run_needs_is_named_as_calls_and_variables_are(made):
    named = {
        *postman_run.ORDER,
        *postman_run.KEPT,
        *postman_run.BODIES,
        *(name for name, _ in postman_run.FILLED),
    }
    assert {f"api.{name}" for name in named} <= CALLS.keys()
    assert set(re.findall(r"\{\{(\w+)\}\}", json.dumps(made))) <= postman_run.VARIABLES.keys()
    for kept in postman_run.KEPT.values():
        assert kept.keys() <= postman_run.VARIABLES.keys()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_run_from_top_to_bottom_every_call_succeeds(app, made):
    """As Postman and newman run it, but for the scripts: what they keep of answers is kept here out of the same table."""
    known = dict(
        postman_run.VARIABLES, base_url="", username="ana", password=PASSWORD, colleague="colleague-1"
    )
    names = {call.says.rstrip("."): endpoint.removeprefix("api.") for endpoint, call in CALLS.items()}
    make_person("colleague-1", "Col League")
    for item in (item for folder in made["item"] for item in folder["item"]):
        answer = sent(app, item["request"], known)
        assert 200 <= answer.status_code < 300, (item["name"], answer.text)
        if version := re.fullmatch(r'"(\d+)"', answer.headers.get("ETag", "")):
            known["version"] = version[1]
        for variable, way in postman_run.KEPT.get(names[item["name"]], {}).items():
            known[variable] = str(reduce(getitem, way, answer.get_json()))
    assert sent(app, WHO_I_AM, known).status_code == 401


# Anything that a token is needed for.
WHO_I_AM = {"method": "GET", "url": {"raw": "/auth/me", "query": [], "variable": []}}


def sent(app, request, known):
    """The answer to a request with its variables filled in."""

    def filled(text):
        return re.sub(r"\{\{(\w+)\}\}", lambda found: known[found[1]], text)

    parts = {one["key"]: filled(one["value"]) for one in request["url"]["variable"]}
    path = re.sub(r":(\w+)", lambda found: parts[found[1]], filled(request["url"]["raw"]))
    query = {one["key"]: filled(one["value"]) for one in request["url"]["query"] if not one["disabled"]}
    body = json.loads(filled(request["body"]["raw"])) if "body" in request else None
    token = None if request.get("auth") == {"type": "noauth"} else known["token"]
    return Program(app, token).call(request["method"], path, body, **query)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_command_writes_it(app, tmp_path):
    run = app.test_cli_runner().invoke
    file = tmp_path / "daybook.json"
    done = run(args=["export-postman", str(file)])
    assert (done.exit_code, done.output.split(" to ")[0]) == (0, f"Wrote {len(CALLS)} calls")
    assert json.loads(file.read_text()) == json.loads(json.dumps(collection(document())))
    refused = run(args=["export-postman", str(tmp_path / "nowhere" / "file.json")])
    assert refused.exit_code == 1 and "Choose another place." in refused.output
