"""What can be watched: one small class per page. Each says what somebody sees of it, and what a change puts on it."""

from collections.abc import Mapping

from webapp.live.calendar_pages import ChangesPage, TrashPage
from webapp.live.event_pages import EditPage, EventPage, HistoryPage, SharesPage
from webapp.live.page import Page
from webapp.live.schedule_pages import AgendaPage, DayPage, GridPage, MonthPage, WeekPage, YearPage
from webapp.models import Person
from webapp.operations.errors import NotThere

KINDS: dict[str, type[Page]] = {
    "event": EventPage,
    "edit": EditPage,
    "history": HistoryPage,
    "changes": ChangesPage,
    "trash": TrashPage,
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
