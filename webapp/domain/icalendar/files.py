"""A whole calendar file: from bytes to documents, or to a sentence for each event that does not come in."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from webapp.domain.document import Document
from webapp.domain.event_input import FIRST_YEAR, LAST_YEAR
from webapp.domain.icalendar.attendees import People, addresses_of
from webapp.domain.icalendar.components import LEFT_OUT, Calendar, calendar_of
from webapp.domain.icalendar.dates import Counted, with_dates
from webapp.domain.icalendar.keeping import Extra, kept
from webapp.domain.icalendar.lines import lines_of
from webapp.domain.icalendar.nesting import Component
from webapp.domain.icalendar.problems import EventRefused, FileRefused, Problem, refuse_file
from webapp.domain.icalendar.properties import lines_of_units, time_line
from webapp.domain.icalendar.reading import UNTITLED, fields_of
from webapp.domain.icalendar.second_times import as_meant, as_written
from webapp.domain.icalendar.times import Moment, moment_of_line, start_of
from webapp.domain.icalendar.tzids import Zones
from webapp.domain.icalendar.values import text_of
from webapp.domain.recurrence import starts
from webapp.domain.series import has_instance, instance_document, name_of, plain_when, series_of
from webapp.domain.series_edits import edit_this
from webapp.domain.texts import cleaned_line

LONGEST_UID = 255
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Incoming:
    """One event that a file brings: its UID, its document, and where it stands."""

    uid: str
    document: Document
    line: int


@dataclass(frozen=True)
class Brought:
    """What a file brings; `left_out` counts what Daybook has no place for, by component. `broken` says what is left out
    as something is wrong with it, and `unread` counts the lines that are kept without having been understood."""

    events: list[Incoming]
    left_out: Counter[str] = field(default_factory=Counter)
    broken: list[Problem] = field(default_factory=list)
    unread: int = 0


def read_file(
    data: bytes, zone: str, people: People | None = None, leave_out_broken: bool = False
) -> Brought:
    """The events of a calendar file; times that name no zone are taken for times in `zone`, and of `people` the addresses
    are known. Raises FileRefused when something is wrong with one of them, or, where these are left out, with all."""
    calendar = calendar_of(lines_of(data))
    reader = _Reader(calendar, Zones(calendar.zones, zone, _first_year(calendar)), people or {})
    events = [event for uid, group in _by_uid(calendar.events).items() for event in reader.events(uid, group)]
    problems = sorted([*calendar.problems, *reader.problems], key=lambda one: (not one.is_of_event, one.line))
    if problems and not (events and leave_out_broken):
        raise FileRefused(problems, len(events))
    if not events:
        raise refuse_file(_nothing(calendar.left_out))
    return Brought(events, calendar.left_out, problems, sum(one.unread for one in calendar.events))


def _nothing(left_out: Mapping[str, int]) -> str:
    only = say_left_out(left_out)
    return f"There is no event in this file{f', only {only}: Daybook keeps events' if only else ''}."


def say_left_out(left_out: Mapping[str, int]) -> str:
    """ "3 tasks and 1 journal entry", or nothing."""
    said = [f"{count:,} {LEFT_OUT[name][count != 1]}" for name, count in sorted(left_out.items())]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


class _Reader:
    """Reads events one by one and gathers what is wrong with them."""

    def __init__(self, calendar: Calendar, zones: Zones, people: People) -> None:
        self.zones, self.people = zones, people
        self.counted = Counted()
        self.problems: list[Problem] = []

    def events(self, uid: str, group: list[Component]) -> Iterator[Incoming]:
        """The events with one UID: a series with its changed instances, or events that only share the UID."""
        masters = [one for one in group if one.first("RECURRENCE-ID") is None]
        changed = [one for one in group if one.first("RECURRENCE-ID") is not None]
        taken = 0
        for number, master in enumerate(masters):
            same = f"#{taken + 1}" if taken else ""
            for event in self._event(master, uid, _short(uid, same), [] if number else changed):
                taken += 1
                yield event
        if not masters:
            for one in changed:
                yield from self._alone(one, uid)

    def _alone(self, part: Component, uid: str) -> Iterator[Incoming]:
        """An instance whose series is not in the file: an event of its own, which goes out as the instance it is."""
        try:
            _check(part)
            line = part.first("RECURRENCE-ID")
            assert line is not None
            one = moment_of_line(line, self.zones)
            said = time_line("RECURRENCE-ID", [one.wall], one.zone, one.all_day, one.floats)
            start = start_of(part, self.zones)
            document = fields_of(part, start, self.zones, self.people)
            extra = self._kept(part, document, start, [f"UID:{uid}", said])
            yield Incoming(_short(uid, f"#{said.partition(':')[2]}"), {**document, "extra": extra}, part.line)
        except EventRefused as refused:
            self._problem(part, refused)

    def _event(self, master: Component, said: str, uid: str, changed: list[Component]) -> Iterator[Incoming]:
        part = master
        try:
            _check(master)
            start = start_of(master, self.zones)
            document = fields_of(master, start, self.zones, self.people)
            document = with_dates(master, document, start, self.zones, self.counted)
            named: dict[str, Component] = {}
            # One dictionary that grows: a copy for each changed instance would cost the square of them.
            document = {**document, "overrides": dict(document["overrides"])}
            for part in changed:
                _check(part)
                name = self._name(part, document, start)
                if name not in document["exdate"]:  # what is left out is not changed as well
                    document, named[name] = self._change(document, name, part), part
            document = as_meant(document)
            named = {name: part for name, part in named.items() if name in document["overrides"]}
            first = [f"UID:{said}"] if uid != said else []
            yield Incoming(uid, self._with_extras(document, master, named, start, first), master.line)
        except EventRefused as refused:
            self._problem(part, refused)

    def _change(self, document: Document, name: str, part: Component) -> Document:
        """The series with one instance as a component of its own says."""
        begins = start_of(part, self.zones)
        plain = {**document, **plain_when(document, name)}
        mine = {**plain, **fields_of(part, begins, self.zones, self.people), "extra": {}}
        series = _with_instance(document, name)
        _put(series, name, mine)
        return series

    def _name(self, part: Component, document: Document, start: Moment) -> str:
        """Which instance a component speaks of; a day alone means the one on that day."""
        line = part.first("RECURRENCE-ID")
        assert line is not None
        if line.params.get("RANGE"):
            raise EventRefused(
                "It changes this date and all that follow (RANGE). End the series there, and make a second one."
            )
        one = moment_of_line(line, self.zones)
        if start.all_day:
            return name_of(one.wall, True)
        if not one.all_day:
            wall = one.in_zone(start.zone)
            is_second = name_of(wall, False) in document["rdate"]
            return name_of(wall if is_second else wall.replace(fold=0), False)
        that_day = starts(series_of(document), one.wall, one.wall + _DAY)
        return name_of(
            that_day[0] if that_day else datetime.combine(one.wall.date(), start.wall.time()), False
        )

    def _with_extras(
        self,
        document: Document,
        master: Component,
        named: Mapping[str, Component],
        start: Moment,
        first: list[str],
    ) -> Document:
        """The document with the lines that are kept, those of single instances with these."""
        extra = self._kept(master, as_written(document), start, first)
        whole = {**document, "extra": extra, "overrides": dict(document["overrides"])}
        for name, part in named.items():
            extra = self._kept(part, instance_document(document, name), start_of(part, self.zones))
            _put(whole, name, {**instance_document(whole, name), "extra": extra})
        return whole

    def _kept(self, part: Component, document: Document, start: Moment, first: Iterable[str] = ()) -> Extra:
        floating = start.zone if start.floats else ""
        extra = kept(part, document, lines_of_units(document, start.floats), floating, first)
        people = addresses_of(part, self.people)
        return extra | ({"people": people} if people else {})

    def _problem(self, part: Component, refused: EventRefused) -> None:
        summary = part.first("SUMMARY")
        title = cleaned_line(text_of(summary.value))[:80] if summary else UNTITLED
        self.problems.append(Problem(refused.line or part.line, title or UNTITLED, str(refused)))


def _check(part: Component) -> None:
    """Raises EventRefused for a component whose lines are broken."""
    if part.wrong:
        raise EventRefused(part.wrong.sentence, part.wrong.line)


def _with_instance(document: Document, name: str) -> Document:
    """The series with an instance of this name: the file changes it, so it happens, rule or no rule."""
    if has_instance(document, name):
        return document
    return {**document, "rdate": sorted({*document["rdate"], name})}


def _put(document: Document, name: str, mine: Document) -> None:
    """What edit_this does, in place: the exceptions of the other instances play no part in it."""
    overrides = document["overrides"]
    own = {name: overrides.pop(name)} if name in overrides else {}
    overrides |= edit_this({**document, "overrides": own}, name, mine).document["overrides"]


def _by_uid(events: list[Component]) -> dict[str, list[Component]]:
    groups: dict[str, list[Component]] = defaultdict(list)
    for one in events:
        groups[_value(one, "UID") or _made_up(one)].append(one)
    return groups


def _value(component: Component, name: str) -> str:
    line = component.first(name)
    return line.value.strip() if line else ""


def _made_up(component: Component) -> str:
    """A UID for an event without one: the same for the same lines, so that it is known when it comes again."""
    text = "\n".join(line.text for line in component.body)
    return f"{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@import.daybook"


def _short(uid: str, suffix: str) -> str:
    """A UID that fits its column; a longer one is told by its digest, and goes out as it came."""
    whole = uid + suffix
    return whole if len(whole) <= LONGEST_UID else f"{sha256(whole.encode()).hexdigest()}@long.daybook"


def _first_year(calendar: Calendar) -> int:
    """The year of the first event: from there on a zone has to fit its definition."""
    years = [
        int(text)
        for one in calendar.events
        if (text := _value(one, "DTSTART")[:4]).isascii() and text.isdigit()
    ]
    return min(max(min(years, default=FIRST_YEAR), FIRST_YEAR), LAST_YEAR)
