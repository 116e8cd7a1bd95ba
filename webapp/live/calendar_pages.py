"""The pages of one calendar: its history, where what was done appears on top, and its trash."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from webapp.fragments.calendar_history import row_of
from webapp.live.news import News, Pieces
from webapp.live.page import View, audience_of, number
from webapp.models import Calendar, Person
from webapp.operations.access import open_calendar
from webapp.operations.calendar_history import Page as History
from webapp.operations.calendar_history import happened
from webapp.operations.history_filters import Filters
from webapp.operations.history_readers import told_with
from webapp.operations.watching import Sight

AT_ONCE = 20  # change sets; beyond that the page had better fetch itself


@dataclass(frozen=True)
class ChangesPage:
    """What happened in one calendar."""

    calendar_id: int

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        return cls(open_calendar(person, number(args.get("id", ""))).calendar.id)

    def view(self, sight: Sight) -> View | None:
        calendar = sight.calendars.get(self.calendar_id)
        if calendar is None:
            return None
        return View(audience_of(sight.person, calendar.role.word), ((f"c{calendar.id}", calendar.seq),))

    def follows(self, sight: Sight) -> Iterable[int]:
        return (self.calendar_id,)

    def place(self) -> tuple[int, int | None] | None:
        return self.calendar_id, None

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        first = news.first_seq(self.calendar_id)
        if news.renamed(self.calendar_id):
            return None
        if first is None:
            return Pieces()
        calendar = Calendar(id=self.calendar_id, name=sight.calendars[self.calendar_id].name)
        found: History = news.once(
            ("changes", self.calendar_id, first),
            lambda: happened(calendar, Filters(), AT_ONCE, after=first - 1),
        )
        if found.newer:
            return None
        now, known = datetime.now(UTC), news.known_to(sight)
        told = told_with(found.rows, dict(known.names), known.events)
        rows = "".join(row_of(row, view.audience, now) for row in reversed(told))
        said = "1 new change" if len(found.rows) == 1 else f"{len(found.rows)} new changes"
        html = f'<live-into target="#history-rows" where="afterbegin">{rows}</live-into>'
        return Pieces([html], f"{said} in {calendar.name}.")


@dataclass(frozen=True)
class TrashPage(ChangesPage):
    """The trash of one calendar: it fetches itself where something was deleted, came back or is gone for good."""

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        touched = news.renamed(self.calendar_id) or any(
            version.deleted for event_id in news.events() for version in news.with_before(event_id)
        )
        return None if touched else Pieces()
