"""A limit on any page answers 429 with how long to wait, in the header and in words."""

import re

import pytest

from tests.support.cast import sign_in_as
from webapp.extensions import limiter


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_that_is_asked_for_too_often_says_how_long_to_wait(alice, make_app):
    app = make_app(RATELIMIT_ENABLED=True)
    app.add_url_rule("/limited", "limited", limiter.limit("2/minute")(lambda: "fine"))
    with app.app_context():
        client = sign_in_as(app.test_client(), alice)
        answers = [client.get("/limited") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    seconds = int(answers[-1].headers["Retry-After"])
    assert 1 <= seconds <= 60
    assert re.search(r"Wait \d+ seconds", answers[-1].text)
