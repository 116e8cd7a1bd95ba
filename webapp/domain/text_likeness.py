"""How much two lines have in common, by their words; each line is cut into words once."""

from collections import Counter
from typing import NamedTuple

from rapidfuzz.distance import Indel

from webapp.domain.text_budget import Budget
from webapp.domain.text_words import tokens

# A flat rate, and characters for one operation, of a look at two lines; the words in their order are compared in C.
_FLAT, _CHARACTERS, _CHARACTERS_IN_ORDER = 1, 8, 64


class Bag(NamedTuple):
    """The words of a text with how often each occurs, and the characters of all."""

    words: Counter[str]
    size: int


class Likeness:
    """How much two texts have in common, 0 to 1, by their words; 0 for all once the budget is spent."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._tokens: dict[str, list[str]] = {}
        self._words: dict[str, list[str]] = {}
        self._bags: dict[str, Bag] = {}

    def tokens(self, text: str) -> list[str]:
        """The text cut up."""
        found = self._tokens.get(text)
        if found is None:
            found = self._tokens[text] = tokens(text)
        return found

    def words(self, text: str) -> list[str]:
        """Its words and numbers alone, in their order."""
        found = self._words.get(text)
        if found is None:
            found = self._words[text] = [token for token in self.tokens(text) if token[0].isalnum()]
        return found

    def bag(self, text: str) -> Bag:
        """Its words without their order."""
        found = self._bags.get(text)
        if found is None:
            words = self.words(text)
            found = self._bags[text] = Bag(Counter(words), sum(map(len, words)))
        return found

    def in_order(self, left: str, right: str, at_least: float) -> float:
        """The share of words, however long, that both have in the same order; 0 where it is below `at_least`."""
        if not self._budget.take(_FLAT + (len(left) + len(right)) // _CHARACTERS_IN_ORDER):
            return 0.0
        first, second = self.words(left), self.words(right)
        if not first or not second:
            return 0.0
        return Indel.normalized_similarity(first, second, score_cutoff=at_least)

    def __call__(self, left: str, right: str, at_least: float = 0.0) -> float:
        if not self._budget.take(_FLAT + (len(left) + len(right)) // _CHARACTERS):
            return 0.0
        first, second = self.bag(left), self.bag(right)
        both = first.size + second.size
        if not both:
            return float(left.strip() == right.strip())
        if 2 * min(first.size, second.size) < at_least * both:
            return 0.0
        return 2 * _shared(first.words, second.words) / both


def _shared(left: Counter[str], right: Counter[str]) -> int:
    """Characters of the words that two bags share."""
    if len(left) > len(right):
        left, right = right, left
    shared = 0
    for word, n in left.items():
        if word in right:
            shared += len(word) * min(n, right[word])
    return shared
