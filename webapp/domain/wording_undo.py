"""What a change set did and what taking it back does, in sentences."""

from collections.abc import Sequence

from webapp.domain.wording_dates import count
from webapp.domain.wording_files import say_events
from webapp.domain.wording_formats import quoted
from webapp.domain.wording_occurrences import dates_text
from webapp.domain.wording_phrases import language_of

_DID = {
    "edit": "did.changed",
    "merge": "did.changed",
    "batch": "did.changed",
    "import": "did.imported",
    "restore": "did.brought_back",
    "purge": "did.purged",
    "left": "did.left",
}


def say_did(kind: str, events: int, locale: str = "en_GB") -> str:
    """ "imported 212 events", to stand after a name."""
    language = language_of(locale)
    said = language.words[_DID.get(kind, "did.undone")].format(events=count(events, "event", locale))
    return language.lead + said


def say_outlook(
    again: bool,
    deleted: int,
    restored: int,
    changed: int,
    edited: int = 0,
    gone: int = 0,
    roles: int = 0,
    kept: int = 0,
) -> str:
    """ "Undo deletes 212 events. 3 of them were edited since: you will be asked." `roles` go back, `kept` ones stay."""
    total = deleted + restored + changed
    if not total + roles:
        return " ".join(["Nothing of it is left to take back.", *_kept(kept)])
    parts = [
        f"deletes {say_events(deleted)}" if deleted else "",
        f"brings {say_events(restored)} back" if restored else "",
        f"changes {say_events(changed)} back" if changed else "",
        f"{'gives' if again else 'takes'} {say_roles(roles)} {'again' if again else 'back'}" if roles else "",
    ]
    said = [f"{'Redo' if again else 'Undo'} {listed([part for part in parts if part])}."]
    if edited:
        said.append(f"{_of(edited, total)} edited since: you will be asked.")
    if gone:
        said.append(
            f"{say_events(gone)} {_were(gone)} deleted since and {'stays' if gone == 1 else 'stay'} so."
        )
    return " ".join([*said, *_kept(kept)])


def say_roles(number: int) -> str:
    """ "1 role", "2,000 roles"."""
    return f"{number:,} role{'' if number == 1 else 's'}"


def _kept(roles: int) -> list[str]:
    """What is said of roles that were changed since."""
    if not roles:
        return []
    return [f"{say_roles(roles)} {_were(roles)} changed since and {'stays' if roles == 1 else 'stay'} so."]


def say_brought_back(events: int) -> str:
    """ "3 events are back." """
    return f"{say_events(events)} {'is' if events == 1 else 'are'} back."


def say_undone(again: bool, deleted: int, restored: int, changed: int, roles: int = 0, kept: int = 0) -> str:
    """ "Took it back: 212 events deleted." """
    if not deleted + restored + changed + roles:
        return " ".join(["Nothing of this change is left to take back.", *_kept(kept)])
    parts = [
        f"{say_events(deleted)} deleted" if deleted else "",
        f"{say_events(restored)} brought back" if restored else "",
        f"{say_events(changed)} changed back" if changed else "",
        f"{say_roles(roles)} {'given again' if again else 'taken back'}" if roles else "",
    ]
    done = f"{'Did it again' if again else 'Took it back'}: {listed([part for part in parts if part])}."
    return " ".join([done, *_kept(kept)])


def say_there(title: str, names: Sequence[str], locale: str) -> str:
    """What is taken back in another event, which has these dates of the series now."""
    language = language_of(locale)
    return language.words["dates.there"].format(
        title=quoted(title, locale), days=dates_text(list(names), locale)
    )


def say_unreached(name: str, why: str, locale: str) -> str:
    """Why a date of the series, by its name, cannot be changed where it is now; "look" is the label of the way there."""
    day = dates_text([name], locale) if name else ""
    return language_of(locale).words[f"unreached.{why}"].format(day=day)


def say_undone_there(first: int, last: int, title: str, names: Sequence[str], locale: str) -> str:
    """ "Took back version 2 in “Summit”, which was split off since: Thu 4 March 2027." """
    words = language_of(locale).words["done.undone_of" if first == last else "done.undone_all_of"]
    days = dates_text(list(names), locale)
    return words.format(first=first, version=last, title=quoted(title, locale), days=days)


def _of(edited: int, total: int) -> str:
    if total == 1:
        return "It was"
    return f"{edited:,} of them {_were(edited)}"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def listed(parts: list[str]) -> str:
    """ "one, two and three"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def say_versions(first: int, last: int) -> str:
    """ "version 4" or "versions 2 to 4"."""
    return f"version {last}" if first == last else f"versions {first} to {last}"


def say_prospect(first: int, last: int, does: str, collides: str = "", gone: bool = False) -> str:
    """What taking back some versions does now: `does` is said of whoever does it, `collides` are the names of fields."""
    if gone:
        return "The event was deleted since. Restore it first, then take the changes back."
    if collides:
        return f"Others changed {collides} since, so you will be asked about that. Later changes stay."
    if not does:
        return f"Nothing of {say_versions(first, last)} is left to take back."
    return f"This makes a new version in which you {does}. Later changes stay."
