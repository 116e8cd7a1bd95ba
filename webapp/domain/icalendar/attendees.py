"""ATTENDEE lines: who is invited, as a file says it and as it goes out.

An address that is that of an account which sees the calendar becomes that account; `extra["people"]` keeps which address
it was. A line of a file stays as it was but for PARTSTAT and ROLE, with all else that Daybook does not know.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from webapp.domain.attendance import AT_MOST, OUTSIDE, Attendee, attendee
from webapp.domain.icalendar.keeping import own_level
from webapp.domain.icalendar.lines import Line
from webapp.domain.icalendar.nesting import Component
from webapp.domain.texts import cleaned_line

# By address the key and the name of an account.
People = Mapping[str, tuple[str, str]]

_PARTSTAT = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}
_OPTIONAL = ("OPT-PARTICIPANT", "NON-PARTICIPANT")
_ADDRESS = re.compile(r"mailto:[^\s@<>,;]+@[^\s@<>,;]+")
_NAME_AT_MOST = 80
# What stands for the address of an account, which is nobody's business: the way of other calendars.
_NO_ADDRESS = "invalid:nomail"


def attendees_of(component: Component, people: People) -> dict[str, Attendee]:
    """Who is invited by a component; the first line of an address counts, and no more than an event can have."""
    found: dict[str, Attendee] = {}
    for line in component.all("ATTENDEE"):
        address = _address(line)
        if not _ADDRESS.fullmatch(address) or len(address) > 261:
            continue
        key, name = people.get(address.removeprefix(OUTSIDE), (address, ""))
        if len(found) < AT_MOST:
            found.setdefault(key, _attendee(line, name or _name(line, address)))
    return found


def addresses_of(component: Component, people: People) -> dict[str, str]:
    """By key the addresses of those who became accounts."""
    addresses = (_address(line) for line in component.all("ATTENDEE"))
    known = {
        one: people[one.removeprefix(OUTSIDE)] for one in addresses if one.removeprefix(OUTSIDE) in people
    }
    return {key: address for address, (key, _) in known.items()}


def attendee_lines(document: Mapping[str, Any]) -> list[str]:
    """The lines of everybody who is invited: those of a file changed where they have to be, then new ones."""
    extra = document["extra"]
    kept = {_address(line): line for line in _kept(extra.get("lines", []))}
    addresses, found = extra.get("people", {}), []
    for key, who in sorted(document["attendees"].items()):
        line = kept.pop(addresses.get(key, key), None)
        found.append(_changed(line, who) if line else _new(key, who))
    # Lines that were never read as people stay: those of no address, and of files that came in before there were people.
    were_read = "attendees" in extra.get("as", {})
    stay = (line.text for address, line in kept.items() if not (were_read and _ADDRESS.fullmatch(address)))
    return [*found, *stay]


def _kept(lines: list[str]) -> Iterator[Line]:
    """The event's own lines; those of an alarm name whom it tells, not who is invited."""
    for name, raw, own in own_level(lines):
        line = Line(0, raw.replace("\n ", "").replace("\n\t", ""), raw)
        if own and name == "ATTENDEE" and line.is_content():
            yield line


def _address(line: Line) -> str:
    return line.value.strip().lower()


def _attendee(line: Line, name: str) -> Attendee:
    part = "optional" if line.params.get("ROLE", "").upper() in _OPTIONAL else "required"
    return attendee(name, part, _PARTSTAT.get(line.params.get("PARTSTAT", "").upper(), "needs-action"))


def _name(line: Line, address: str) -> str:
    return cleaned_line(line.params.get("CN", ""))[:_NAME_AT_MOST].strip() or address.removeprefix(OUTSIDE)


def _changed(line: Line, who: Mapping[str, str]) -> str:
    """The line of a file with the answer and the part of now."""
    was, now = _attendee(line, who["name"]), {"part": who["part"], "answer": who["answer"]}
    params = {}
    if was["answer"] != now["answer"]:
        params["PARTSTAT"] = who["answer"].upper()
    if was["part"] != now["part"]:
        params["ROLE"] = "OPT-PARTICIPANT" if who["part"] == "optional" else "REQ-PARTICIPANT"
    return line.with_params(params) if params else line.text


def _new(key: str, who: Mapping[str, str]) -> str:
    name = who["name"].replace("^", "^^").replace('"', "^'")
    role = ";ROLE=OPT-PARTICIPANT" if who["part"] == "optional" else ""
    address = key if key.startswith(OUTSIDE) else _NO_ADDRESS
    return f'ATTENDEE;CN="{name}"{role};PARTSTAT={who["answer"].upper()}:{address}'
