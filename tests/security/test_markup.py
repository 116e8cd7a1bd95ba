"""What people type stays text: on every page, in every fragment and live frame, in every answer that shows it again."""

from datetime import UTC, date, datetime

import pytest

from tests.security.markup import Reader, wrongs
from tests.security.matrix import MATRIX, ask, most_rightful, pages
from tests.security.one_database import database
from tests.security.world import Stage, Words, World, build
from webapp.domain import markdown
from webapp.domain.locales import Audience
from webapp.domain.markdown import render
from webapp.fragments import agenda, compare, event, history, month, sharing
from webapp.models import Person
from webapp.operations import history as versions
from webapp.operations.calendars import calendars_of
from webapp.operations.members import Target, find_people
from webapp.operations.reading import read_event
from webapp.operations.schedule import items_between

__all__ = ["database"]
pytestmark = pytest.mark.usefixtures("no_csrf")

# No element, no attribute, no address and no code may ever be made out of this word.
MARK = "xss17"
# Each as short as it can be, as names hold 80 characters and tags 40.
PAYLOADS = [
    f"<script>{MARK}()</script>",
    f"<img src=x onerror={MARK}()>",
    f"<svg/onload={MARK}()>",
    f'"><{MARK} onfocus={MARK}() tabindex=1>',
    f"' autofocus onfocus='{MARK}()' {MARK}='",
    f'" {MARK}="1" onmouseover="{MARK}()',
    f"</title></textarea></select><{MARK}>",
    f"--><!--{MARK}--><{MARK}>",
    f"<iframe srcdoc='<{MARK}>'>",
    f"javascript:{MARK}()",
    f"[{MARK}](javascript:{MARK}())",
    f"<b hx-get=/{MARK} hx-on:click={MARK}()>",
    f"&lt;{MARK}&gt;&#60;{MARK}&#62;",
    "{{ 1700 * 10 + 17 }}{% if 1 %}",
]
BODIES = [
    f"[a](javascript:{MARK}()) [b]( java\tscript:{MARK}()) [c](&#106;avascript:{MARK}()) <javascript:{MARK}()>",
    f"[a](data:text/html,<script>{MARK}()</script>) [b](vbscript:{MARK}) [c](JaVaScRiPt:{MARK}())",
    f'![a" onerror="{MARK}()](x) ![b](javascript:{MARK}()) [c](https://lantern.example "d\\" onclick=\\"{MARK}()")',
    f"[r]: javascript:{MARK}()\n\n[r] <a href='javascript:{MARK}()'>c</a> <details open ontoggle={MARK}()>",
    f"<math><mtext></table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={MARK}()&gt;'>",
    f"<noscript><p title='</noscript><img src=x onerror={MARK}()>'></noscript>",
    f"<svg><animate onbegin={MARK}() attributeName=x dur=1s><a xlink:href='javascript:{MARK}()'>",
    f"<form action=javascript:{MARK}()><input type=submit><button formaction=javascript:{MARK}()>",
    f"<base href=//{MARK}.example/><meta http-equiv=refresh content='0;javascript:{MARK}()'><style>@import '{MARK}'",
    f"<b style='background:url(javascript:{MARK}())' hx-get=/{MARK} hx-trigger=load data-hx-on-load={MARK}()>x</b>",
    f'```{MARK}" onload="{MARK}()\n<script>{MARK}()</script>\n```\n\n`<img src=x onerror={MARK}()>`',
    f"<a id={MARK} name={MARK} class='{MARK}' data-live='{MARK}'>x</a><script src=//{MARK}.example></script>",
]
# One for each place that text could break out of: an element, both kinds of quotes, a title or a box, an address, a
# character reference, a template. The others break out of the same ones in other ways, and are for `make soak`.
IN_SHORT = (0, 3, 4, 6, 9, 12, 13)
NUMBERS = [
    pytest.param(n, id=payload, marks=[] if n in IN_SHORT else [pytest.mark.soak])
    for n, payload in enumerate(PAYLOADS)
]
COMPUTED = "17017"  # what the template expression above would make


def nasty(number: int) -> Words:
    """The words of the world with the payload in every field; the description holds all bodies."""
    payload = PAYLOADS[number]
    return Words(
        title=payload,
        location=payload,
        description="\n\n".join([payload, *BODIES]),
        tags=(payload[:40].replace(",", ""),),
        calendar=payload[:70],
        name=payload,
        why=payload,
    )


_worlds: dict[int, World] = {}


@pytest.fixture(params=NUMBERS, scope="module")
def number(request) -> int:
    """Which payload everybody and everything is called by."""
    return request.param


@pytest.fixture
def hostile(number, database, app) -> Stage:
    """The world of that payload, built once."""
    if number not in _worlds:
        _worlds[number] = build(database, nasty(number))
    stage = Stage(database, app, _worlds[number])
    stage.restore()
    return stage


def check(html: str) -> None:
    assert wrongs(html, MARK) == []
    assert COMPUTED not in html


def test_no_page_makes_markup_of_what_people_typed(hostile):
    shown = 0
    for key in pages():
        response = ask(hostile, key, most_rightful(key))
        assert response.status_code in (200, 303), key
        check(response.text)
        shown += MARK in response.text or "1700" in response.text
    assert shown > 15  # the payload is really there, as text


