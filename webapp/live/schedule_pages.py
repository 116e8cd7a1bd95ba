"""The pages of everything a person sees from one day to another: month, week, days, day, year, agenda."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from webapp.domain.roles import Role
from webapp.live import days
from webapp.live.cursors import made
from webapp.live.news import News, Pieces
from webapp.live.page import View, audience_of, count_of, day_of
from webapp.models import Person
from webapp.operations.watching import Sight


@dataclass(frozen=True)
class SchedulePage(ABC):
    """Month and agenda: everything a person sees, from one day to another."""

    first: date

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        return cls(cls.start(day_of(args)))

    @staticmethod
    def start(day: date) -> date:
        return day

    def view(self, sight: Sight) -> View | None:
        parts = {f"c{row.id}": row.seq for row in sight.calendars.values()}
        parts |= {f"e{event.event_id}": event.version for event in sight.alone}
        calendars = tuple(
            sorted(
                (row.id, row.hue, row.name, row.hidden, row.one_at_a_time) for row in sight.calendars.values()
            )
        )
        alone = tuple(sorted((event.event_id, event.hue, event.one_at_a_time) for event in sight.alone))
        look = (sight.person.week_start, calendars, alone, _writable(sight))
        return View(audience_of(sight.person, "viewer"), made(parts), look)

    def follows(self, sight: Sight) -> Iterable[int]:
        return {*sight.calendars, *(event.calendar_id for event in sight.alone)}

    def place(self) -> tuple[int, int | None] | None:
        return None

    @abstractmethod
    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None: ...


def _writable(sight: Sight) -> tuple[str, ...]:
    """What the person may move: the page says it for all pieces, which are the same for those who may not."""
    calendars = [f"c{row.id}" for row in sight.calendars.values() if row.role >= Role.EDITOR]
    events = [f"e{event.event_id}" for event in sight.events.values() if event.role >= Role.EDITOR]
    return tuple(sorted(calendars + events))


class MonthPage(SchedulePage):
    """The cells of the days that an event left or came to."""

    @staticmethod
    def start(day: date) -> date:
        return day.replace(day=1)

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        return None if news.purged() else days.month(self.first, view.audience, news, sight)


class AgendaPage(SchedulePage):
    """The whole list, when something on its days has changed: free time and empty days depend on each other."""

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        return None if news.purged() else days.agenda(self.first, view.audience, news, sight)


@dataclass(frozen=True)
class GridPage(SchedulePage):
    """Several days: the columns of those that an event left or came to."""

    kind: ClassVar[str] = "days"
    count: int = 1

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        return cls(day_of(args), count_of(args.get("id", "1")))

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        return (
            None
            if news.purged()
            else days.grid(self.kind, self.first, self.count, view.audience, news, sight)
        )


class WeekPage(GridPage):
    """The week that a day is in."""

    kind = "week"


class DayPage(GridPage):
    """One day."""

    kind = "day"


class YearPage(GridPage):
    """A year at a glance, which fetches itself."""

    kind = "year"
