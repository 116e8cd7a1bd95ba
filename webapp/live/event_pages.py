"""The pages of one event: itself, its form, its history, and who it is shared with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from webapp.domain.roles import Role
from webapp.domain.series import has_instance
from webapp.fragments import event as event_fragments
from webapp.fragments import history as history_fragments
from webapp.fragments import sharing as sharing_fragments
from webapp.live.cursors import Cursor
from webapp.live.fields import date_changes, deletion, field_changes
from webapp.live.news import News, Pieces
from webapp.live.page import View, audience_of, number
from webapp.models import EventVersion, Person
from webapp.operations.access import open_calendar, open_event
from webapp.operations.errors import NotThere
from webapp.operations.members import Target
from webapp.operations.reading import instance_of, read_event
from webapp.operations.watching import Sight

_LONGEST = len("2026-03-24T09:00:00 later")  # the name of a date


@dataclass(frozen=True)
class EventPage:
    """One event, or one instance of it: its header and the fields that were changed."""

    event_id: int
    calendar_id: int
    occurrence: str = ""

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        opened, occurrence = open_event(person, number(args.get("id", ""))), args.get("occurrence", "")
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
        if news.renamed(self.calendar_id) or _was_purged(versions) or _has_moved(versions):
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
        return Pieces(html, news.said(versions[-1], view.audience, news.known_to(sight)))

    def _cursor(self, sight: Sight) -> Cursor:
        if calendar := sight.calendars.get(self.calendar_id):
            return ((f"c{calendar.id}", calendar.seq),)
        return ((f"e{self.event_id}", sight.events[self.event_id].version),)


class HistoryPage(EventPage):
    """The history of one event: new rows go on top. It outlives a purge, of which it tells."""

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        opened = open_event(person, number(args.get("id", "")), purged=True)
        return cls(opened.event.id, opened.calendar.id)

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        versions = news.versions_of(self.event_id)
        around = news.renamed(self.calendar_id) or news.shared(self.calendar_id, self.event_id)
        if around or _was_purged(versions) or _has_moved(versions):
            return None
        if not versions:
            return Pieces()
        rows = history_fragments.rows(self.event_id, [one.version for one in versions], view.audience)
        oldest_first = [rows[f"v-{one.version}"] for one in versions]
        html = f'<live-into target="#history-rows" where="afterbegin">{"".join(oldest_first)}</live-into>'
        return Pieces([html], news.said(versions[-1], view.audience, news.known_to(sight)))


class EditPage(EventPage):
    """The form with all fields of an event, or of one date: it is told what changed, and nothing in it is replaced."""

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        opened = open_event(person, number(args.get("id", "")), Role.EDITOR)
        # A date that is gone meanwhile has an open form all the same.
        return cls(opened.event.id, opened.calendar.id, args.get("occurrence", "")[:_LONGEST])

    def view(self, sight: Sight) -> View | None:
        role = sight.role_on_event(self.event_id, self.calendar_id)
        return super().view(sight) if role is not None and role >= Role.EDITOR else None

    def pull(self, view: View, news: News, sight: Sight) -> Pieces | None:
        versions = news.versions_of(self.event_id)
        if _was_purged(versions):
            return None
        if not versions:
            return Pieces()
        shown = news.with_before(self.event_id)
        changes = (
            date_changes(shown, self.occurrence, view.audience)
            if self.occurrence
            else field_changes(versions, view.audience)
        )
        html = [*changes, *deletion(shown)]
        return Pieces(html, news.said(versions[-1], view.audience, news.known_to(sight)))


def _was_purged(versions: Iterable[EventVersion]) -> bool:
    """Whether nothing is left to put on a page: it asks for itself anew, and is told that the event is gone."""
    return any(version.via == "purge" for version in versions)


def _has_moved(versions: Iterable[EventVersion]) -> bool:
    """Whether it has gone to another calendar, for those who see it without one: whatever stands around it is different."""
    return any(version.came_from_id is not None for version in versions)


@dataclass(frozen=True)
class SharesPage:
    """Who a calendar, or one event, is shared with; for its owners."""

    calendar_id: int
    event_id: int | None

    @classmethod
    def open(cls, person: Person, args: Mapping[str, str]) -> Self:
        kind, _, text = args.get("id", "").partition("-")
        if kind == "event":
            opened = open_event(person, number(text), Role.OWNER)
            return cls(opened.calendar.id, opened.event.id)
        return cls(open_calendar(person, number(text), Role.OWNER).calendar.id, None)

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
