"""In which version what is there now came to be: of parts by their keys, and of the lines of a text."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from webapp.domain.diffs import compare_text, text_of

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

# So many characters are compared for the lines of one text; a history beyond that is not looked into.
_CHARACTERS = 600_000


def came_to_be(states: Iterable[tuple[int, Mapping[K, Any]]]) -> dict[K, int]:
    """By key the earliest version from which on its value has been what it is now.

    `states` are (version, parts), the newest first, and have to hold every version that changed a part. They are read
    only as far as needed; where they end too early, the last one read answers.
    """
    rest = iter(states)
    first = next(rest, None)
    if first is None:
        return {}
    version, now = first
    found = dict.fromkeys(now, version)
    unsettled = set(now)
    for version, parts in rest:
        unsettled = {key for key in unsettled if key in parts and parts[key] == now[key]}
        if not unsettled:
            break
        found.update(dict.fromkeys(unsettled, version))
    return found


def lines_came_to_be(texts: Iterable[tuple[int, str]]) -> list[int]:
    """For each line of the newest text the earliest version that has had it ever since, wherever it stood.

    `texts` are (version, text), the newest first. A line of which a word was changed is a new one. Where comparing
    becomes too much, the oldest version looked at answers.
    """
    rest = iter(texts)
    version, newer = next(rest, (0, ""))
    found = [version] * len(lines_of(newer))
    places = {n: n for n in range(len(found))}  # line now -> line of the text at hand
    spent = 0
    for version, older in rest:
        spent += len(newer) + len(older)
        if spent > _CHARACTERS:
            break
        kept = _kept(older, newer)
        places = {now: kept[there] for now, there in places.items() if there in kept}
        if not places:
            break
        for now in places:
            found[now] = version
        newer = older
    return found


def lines_of(text: str) -> list[str]:
    """The lines as they are counted here; no text has none."""
    return text.split("\n") if text else []


def _kept(older: str, newer: str) -> dict[int, int]:
    """Line of the newer text -> the same line of the older one."""
    if older == newer:
        return {n: n for n in range(len(lines_of(newer)))}
    return _with_exact(_aligned(older, newer), lines_of(older), lines_of(newer))


def _aligned(older: str, newer: str) -> dict[int, int]:
    """The lines that a comparison finds in both, in their place or moved, to the letter."""
    kept: dict[int, int] = {}
    moved: dict[int | None, dict[bool, tuple[int, str]]] = {}
    left = right = 0
    for row in compare_text(older, newer):
        old, new = text_of(row.left), text_of(row.right)
        if row.kind == "same":
            kept.update((right + n, left + n) for n in range(old.count("\n") + 1))
        elif row.kind in ("moved_from", "moved_to"):
            here = row.kind == "moved_to"
            moved.setdefault(row.move, {})[here] = (right, new) if here else (left, old)
        left += old.count("\n") + 1 if row.kind not in ("came", "moved_to") else 0
        right += new.count("\n") + 1 if row.kind not in ("gone", "moved_from") else 0
    ends = [(ends[False], ends[True]) for ends in moved.values() if len(ends) == 2]
    kept.update((there, here) for (here, old), (there, new) in ends if old == new)
    return kept


def _with_exact(kept: dict[int, int], older: list[str], newer: list[str]) -> dict[int, int]:
    """With every line that is there word by word in both, though a comparison showed it otherwise."""
    taken = set(kept.values())
    waiting: dict[str, list[int]] = {}
    for n, line in enumerate(older):
        if n not in taken and line.strip():
            waiting.setdefault(line, []).append(n)
    for n, line in enumerate(newer):
        if n not in kept and (places := waiting.get(line)):
            kept[n] = places.pop(0)
    return kept


def runs(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    """Neighbours that have the same key, together."""
    found: list[list[T]] = []
    for item in items:
        if found and key(found[-1][-1]) == key(item):
            found[-1].append(item)
        else:
            found.append([item])
    return found
