"""Who can be there at a time, in words."""

from collections.abc import Mapping

from webapp.domain.common_times import Slot


def say_slot(slot: Slot, names: Mapping[str, str]) -> str:
    """ "all 4 free", or "2 free, Bob may be busy, without Dora"; names by username."""
    perhaps = [f"{names[key]} may be busy" for key in slot.maybe]
    without = [f"without {_listed([names[key] for key in slot.busy])}"] if slot.busy else []
    return ", ".join([*_free(slot), *perhaps, *without, *_late(slot, names)])


def _late(slot: Slot, names: Mapping[str, str]) -> list[str]:
    if not slot.late:
        return []
    if set(slot.late) == {*slot.free, *slot.maybe, *slot.busy}:
        return ["outside of working hours"]
    return [f"outside of working hours for {_listed([names[key] for key in slot.late])}"]


def _free(slot: Slot) -> list[str]:
    free, everybody = len(slot.free), len(slot.free) + len(slot.maybe) + len(slot.busy)
    if not free:
        return []
    if free < everybody:
        return [f"{free} free"]
    return [{1: "free", 2: "both free"}.get(free, f"all {free} free")]


def _listed(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
