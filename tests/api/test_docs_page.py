"""The API's page for people: public, whole, readable without scripts; in a browser it copies and tries."""

import re
from html import unescape

import pytest

from tests.support.accessibility import violations
from webapp.api.calls import CALLS
from webapp.api.openapi import document, path_of

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@on_sqlite
def test_it_tells_every_call_to_everybody(client):
    response = client.get("/api/docs")
    assert (response.status_code, response.mimetype) == (200, "text/html")
    text = unescape(response.text.replace("<wbr>", ""))
    for endpoint, declared in CALLS.items():
        article = text.split(f'<article class="call" id="{endpoint.removeprefix("api.")}"')[1].split(
            "</article>"
        )[0]
        assert f"<code>/api{path_of(declared)}</code>" in article and declared.says.rstrip(".") in article
        for name in declared.body.model_fields if declared.body else ():
            assert f"<code>{name}</code>" in article
    for name in document()["components"]["schemas"]:
        assert f'id="shape-{name}"' in text


@on_sqlite
def test_every_link_of_it_leads_somewhere(client):
    text = client.get("/api/docs").text
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    assert set(re.findall(r'(?:aria-labelledby|aria-describedby|for)="([^"]+)"', text)) <= set(ids)


@on_sqlite
def test_it_is_read_and_nothing_else(client):
    refused = client.post("/api/docs")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET")


@pytest.mark.browser
@on_sqlite
def test_a_call_is_tried_with_ones_own_token(live_server, open_context, program, alice, complaints):
    """The token is in its field and nowhere else; without it the answer is the problem that anybody gets."""
    page = open_context(base_url=live_server.url).new_page()
    page.goto("/api/docs")
    trial = page.locator("#me .call__try")
    trial.locator("summary").click()
    trial.get_by_role("button", name="Send GET").click()
    trial.locator(".code", has_text='"status": 401').wait_for()
    complaints.texts.clear()  # the browser writes of every 401
    page.get_by_label("Your token").fill(program(alice).token)
    trial.get_by_role("button", name="Send GET").press("Enter")
    trial.locator(".code", has_text='"username": "alice"').wait_for()
    assert page.evaluate(
        "[localStorage.length, sessionStorage.length, document.cookie, location.search]"
    ) == [0, 0, "", ""]
    page.reload()
    assert page.get_by_label("Your token").input_value() == ""


@pytest.mark.browser
@on_sqlite
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_pleases_everybody(live_server, open_context, scheme, complaints):
    width = 390 if scheme == "light" else 1280
    page = open_context(
        base_url=live_server.url, color_scheme=scheme, viewport={"width": width, "height": 900}
    ).new_page()
    page.goto("/api/docs")
    for details in page.locator("#make_event summary").all():
        details.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#me").get_by_role("button", name="Copy").first.click()
    page.locator("#me").get_by_role("button", name="Copied").wait_for()
