"""What came of a calendar file, in sentences."""

from collections.abc import Mapping

from webapp.domain.icalendar.files import say_left_out


def say_imported(events: int, here: int, left_out: Mapping[str, int], overlapping: int = 0) -> str:
    """ "42 events came in. 3 were here already and stay as they are. 2 tasks are left out." """
    said = [f"{_count(events)} came in."] if events or not here else ["Nothing is new."]
    if here:
        said.append(
            f"{here:,} {'was here already and stays as it is' if here == 1 else 'were here already and stay as they are'}."
        )
    if overlapping:
        said.append(f"{overlapping:,} overlap{'s' if overlapping == 1 else ''} with something else.")
    if left_out:
        total = sum(left_out.values())
        said.append(f"{say_left_out(left_out).capitalize()} {'is' if total == 1 else 'are'} left out.")
    return " ".join(said)


def _count(number: int) -> str:
    return f"{number:,} event{'' if number == 1 else 's'}"