def test_no_other_look_at_the_same_makes_markup(hostile):
    retreat, team = hostile.ids["retreat"], hostile.ids["team"]
    asked = PAYLOADS[3]
    for who, path, query in [
        ("alice", f"/events/{retreat}/history", {"limit": "20", "who": asked, "unit": "title", "via": asked}),
        ("alice", f"/events/{retreat}/compare/1/2", {}),
        ("alice", f"/events/{retreat}/versions/1", {}),
        ("alice", f"/events/{retreat}/fields/description", {}),
        ("alice", f"/events/{retreat}/fields/title", {}),
        ("alice", f"/events/{hostile.ids['gone']}", {}),
        ("vera", f"/calendars/{team}/settings", {}),
        ("vera", f"/events/{retreat}", {}),
        ("alice", "/people", {"q": asked}),
        ("alice", "/events/new", {"date": asked, "time": asked, "title": asked, "calendar": asked}),
        ("root", "/admin/people", {"q": asked, "after": asked}),
        ("root", "/admin/audit", {"person": asked, "action": asked, "from": asked, "to": asked}),
        (None, "/sign-in", {"next": f"/{asked}"}),
        (None, "/sign-in", {"next": f"javascript:{MARK}()"}),
        ("alice", f"/{asked}", {}),
    ]:
        for headers in ({"Accept": "text/html"}, {"HX-Request": "true", "HX-Request-Type": "partial"}):
            check(hostile.visit(who).get(path, query_string=query, headers=headers).text)


def test_what_is_shown_again_after_a_refusal_stays_text(hostile, number):
    payload = PAYLOADS[number]
    for key, route in MATRIX.items():
        if key[1] == "POST":
            form = {name: payload for name in route.form if name not in ("base", "version")}
            answer = ask(hostile, key, most_rightful(key), form=form)
            check(answer.text)


def test_the_conflict_page_shows_three_texts_as_text(hostile, number):
    payload = nasty(number)
    changed = {
        "title": f"{payload.title} mine",
        "location": f"{payload.location} mine",
        "description": f"{payload.description} mine",
        "tags": f"{payload.tags[0][:30]}, mine",
        "base": 1,
    }
    answer = ask(hostile, ("events.update", "POST"), "bob", form=changed)
    assert answer.status_code == 409 and "mine" in Reader(answer.text).text
    check(answer.text)

    one = ask(
        hostile,
        ("events.update_field", "POST"),
        "bob",
        form={"location": f"{payload.location} mine", "base": 1},
    )
    assert one.status_code == 409
    check(one.text)


def test_a_form_that_is_shown_again_because_its_token_is_old_stays_text(hostile, number):
    hostile.app.config["WTF_CSRF_ENABLED"] = True  # no_csrf puts it back
    payload = PAYLOADS[number]
    answer = ask(
        hostile,
        ("events.create", "POST"),
        "alice",
        form={"title": payload, payload: payload, "description": BODIES[0]},
    )
    assert answer.status_code == 400
    check(answer.text)


def test_no_live_fragment_makes_markup(hostile, session):
    retreat, team = hostile.ids["retreat"], hostile.ids["team"]
    alice = session.get_one(Person, hostile.ids["alice"])
    audience = Audience("owner", "Europe/Berlin", "en_GB", 24)
    view, found = read_event(retreat), versions.compare(retreat, 1, 3)
    rows = calendars_of(alice)
    items = items_between(alice, rows, date(2026, 3, 1), date(2026, 3, 31), "Europe/Berlin")
    names = {row.id: row.name for row in rows}
    now, today = datetime(2026, 3, 25, 8, tzinfo=UTC), date(2026, 3, 25)
    with hostile.app.test_request_context():
        html = [
            *event.fragments(view, audience).values(),
            *history.rows(retreat, [1, 2, 3], audience).values(),
            *compare.comparison(view.event, found, audience).sections,
            *month.cells(date(2026, 3, 1), 0, items, audience, today).values(),
            agenda.agenda(items, names, date(2026, 3, 20), date(2026, 3, 30), audience, now, today),
            *sharing.fragments(Target(team), audience).values(),
            *sharing.fragments(Target(team, retreat), audience).values(),
            sharing.matches(find_people("xss", set()) or find_people("17", set()), PAYLOADS[3]),
        ]
    for piece in html:
        check(piece)


@pytest.mark.parametrize("body", BODIES + PAYLOADS)
def test_markdown_makes_nothing_that_runs(body):
    assert wrongs(render(body)) == []
    assert wrongs(render(f"- a\n\n  > {body}\n\n1. {body}")) == []


@pytest.mark.parametrize("body", BODIES + PAYLOADS)
def test_the_cleaner_stands_behind_a_parser_that_lets_everything_through(monkeypatch, body):
    monkeypatch.setitem(markdown._PARSER.options, "html", True)
    monkeypatch.setattr(markdown._PARSER, "validateLink", lambda url: True)

    assert wrongs(render.__wrapped__(body)) == []


def test_markdown_still_makes_what_is_harmless():
    html = render("A *lamp*, a [map](https://lantern.example) and\n\n- a book")
    assert "<em>lamp</em>" in html and 'href="https://lantern.example"' in html and "<li>" in html
