"""Two Markdown texts as they look, side by side: what is marked, what is not, and that nothing gets through."""

import random
import re

import pytest

from webapp.domain.markdown import render
from webapp.domain.markdown_compare import compare_looks

SIGNS = [
    "# ",
    "- ",
    "**",
    "*",
    "`",
    "~~",
    "\n",
    "\n\n",
    "> ",
    "---\n",
    "|",
    "<b>",
    "<ins>",
    "&lt;",
    "[a](https://x.org)",
]
WORDS = ["lunch", "garden", "noon", "slides", "meeting", "budget", "the", "a"]


def bare(html):
    """The HTML without its marks."""
    return re.sub(r'<(ins|del)><span class="vh">\w+ </span>|</(ins|del)>', "", html)


def side(blocks, name):
    return "".join(getattr(block, name) for block in blocks)


def a_text(rnd):
    return "".join(rnd.choice([*SIGNS, *WORDS]) + rnd.choice(["", " "]) for _ in range(rnd.randint(0, 25)))


def test_words_are_marked_inside_what_they_stand_in():
    (block,) = compare_looks("Bring a **red book**, please.", "Bring a **blue book**, please.")

    assert block.kind == "change"
    assert '<strong><del><span class="vh">removed </span>red</del> book</strong>' in block.left
    assert '<strong><ins><span class="vh">added </span>blue</ins> book</strong>' in block.right


def test_what_only_looks_otherwise_is_told_apart():
    (block,) = compare_looks("Bring a book.", "Bring a *book*.")

    assert (block.kind, block.right) == ("look", "<p>Bring a <em>book</em>.</p>\n")


def test_a_moved_block_is_a_move():
    one, two, three = "The first of them is long.", "Another paragraph here.", "The third one comes last."
    kinds = [
        block.kind for block in compare_looks(f"{one}\n\n{two}\n\n{three}", f"{two}\n\n{three}\n\n{one}")
    ]

    assert sorted(kinds) == ["moved_from", "moved_to", "same", "same"]


@pytest.mark.parametrize("text", ["<ins>hello</ins>", "<script>alert(1)</script>", "<del>", "a <b>c</b>"])
def test_a_text_cannot_make_marks_or_tags(text):
    (_, right) = (side(compare_looks("word", f"word\n\n{text}"), name) for name in ("left", "right"))

    assert "&lt;" in right
    assert bare(right) == render(f"word\n\n{text}")


@pytest.mark.parametrize("number", [400, pytest.param(20_000, marks=pytest.mark.soak)])
def test_without_its_marks_each_side_is_what_is_shown_elsewhere(number):
    rnd = random.Random(3)
    marked = 0
    for _ in range(number):
        before, after = a_text(rnd), a_text(rnd)
        blocks = compare_looks(before, after)
        assert bare(side(blocks, "left")) == render(before), (before, after)
        assert bare(side(blocks, "right")) == render(after), (before, after)
        marked += any("<ins>" in block.right for block in blocks)
    assert marked > number / 2
