"""Who can be there at a time, in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from webapp.domain.common_times import Slot
from webapp.domain.locales import Audience, say_day
from webapp.domain.periods import wall_in

KEEPS = "keeps their times to themselves"


def say_slot(slot: Slot, names: Mapping[str, str], quiet: Sequence[str] = ()) -> str:
    """ "all 4 free", or "2 free, Bob may be busy, without Dora"; names by username. Of whoever is quiet nobody knows."""
    unknown = [f"{_listed(list(quiet))} not known"] if quiet else []
    perhaps = [f"{names[key]} may be busy" for key in slot.maybe]
    without = [f"without {_listed([names[key] for key in slot.busy])}"] if slot.busy else []
    return ", ".join([*_free(slot), *perhaps, *without, *_late(slot, names), *unknown])


def say_quiet(quiet: Sequence[str]) -> str:
    """Whose times nobody sees, and what that means; nothing where all are seen."""
    if not quiet:
        return ""
    verb = KEEPS if len(quiet) == 1 else "keep their times to themselves"
    return f"{_listed(list(quiet))} {verb}: at any of these times they may be busy."


def say_unknown(unknown: Sequence[str]) -> str:
    """Who is invited as well and is nobody the reader plans with; nothing where there is nobody."""
    if not unknown:
        return ""
    are, share = ("is", "shares") if len(unknown) == 1 else ("are", "share")
    return f"{_listed(list(unknown))} {are} invited too and {share} no calendar with you: when they are busy is not known."


def say_cut(until: datetime | None, audience: Audience) -> str:
    """Where not all of what is planned could be looked at, up to when it was; nothing where it was."""
    if until is None:
        return ""
    day = say_day(wall_in(until, audience.zone), audience.locale)
    return f"So much is planned that Daybook has looked as far as {day}. Ask for fewer days or people."


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
