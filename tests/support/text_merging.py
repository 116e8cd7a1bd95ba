"""What a merge of three texts promises, and edits of texts as people make them."""

from collections import Counter
from dataclasses import replace

from webapp.domain.text_merge import merge_text, rebuilt
from webapp.domain.text_words import tokens

SWAPPED = {"theirs": "mine", "mine": "theirs"}


def merged(base, theirs, mine):
    """What becomes of the three texts, after checking all that is promised for any three texts."""
    result = merge_text(base, theirs, mine)
    parts = result.parts
    for side, text in (("base", base), ("theirs", theirs), ("mine", mine)):
        assert rebuilt(getattr(part, side) for part in parts) == text
        assert all((getattr(part, side) or "") in text for part in parts if part.kind == "conflict")
    collides = any(part.kind == "conflict" for part in parts)
    assert result.text == (None if collides else rebuilt(part.text for part in parts))
    assert not lost(base, theirs, parts, "theirs") and not lost(base, mine, parts, "mine")
    assert unmoved(result) == merge_text(base, mine, theirs)
    return result.text


def lost(base, text, parts, side):
    """The tokens that a side added and that are in no part's text and in no conflict."""
    added = Counter(tokens(text)) - Counter(tokens(base))
    shown = rebuilt(getattr(part, side) if part.kind == "conflict" else part.text for part in parts)
    return added - Counter(tokens(shown))


def unmoved(result):
    """The result as it is called when the two sides swap their names."""
    parts = [
        replace(part, kind=SWAPPED.get(part.kind, part.kind), theirs=part.mine, mine=part.theirs)
        for part in result.parts
    ]
    return replace(result, parts=parts)


WORDS = ("read", "the", "draft", "noon", "Anna", "ten", "12.5", "-", "会", "👩‍💻", "é", "lunch,")


def a_text(rnd):
    return "\n".join(" ".join(rnd.choices(WORDS, k=rnd.randrange(9))) for _ in range(rnd.randrange(1, 9)))


def edited(rnd, text):
    """The text after up to four edits as people make them: of words, of lines, and lines moved."""
    for _ in range(rnd.randrange(5)):
        lines = text.split("\n")
        place = rnd.randrange(len(lines))
        EDITS[rnd.randrange(len(EDITS))](rnd, lines, place)
        text = "\n".join(lines)
    return text


def _words_changed(rnd, lines, place):
    words = lines[place].split(" ")
    start = rnd.randrange(len(words))
    words[start : start + rnd.randrange(3)] = rnd.choices((*WORDS, f"new{rnd.random()}"), k=rnd.randrange(3))
    lines[place] = " ".join(words)


def _line_added(rnd, lines, place):
    lines.insert(place, " ".join(rnd.choices(WORDS, k=rnd.randrange(6))))


def _line_removed(rnd, lines, place):
    del lines[place]


def _line_moved(rnd, lines, place):
    lines.insert(rnd.randrange(len(lines)), lines.pop(place))


def _lines_joined(rnd, lines, place):
    lines[place : place + 2] = [" ".join(lines[place : place + 2])]


EDITS = (
    _words_changed,
    _words_changed,
    _words_changed,
    _line_added,
    _line_removed,
    _line_moved,
    _lines_joined,
)
