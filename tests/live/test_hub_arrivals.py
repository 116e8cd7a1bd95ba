"""A page that one process hands to another arrives as it left."""

from datetime import date

import pytest

from webapp.live import handover
from webapp.live.calendar_pages import ChangesPage, TrashPage
from webapp.live.cursors import parse
from webapp.live.event_pages import EditPage, EventPage, HistoryPage, SharesPage
from webapp.live.handover import Admit, BadMessage
from webapp.live.page import Page
from webapp.live.pages import KINDS
from webapp.live.schedule_pages import AgendaPage, DayPage, GridPage, MonthPage, WeekPage, YearPage
from webapp.live.watchers import Watcher

PAGES: dict[str, Page] = {
    "event": EventPage(9, 3),
    "edit": EditPage(9, 3),
    "history": HistoryPage(9, 3),
    "shares": SharesPage(3, None),
    "changes": ChangesPage(3),
    "trash": TrashPage(3),
    "month": MonthPage(date(2026, 3, 1)),
    "agenda": AgendaPage(date(2026, 3, 24)),
    "days": GridPage(date(2026, 3, 24), 4),
    "week": WeekPage(date(2026, 3, 24)),
    "day": DayPage(date(2026, 3, 24)),
    "year": YearPage(date(2026, 3, 24)),
}


def test_there_is_an_example_of_every_page() -> None:
    assert PAGES.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("since", ["", "c3.41-e9.7", "nonsense"])
def test_a_watcher_arrives_as_it_left(kind: str, since: str) -> None:
    left = Watcher(7, 5, "2001:db8::1", PAGES[kind])
    left.cursor, left.seen_as = parse(since), "9f3a0c12bd77"
    found = handover.read_first(handover.written(handover.admit(left)))
    assert isinstance(found, Admit)
    came = handover.watcher_of(found)
    assert type(came.page) is type(left.page) and came.page == left.page
    for name in ("person_id", "sign_in_id", "address", "cursor", "seen_as"):
        assert getattr(came, name) == getattr(left, name)


def test_a_page_that_cannot_be_described_is_not_handed_over() -> None:
    with pytest.raises(BadMessage):
        handover.admit(Watcher(7, 5, "x" * 100, PAGES["event"]))
