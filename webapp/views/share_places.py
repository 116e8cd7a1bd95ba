"""What a share page is about: a calendar or one event, with the addresses around it."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from webapp.domain.locales import Audience
from webapp.domain.roles import Role
from webapp.entry.identity import person
from webapp.operations.access import open_calendar, open_event
from webapp.operations.members import Target
from webapp.views.shell import shell


@dataclass(frozen=True)
class Place:
    """A calendar or an event as the person who shares it sees it."""

    target: Target
    name: str
    role: Role
    lead: str
    since: str
    crumbs: list[dict[str, Any]]
    calendar_name: str = ""
    calendar_sharing_url: str = ""

    @property
    def audience(self) -> Audience:
        return shell().audience(self.role.word)

    @property
    def live_id(self) -> str:
        event_id = self.target.event_id
        return f"calendar-{self.target.calendar_id}" if event_id is None else f"event-{event_id}"

    @property
    def url(self) -> str:
        return self._at("sharing.calendar", "sharing.event")

    @property
    def share_url(self) -> str:
        return self._at("sharing.share_calendar", "sharing.share_event")

    @property
    def leave_url(self) -> str:
        return self._at("sharing.leave_calendar", "sharing.leave_event")

    def give_back_url(self, person_id: int) -> str:
        return self._at("sharing.give_back_calendar", "sharing.give_back_event", person_id=person_id)

    def way_back_url(self, person_id: int, had: Role | None, has: Role | None) -> str:
        """Where to send a form that gives a person the role again that they had; nothing where it is as it was."""
        if had is has:
            return ""
        if has is None:
            return self.give_back_url(person_id)
        back = {"role": had.word} if had else {"remove": "1"}
        return self._at("sharing.change_on_calendar", "sharing.change_on_event", person_id=person_id, **back)

    def _at(self, of_calendar: str, of_event: str, **values: Any) -> str:
        if self.target.event_id is None:
            return url_for(of_calendar, calendar_id=self.target.calendar_id, **values)
        return url_for(of_event, event_id=self.target.event_id, **values)


def of_calendar(calendar_id: int, at_least: Role = Role.OWNER) -> Place:
    """A calendar that the person may share, or (as a viewer) leave."""
    opened = open_calendar(person(), calendar_id, at_least)
    calendar = opened.calendar
    return Place(
        target=Target(calendar.id),
        name=calendar.name,
        role=opened.role,
        lead=f"Everybody here sees every event in {calendar.name}, with its whole history. "
        "Changes take effect at once, also on open pages.",
        since=f"c{calendar.id}.{calendar.seq}",
        crumbs=[{"label": calendar.name, "url": url_for("calendars.index"), "hue": calendar.hue}],
    )


def of_event(event_id: int, at_least: Role = Role.OWNER) -> Place:
    """An event that the person may share, or (as a viewer) leave."""
    opened = open_event(person(), event_id, at_least)
    event, calendar = opened.event, opened.calendar
    whole = opened.through_calendar
    return Place(
        target=Target(calendar.id, event.id),
        name=event.title,
        role=opened.role,
        lead="Whom you name here sees this one event and its history, and nothing else of the calendar.",
        since=f"c{calendar.id}.{calendar.seq}" if whole else f"e{event.id}.{event.version}",
        crumbs=[
            {"label": event.title, "url": url_for("events.show", event_id=event.id), "hue": calendar.hue}
        ],
        calendar_name=calendar.name if whole else "",
        calendar_sharing_url=_sharing_url(calendar.id) if whole is Role.OWNER else "",
    )


def _sharing_url(calendar_id: int) -> str:
    return url_for("sharing.calendar", calendar_id=calendar_id)
