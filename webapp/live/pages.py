"""What can be watched: one small class per page. Each says what somebody sees of it, and what a change puts on it."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple, Protocol, Self

from webapp.domain.event_input import FIRST_YEAR, LAST_YEAR
from webapp.domain.locales import Audience
from webapp.domain.roles import Role
from webapp.domain.series import has_instance
from webapp.domain.zones import known
from webapp.fragments import event as event_fragments
from webapp.fragments import history as history_fragments
from webapp.fragments import sharing as sharing_fragments
from webapp.live import days
from webapp.live.cursors import Cursor, made
from webapp.live.fields import deletion, field_changes
from webapp.live.news import News, Pieces
from webapp.models import Person
from webapp.operations.access import open_calendar, open_event
from webapp.operations.errors import NotThere
from webapp.operations.members import Target
from webapp.operations.reading import instance_of, read_event
from webapp.operations.watching import Onlooker, Sight


class View(NamedTuple):
    """How one person sees a page now. Whoever has the same view, and stands at the same place, gets the same bytes."""

    audience: Audience
    cursor: Cursor
    look: Hashable = ()  # what else the page shows; when it changes, the page fetches itself anew


class Page(Protocol):
    """A page that can be watched; equal pages are equal objects, and what their fields hold can travel as JSON."""

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        """The page that these parameters name; raises NotThere and RoleTooLow."""

    def view(self, sight: Sight) -> View | None:
        """How the person sees the page, None when they may not."""

    def follows(self, sight: Sight) -> Iterable[int]:
        """The calendars whose changes can touch the page."""

    def place(self) -> tuple[int, int | None] | None:
        """The calendar and event that the page stands and falls with, None when it outlives any of them."""

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        """What the news put on the page; None when the page had better fetch itself anew."""


@dataclass(frozen=True)
class EventPage:
    """One event, or one instance of it: its header and the fields that were changed."""

    event_id: int
    calendar_id: int
    occurrence: str = ""

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        opened, occurrence = open_event(person, _number(args.get("id", ""))), args.get("occurrence", "")
        if occurrence and not has_instance(opened.event.document, occurrence):
            raise NotThere
        return cls(opened.event.id, opened.calendar.id, occurrence)

    def view(self, sight: Sight) -> View | None:
        role = sight.role_on_event(self.event_id, self.calendar_id)
        if role is None:
            return None
        return View(audience_of(sight.person, role.word), self._cursor(sight))

    def follows(self, sight: Sight) -> Iterable[int]:
        return (self.calendar_id,)

    def place(self) -> tuple[int, int | None] | None:
        return self.calendar_id, self.event_id

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        versions = news.versions_of(self.event_id)
        if news.renamed(self.calendar_id):
            return None
        if not versions:
            return Pieces()
        units = (
            None if any(one.deleted for one in news.with_before(self.event_id)) else news.units(self.event_id)
        )
        event = news.once(("event", self.event_id), lambda: read_event(self.event_id))
        if self.occurrence:
            # Any change of the series may be one of the instance; whether it is still there, the page finds out itself.
            if not has_instance(event.series, self.occurrence):
                return None
            event, units = instance_of(event, self.occurrence), None
        pieces = event_fragments.fragments(event, view.audience, units)
        html = [*pieces.values(), *deletion(news.with_before(self.event_id))]
        return Pieces(html, news.said(versions[-1], view.audience))

    def _cursor(self, sight: Sight) -> Cursor:
        if calendar := sight.calendars.get(self.calendar_id):
            return ((f"c{calendar.id}", calendar.seq),)
        return ((f"e{self.event_id}", sight.events[self.event_id].version),)


class HistoryPage(EventPage):
    """The history of one event: new rows go on top."""

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        versions = news.versions_of(self.event_id)
        if news.renamed(self.calendar_id) or news.shared(self.calendar_id, self.event_id):
            return None
        if not versions:
            return Pieces()
        rows = history_fragments.rows(self.event_id, [one.version for one in versions], view.audience)
        oldest_first = [rows[f"v-{one.version}"] for one in versions]
        html = f'<live-into target="#history-rows" where="afterbegin">{"".join(oldest_first)}</live-into>'
        return Pieces([html], news.said(versions[-1], view.audience))


class EditPage(EventPage):
    """The form with all fields of an event: it is told what changed, and nothing in it is replaced."""

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        opened = open_event(person, _number(args.get("id", "")), Role.EDITOR)
        return cls(opened.event.id, opened.calendar.id)

    def view(self, sight: Sight) -> View | None:
        role = sight.role_on_event(self.event_id, self.calendar_id)
        return super().view(sight) if role is not None and role >= Role.EDITOR else None

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        versions = news.versions_of(self.event_id)
        if not versions:
            return Pieces()
        changes = field_changes(versions, view.audience)
        html = [*changes, *deletion(news.with_before(self.event_id))]
        return Pieces(html, news.said(versions[-1], view.audience))


@dataclass(frozen=True)
class SharesPage:
    """Who a calendar, or one event, is shared with; for its owners."""

    calendar_id: int
    event_id: int | None

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        kind, _, number = args.get("id", "").partition("-")
        if kind == "event":
            opened = open_event(person, _number(number), Role.OWNER)
            return cls(opened.calendar.id, opened.event.id)
        return cls(open_calendar(person, _number(number), Role.OWNER).calendar.id, None)

    def view(self, sight: Sight) -> View | None:
        calendar = sight.calendars.get(self.calendar_id)
        if self.event_id is not None:
            owns = sight.role_on_event(self.event_id, self.calendar_id) is Role.OWNER
        else:
            owns = calendar is not None and calendar.role is Role.OWNER
        return View(audience_of(sight.person, "owner"), self._cursor(sight)) if owns else None

    def follows(self, sight: Sight) -> Iterable[int]:
        return (self.calendar_id,)

    def place(self) -> tuple[int, int | None] | None:
        return self.calendar_id, self.event_id

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        if news.renamed(self.calendar_id):
            return None
        if not news.shared(self.calendar_id, self.event_id):
            return Pieces()
        pieces = sharing_fragments.fragments(Target(self.calendar_id, self.event_id), view.audience)
        return Pieces(list(pieces.values()), "The people on this page have changed.")

    def _cursor(self, sight: Sight) -> Cursor:
        if calendar := sight.calendars.get(self.calendar_id):
            return ((f"c{calendar.id}", calendar.seq),)
        return ((f"e{self.event_id}", sight.events[self.event_id or 0].version),)


@dataclass(frozen=True)
class SchedulePage(ABC):
    """Month and agenda: everything a person sees, from one day to another."""

    first: date

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        return cls(cls.start(_day(args)))

    @staticmethod
    def start(day: date) -> date:
        return day

    def view(self, sight: Sight) -> View | None:
        parts = {f"c{row.id}": row.seq for row in sight.calendars.values()}
        parts |= {f"e{event.event_id}": event.version for event in sight.alone}
        calendars = tuple(sorted((row.id, row.hue, row.name, row.hidden) for row in sight.calendars.values()))
        alone = tuple(sorted((event.event_id, event.hue) for event in sight.alone))
        look = (sight.person.week_start, calendars, alone)
        return View(audience_of(sight.person, "viewer"), made(parts), look)

    def follows(self, sight: Sight) -> Iterable[int]:
        return {*sight.calendars, *(event.calendar_id for event in sight.alone)}

    def place(self) -> tuple[int, int | None] | None:
        return None

    @abstractmethod
    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None: ...


class MonthPage(SchedulePage):
    """The cells of the days that an event left or came to."""

    @staticmethod
    def start(day: date) -> date:
        return day.replace(day=1)

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        return days.month(self.first, view.audience, news, sight)


class AgendaPage(SchedulePage):
    """The whole list, when something on its days has changed: free time and empty days depend on each other."""

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        return days.agenda(self.first, view.audience, news, sight)


@dataclass(frozen=True)
class GridPage(SchedulePage):
    """Several days: the columns of those that an event left or came to."""

    kind: ClassVar[str] = "days"
    count: int = 1

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        return cls(_day(args), _count(args.get("id", "1")))

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        return days.grid(self.kind, self.first, self.count, view.audience, news, sight)


class WeekPage(GridPage):
    """The week that a day is in."""

    kind = "week"


class DayPage(GridPage):
    """One day."""

    kind = "day"


class YearPage(GridPage):
    """A year at a glance, which fetches itself."""

    kind = "year"


KINDS: dict[str, type[Page]] = {
    "event": EventPage,
    "edit": EditPage,
    "history": HistoryPage,
    "shares": SharesPage,
    "month": MonthPage,
    "agenda": AgendaPage,
    "days": GridPage,
    "week": WeekPage,
    "day": DayPage,
    "year": YearPage,
}


def open_page(person: Person, args: Mapping[str, str]) -> Page:
    """The page that these parameters name; raises NotThere and RoleTooLow, as the page itself would."""
    kind = KINDS.get(args.get("page", ""))
    if kind is None:
        raise NotThere
    return kind.open(person, args)


def audience_of(person: Onlooker, role: str) -> Audience:
    """How this person sees fragments, with this role."""
    return Audience(role, person.zone if known(person.zone) else "UTC", person.locale, person.clock)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise NotThere
    return int(text)


def _count(text: str) -> int:
    if not 1 <= (count := _number(text)) <= 7:
        raise NotThere
    return count


def _day(args: Mapping[str, str]) -> date:
    text = args.get("date", "")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise NotThere from error
    if len(text) != 10 or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotThere
    return day
