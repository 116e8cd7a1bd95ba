"""What is to become of two people's saves, in the plainest words, and what of them was lost."""

from collections.abc import Sequence

from tests.faults.interleavings import UNITS, Save, Values, Version


def together(base: Values, theirs: Values, mine: Values) -> tuple[Values, list[str]]:
    """What is to become of three, in the plainest words, and the units about which somebody must be asked."""
    result, asked = dict(theirs), []
    for unit in UNITS:
        if mine[unit] in (base[unit], theirs[unit]):
            continue
        both = mine[unit] if theirs[unit] == base[unit] else _both(unit, base[unit], theirs[unit], mine[unit])
        if both is None:
            asked.append(unit)
        else:
            result[unit] = both
    return result, asked


def _both(
    unit: str, base: tuple[str, ...], theirs: tuple[str, ...], mine: tuple[str, ...]
) -> tuple[str, ...] | None:
    if unit == "tags":
        kept = {tag for tag in base if tag in theirs and tag in mine}
        return tuple(sorted(kept | {tag for tag in (*theirs, *mine) if tag not in base}))
    if unit != "description":
        return None
    lines = []
    for before, one, other in zip(*(side[0].split("\n") for side in (base, theirs, mine)), strict=True):
        if before not in (one, other) and one != other:
            return None
        lines.append(other if one == before else one)
    return ("\n".join(lines),)


def resolved(save: Save, versions: Sequence[Version]) -> Save:
    """The save with its answers about lines of the description worked into the description."""
    if save.answers is None:
        return save
    sides = [versions[number - 1].values["description"] for number in save.answers[:2]]
    texts = [side[0].split("\n") for side in (*sides, save.mine["description"])]
    answers, lines = iter(save.answers.lines), []
    for before, theirs, mine in zip(*texts, strict=True):
        if before in (theirs, mine) or theirs == mine:
            lines.append(mine if theirs == before else theirs)
        else:
            lines.append({"theirs": theirs, "mine": mine}.get(answer := next(answers), answer))
    assert list(answers) == [], "a line was asked about that nobody contests"
    return save._replace(mine={**save.mine, "description": ("\n".join(lines),)}, answers=None)


def started_from(save: Save, versions: Sequence[Version]) -> Values:
    """What the person of a save had seen."""
    return {unit: versions[number - 1].values[unit] for unit, number in save.bases.items()}


def pieces(values: Values, unit: str) -> set[str]:
    """What of a unit can be lost by itself: a tag, a line of the description, otherwise all of it."""
    if unit == "description":
        return set(values[unit][0].split("\n"))
    return set(values[unit]) if unit == "tags" else {" ".join(values[unit])}


def lost(versions: Sequence[Version], saves: Sequence[Save]) -> list[str]:
    """Everything that vanished although whoever saved had not seen it, or that is not in the version it was saved as.

    The second version was made by the first save, and so on.
    """
    found = []
    for number, save in enumerate(saves, 2):
        base, before, after = (
            started_from(save, versions),
            versions[number - 2].values,
            versions[number - 1].values,
        )
        for unit in UNITS:
            seen, mine = pieces(base, unit), pieces(base | save.mine, unit)
            gone = pieces(before, unit) - pieces(after, unit) - seen
            unsaved = mine - seen - pieces(after, unit)
            found += [f"version {number} lost {piece!r} of {unit}" for piece in gone]
            found += [f"version {number} has not got {piece!r} of {unit}" for piece in unsaved]
    return found
