"""What every watched page is: what somebody sees of it now, and what an address says of it."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import NamedTuple, Protocol, Self

from webapp.domain.day_input import day_of_address
from webapp.domain.locales import Audience
from webapp.domain.zones import known
from webapp.live.cursors import Cursor
from webapp.live.news import News, Pieces
from webapp.models import Person
from webapp.operations.errors import NotThere
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


def audience_of(person: Onlooker, role: str) -> Audience:
    """How this person sees fragments, with this role."""
    return Audience(role, person.zone if known(person.zone) else "UTC", person.locale, person.clock)


def number(text: str) -> int:
    """A number as an address writes it; raises NotThere."""
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise NotThere
    return int(text)


def count_of(text: str) -> int:
    """How many days; raises NotThere."""
    if not 1 <= (count := number(text)) <= 7:
        raise NotThere
    return count


def day_of(args: Mapping[str, str]) -> date:
    """The day that a page is at; raises NotThere."""
    day = day_of_address(args.get("date", ""))
    if day is None:
        raise NotThere
    return day
