"""What came of a calendar file, in sentences."""

from collections.abc import Mapping

from webapp.domain.icalendar.files import say_left_out


def say_imported(
    events: int,
    here: int,
    left_out: Mapping[str, int],
    overlapping: int = 0,
    broken: int = 0,
    unread: int = 0,
) -> str:
    """ "42 events came in. 3 were here already and stay as they are. 2 tasks are left out." """
    said = [f"{say_events(events)} came in."] if events or not here else ["Nothing is new."]
    if here:
        said.append(
            f"{here:,} {'was here already and stays as it is' if here == 1 else 'were here already and stay as they are'}."
        )
    if overlapping:
        said.append(f"{overlapping:,} overlap{'s' if overlapping == 1 else ''} with something else.")
    if broken:
        one = broken == 1
        said.append(
            f"{say_events(broken)} with something wrong in {'it is' if one else 'them are'} left out."
        )
    if left_out:
        total = sum(left_out.values())
        said.append(f"{say_left_out(left_out).capitalize()} {'is' if total == 1 else 'are'} left out.")
    if unread:
        one = unread == 1
        said.append(
            f"{'1 line' if one else f'{unread:,} lines'} could not be read and {'goes' if one else 'go'} out again as "
            f"{'it' if one else 'they'} came."
        )
    return " ".join(said)


def say_events(number: int) -> str:
    """ "1 event", "2,000 events"."""
    return f"{number:,} event{'' if number == 1 else 's'}"
