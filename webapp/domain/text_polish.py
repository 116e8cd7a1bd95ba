"""Marks made legible: chance matches dropped, edges tidied, additions and removals cut at natural places."""

from webapp.domain.text_spans import Span, common_ends, push

_WIDE_MARKS = frozenset("。、，．！？；：")
_SENTENCE_MARKS = frozenset(".!?…;:,")
_HYPHENS = frozenset("-_‐‑")
# A kept piece is weak up to this size, and only between changes of so many words together.
_WEAK_TOKENS, _WEAK_CHARACTERS, _PHRASES = 5, 8, 4


def polished(spans: list[Span], left: list[str], right: list[str]) -> list[Span]:
    """The same edit, told as a person would tell it."""
    return _slid(_trimmed(_cleaned(spans, left, right), left, right), left, right)


def _cleaned(spans: list[Span], left: list[str], right: list[str]) -> list[Span]:
    """The spans with chance matches (a space, "the") between two larger changes made part of the change."""
    result: list[Span] = []
    weights: list[_Weight | None] = []  # of changes, once they are asked for
    for span in spans:
        weight: _Weight | None = None
        while (
            not span.equal and len(result) > 1 and not _is_long(kept := left[result[-1].i1 : result[-1].i2])
        ):
            weight = weight or _weigh(span, left, right)
            before = weights[-2] = weights[-2] or _weigh(result[-2], left, right)
            if not _is_weak(kept, before, weight) and not _is_hyphen(result[-2:], span, left, right):
                break
            weight = _sum(before, _weigh(result[-1], left, right), weight)
            span = Span(False, result[-2].i1, span.i2, result[-2].j1, span.j2)
            del result[-2:], weights[-2:]
        result.append(span)
        weights.append(weight)
    return result


# Visible characters of the left and of the right, words of the left and of the right.
_Weight = tuple[int, int, int, int]


def _weigh(span: Span, left: list[str], right: list[str]) -> _Weight:
    characters, words = _seen(left[span.i1 : span.i2])
    characters_right, words_right = _seen(right[span.j1 : span.j2])
    return characters, characters_right, words, words_right


def _seen(tokens: list[str]) -> tuple[int, int]:
    """Visible characters, and words."""
    characters = words = 0
    for token in tokens:
        if not token.isspace():
            characters += len(token)
            words += token[0].isalnum()
    return characters, words


def _sum(a: _Weight, b: _Weight, c: _Weight) -> _Weight:
    return a[0] + b[0] + c[0], a[1] + b[1] + c[1], a[2] + b[2] + c[2], a[3] + b[3] + c[3]


def _is_long(kept: list[str]) -> bool:
    """Whether a kept piece needs no closer look."""
    return len(kept) > _WEAK_TOKENS and not all(map(str.isspace, kept))


def _is_weak(kept: list[str], before: _Weight, after: _Weight) -> bool:
    """Whether a kept piece only gets in the way: nothing but space, or less than either of the changes beside it."""
    size, _ = _seen(kept)
    if not size:
        return True
    if size > _WEAK_CHARACTERS or max(before[2:]) + max(after[2:]) < _PHRASES:
        return False
    return size <= min(max(before[:2]), max(after[:2]))


def _is_hyphen(kept: list[Span], after: Span, left: list[str], right: list[str]) -> bool:
    """Whether a kept sign only holds two replaced words together: "red-fox" became "blue-cat"."""
    before, sign = kept
    if sign.i2 - sign.i1 != 1 or left[sign.i1] not in _HYPHENS:
        return False
    around = (
        [left[sign.i1 - 1], right[sign.j1 - 1]] if before.i1 < before.i2 and before.j1 < before.j2 else [""]
    )
    around += [left[sign.i2], right[sign.j2]] if after.i1 < after.i2 and after.j1 < after.j2 else [""]
    return all(map(str.isalpha, around))


def _trimmed(spans: list[Span], left: list[str], right: list[str]) -> list[Span]:
    """The spans with what a change starts or ends with on both sides given back to its neighbours."""
    result: list[Span] = []
    for span in spans:
        if span.equal or not _has_common_end(span, left, right):
            push(result, span)
            continue
        head, tail = common_ends(left[span.i1 : span.i2], right[span.j1 : span.j2])
        push(result, Span(True, span.i1, span.i1 + head, span.j1, span.j1 + head))
        push(result, Span(False, span.i1 + head, span.i2 - tail, span.j1 + head, span.j2 - tail))
        push(result, Span(True, span.i2 - tail, span.i2, span.j2 - tail, span.j2))
    return result


def _has_common_end(span: Span, left: list[str], right: list[str]) -> bool:
    if span.i1 == span.i2 or span.j1 == span.j2:
        return False
    return left[span.i1] == right[span.j1] or left[span.i2 - 1] == right[span.j2 - 1]


def _slid(spans: list[Span], left: list[str], right: list[str]) -> list[Span]:
    """The spans with pure additions and removals shifted to the nearest natural boundary."""
    result = list(spans)
    for n in range(1, len(result) - 1):
        span = result[n]
        if span.equal or (span.i1 < span.i2 and span.j1 < span.j2):
            continue
        side, start, end = (right, span.j1, span.j2) if span.i1 == span.i2 else (left, span.i1, span.i2)
        shift = _best_shift(side, start, end, _room(result, n - 1), _room(result, n + 1))
        if shift:
            result[n - 1 : n + 2] = _shifted(result[n - 1 : n + 2], shift)
    return [span for span in result if span.i1 < span.i2 or span.j1 < span.j2]


def _room(spans: list[Span], n: int) -> int:
    """How many tokens of a kept span its neighbour may slide over: all but one, all at the ends of the text."""
    return spans[n].i2 - spans[n].i1 - (0 < n < len(spans) - 1)


def _shifted(three: list[Span], shift: int) -> list[Span]:
    before, span, after = three
    return [
        before._replace(i2=before.i2 + shift, j2=before.j2 + shift),
        Span(False, span.i1 + shift, span.i2 + shift, span.j1 + shift, span.j2 + shift),
        after._replace(i1=after.i1 + shift, j1=after.j1 + shift),
    ]


def _best_shift(side: list[str], start: int, end: int, back: int, ahead: int) -> int:
    """By how many tokens to move the piece [start, end) so that both its ends lie best; 0 where it lies well."""
    lowest = 0
    while -lowest < back and side[start + lowest - 1] == side[end + lowest - 1]:
        lowest -= 1
    highest = 0
    while highest < ahead and side[start + highest] == side[end + highest]:
        highest += 1

    def ease(shift: int) -> tuple[int, int]:
        return _ease(side, start + shift) + _ease(side, end + shift), -abs(shift)

    return max(range(lowest, highest + 1), key=ease) if lowest < highest else 0


def _ease(side: list[str], place: int) -> int:
    """How naturally the tokens can be cut at a place: between lines best, then before a word, then after a sentence."""
    if place in (0, len(side)) or side[place - 1] == "\n":
        return 4
    if side[place - 1].isspace() or side[place - 1] in _WIDE_MARKS:
        return 2
    return int(side[place - 1] in _SENTENCE_MARKS and side[place].isspace())
