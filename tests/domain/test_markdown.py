"""Descriptions become safe HTML, whatever was typed, and never take long."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import within
from webapp.domain.markdown import plain, render

ALLOWED_TAG = re.compile(
    r"</?(p|em|strong|s|del|ul|ol|li|h[3-6]|blockquote|code|pre|table|thead|tbody|tr|th|td)>|<(br|hr)>"
    r'|<a href="(https?|mailto):[^"<>]*" rel="noopener nofollow">|<a rel="noopener nofollow">|</a>',
    re.IGNORECASE,
)


def unexpected_tags(html):
    return [tag for tag in re.findall(r"<[^>]*>?", html) if not ALLOWED_TAG.fullmatch(tag)]


def test_a_description_keeps_its_structure():
    html = render("# Plan\n\nBring *numbers* and **charts**, ~~not slides~~.\n\n- one\n- two\n\n> said `x`")

    assert html.split("\n")[0] == "<h3>Plan</h3>"
    assert "<em>numbers</em> and <strong>charts</strong>, <s>not slides</s>" in html
    assert "<li>two</li>" in html
    assert "<blockquote>\n<p>said <code>x</code></p>" in html


@pytest.mark.parametrize(
    ("levels", "shown"),
    [("1236", "3456"), ("2", "3"), ("24", "34"), ("131", "343"), ("3133", "3344"), ("123456", "345666")],
)
def test_headings_are_an_outline_below_those_of_the_page(levels, shown):
    html = render("\n\n".join(f"{'#' * int(level)} a" for level in levels))

    assert re.findall(r"<h(\d)>", html) == list(shown)
    assert re.findall(r"</h(\d)>", html) == list(shown)


def test_a_line_break_stays_a_line_break():
    assert render("one\ntwo").strip() == "<p>one<br>\ntwo</p>"


def test_a_table_is_a_table():
    assert "<td>2</td>" in render("|a|b|\n|:-|-:|\n|1|2|")


def test_links_open_nothing_but_the_web_and_mail():
    html = render("[a](https://a.example/x?y=1&z=2) <mailto:b@c.example> [h](HTTP://d.example)")

    assert html.count('rel="noopener nofollow"') == 3
    assert 'href="https://a.example/x?y=1&amp;z=2"' in html


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java&#10;script:alert(1))",
        "[x](\x01javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](/admin/people)",
        "[x](//evil.example)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "![x](javascript:alert(1))",
    ],
)
def test_no_other_link_is_made(text):
    assert "<a" not in render(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<!-- --><b onclick=x>",
        "<style>*{display:none}</style>",
        "![i](https://evil.example/pixel.png)",
        "[h](https://a.example 'a\" onclick=\"x')",
        '[h](https://a.example"onclick="x)',
        '```html" onclick="x\n<script>\n```',
        "|<script>|\n|-|\n|<img onerror=x>|",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<<script>script>alert(1)<</script>/script>",
        "> # <iframe src=//evil.example>",
        "\x00<script>",
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    ],
)
def test_html_that_was_typed_is_shown_not_run(text):
    assert unexpected_tags(render(text)) == []


def test_html_that_was_typed_can_be_read():
    assert render("Use <b onclick=x>bold</b>") == "<p>Use &lt;b onclick=x&gt;bold&lt;/b&gt;</p>\n"


@given(st.text(alphabet="<>[]()!*_`~|#-\n \"'&;:/\\abjs=", max_size=200))
def test_only_listed_tags_and_attributes_ever_come_out(text):
    assert unexpected_tags(render(text)) == []


HOSTILE = {
    "brackets": "[" * 20_000,
    "brackets to the limit": "[" * 65_536,
    "nested links": "[a](b" * 10_000,
    "images": "![" * 32_768,
    "stars": "*a **b " * 9_000,
    "underscores": "*_" * 32_768,
    "ticks": "".join("`" * n + " " for n in range(1, 350)),
    "items": "-\n" * 32_768,
    "headings": "# a\n" * 16_384,
    "wide table": "|a" * 10_000 + "|\n" + "|-" * 10_000 + "|\n" + "|\n" * 5_000,
    "long table": "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|\n" * 1_500,
    "less-than": "<a " * 21_000,
    "too long": "word " * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_quick(name):
    html = within(25, lambda: render.__wrapped__(HOSTILE[name]))

    assert unexpected_tags(html) == []


def test_text_that_is_too_much_is_shown_as_it_was_typed():
    assert render("[<" * 20_000) == f"<p>{'[&lt;' * 20_000}</p>"


@pytest.mark.parametrize(
    "text", [">" * 60 + " the end", "\n".join("  " * n + "- item" for n in range(60)) + " the end"]
)
def test_nothing_is_left_out_of_text_that_is_nested_deep(text):
    assert "the end" in render(text)


def test_a_long_but_ordinary_description_is_rendered():
    text = "Please read the *draft* before the [meeting](https://a.example).\n\n- one\n- two\n\n" * 400

    assert render(text).count("<em>draft</em>") == 400


def test_plain_is_one_line_without_signs():
    text = "# Plan\n\nBring *numbers*\nand [charts](https://a.example).\n\n- one\n- `two`"

    assert plain(text) == "Plan Bring numbers and charts. one two"


def test_plain_cuts_long_text_with_an_ellipsis():
    line = plain("word " * 1_000)

    assert len(line) <= 140
    assert line.endswith("word…")


def test_nothing_stays_nothing():
    assert render("") == ""
    assert plain(" \n") == ""
