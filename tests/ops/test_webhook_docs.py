"""docs/webhooks.md keeps its word: the example verifies what is really sent."""

import re
from types import SimpleNamespace

import pytest

from tests.support.cast import a_document
from tests.support.sources import ROOT
from tests.support.webhooks import Clock, send
from webapp.operations.events import create_event
from webapp.operations.webhooks import make_webhook

TEXT = (ROOT / "docs" / "webhooks.md").read_text()


@pytest.fixture
def example():
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    found: dict[str, object] = {}
    exec(code, found)  # the document's own words
    return SimpleNamespace(**found)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_example_verifies_what_is_sent_and_nothing_else(session, receiver, example, cast, team):
    secret = make_webhook(team, receiver.url, ["events"], cast.alice).secret
    create_event(team, a_document(), by=cast.bob)
    send(Clock())
    got = receiver.got[0]

    verify = example.is_from_daybook
    assert verify(secret, got.headers, got.body)
    assert not verify(secret, got.headers, got.body.replace(b'"version":1', b'"version":2'))
    assert not verify(secret, got.headers | {"webhook-id": "msg_other"}, got.body)
    assert not verify("whsec_" + "A" * 43 + "=", got.headers, got.body)
    old = {"webhook-timestamp": str(int(got.headers["webhook-timestamp"]) - 400)}
    assert not verify(secret, got.headers | old, got.body)


def test_the_body_in_the_document_has_the_fields_that_are_sent():
    shown = re.search(r'\{"id": "msg_.*?\n\n?```', TEXT, re.S)[0]
    for name in ("id", "kind", "calendar_id", "change_set_id", "at", "actor", "items", "total"):
        assert f'"{name}":' in shown
