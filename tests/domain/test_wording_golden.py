"""Golden sentences: what is said of 206 scripted changes, in two languages and three locales."""

import re

import pytest

from tests.domain.golden import FILE, READERS, sentences
from tests.domain.scripted import scripted
from webapp.domain.wording import say, say_unit
from webapp.domain.wording_parts import parts_of
from webapp.domain.wording_phrases import LANGUAGES


def test_sentences_are_the_golden_ones():
    """After a change of the wording: python -m tests.domain.golden, and read what git diff shows."""
    found, golden = (text.split("\n\n") for text in (sentences(), FILE.read_text("utf-8")))

    assert found == golden


def test_two_hundred_changes_use_every_phrase():
    """Those of single instances within another message, too."""
    changes = list(scripted())
    used = {part[0] for _, messages in changes for message in messages for part in parts_of(message)}

    assert len(dict(changes)) == len(changes) >= 200
    assert LANGUAGES["en"].phrases.keys() - used == {"description.several"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_language_misses_is_named(language):
    english, other = LANGUAGES["en"], LANGUAGES[language]

    for part in ("phrases", "nouns", "words"):
        assert getattr(other, part).keys() == getattr(english, part).keys()
    assert len(other.it) == len(english.joined) - 1 == 2


@pytest.mark.parametrize("name", [name for name, _ in scripted()])
def test_no_sentence_of_one_language_has_words_of_the_other(name):
    english, german = (
        " ".join(re.sub("[“„].*?[”“]", "", text) for text in _all_said(name, READERS[reader]))
        for reader in ("en", "de")
    )

    assert not re.search(r"\b(hat|und|den Termin|ihn|Std|März|am|jede)\b|\0", english)
    assert not re.search(r"\b(it|and|the|moved|added|changed|every|March|h)\b|\0", german)


def _all_said(name, how):
    messages = dict(scripted())[name]
    return [say(messages, *how), *(say_unit(message, *how) for message in messages)]
