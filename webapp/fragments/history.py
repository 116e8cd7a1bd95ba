"""The rows of a history: versions, changes of sharing, and the days they fall on.

A version never changes, so neither does its row: which one is the current one is told by its place in the list
(static/css/history.css), and a row that the socket brings is put below the heading of its day (static/js/history.js).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

from webapp.domain.locales import Audience, say_day, say_moment, say_time
from webapp.domain.roles import Role, role_of
from webapp.domain.wording import say
from webapp.domain.wording_phrases import language_of
from webapp.operations.history import VersionRow, version_rows
from webapp.operations.history_sharing import ShareRow


@dataclass
class Day:
    """One day of a history with its rows, newest first."""

    id: str
    label: str
    rows: list[str] = field(default_factory=list)


def rows(event_id: int, numbers: Iterable[int], audience: Audience) -> dict[str, str]:
    """HTML by DOM id of the rows of these versions, newest first."""
    return {
        f"v-{row.number}": version_row(event_id, row, audience) for row in version_rows(event_id, numbers)
    }


def version_row(event_id: int, version: VersionRow, audience: Audience, picked: str = "") -> str:
    """One version; `picked` is the column ("a" or "b") in which a page has it chosen already."""
    words = language_of(audience.locale).words
    role = role_of(audience.role)
    return _rendered(
        "history/_version.html",
        event_id=event_id,
        version=version,
        said=say(version.said, audience.locale, audience.clock),
        chips=[words[unit] for unit in version.changed] if version.number > 1 else [],
        way=way(version.via, audience.locale) if version.via != "web" else "",
        may_restore=role is not None and role >= Role.EDITOR,
        picked="" if _is_purged(version) else picked,
        **_when(version.at, audience),
    )


def _is_purged(version: VersionRow) -> bool:
    """Whether there is nothing left to compare it with."""
    return version.via == "purge" or any(name == "version.purged" for name, _ in version.said)


def share_row(share: ShareRow, audience: Audience, in_full: bool = False) -> str:
    """One change of sharing; `in_full` says its day, too, where no heading does."""
    said = say([share.said], audience.locale, audience.clock)
    return _rendered(
        "history/_share.html", share=share, said=said, in_full=in_full, **_when(share.at, audience)
    )


def days(
    event_id: int, versions: Sequence[VersionRow], shares: Sequence[ShareRow], audience: Audience, today: date
) -> list[Day]:
    """Versions and changes of sharing in one list by time, newest first, under the days of the audience's zone."""
    made = [
        (row.at, row.number, version_row(event_id, row, audience, _picked(n, len(versions))))
        for n, row in enumerate(versions)
    ]
    made += [(share.at, 0, share_row(share, audience)) for share in shares]
    found: list[Day] = []
    for at, _, html in sorted(made, key=lambda one: one[:2], reverse=True):
        heading = f"day-{_local(at, audience).date()}"
        if not found or found[-1].id != heading:
            found.append(Day(heading, day_label(at, audience, today)))
        found[-1].rows.append(html)
    return found


def day_label(at: datetime, audience: Audience, today: date) -> str:
    """The heading of a day: "Today, Tue 24 March", "Tue 3 March 2025"."""
    day = _local(at, audience).date()
    said = say_day(day, audience.locale, today=today)
    return language_of(audience.locale).words["today"].format(day=said) if day == today else said


def way(via: str, locale: str) -> str:
    """Through what a version came, in words."""
    return language_of(locale).words.get(f"via.{via}", via)


def _picked(place: int, of: int) -> str:
    """The newest version of a page is chosen on the right, the one before it on the left."""
    return {0: "b", 1: "a"}.get(place, "") if of > 1 else ""


def _when(at: datetime, audience: Audience) -> dict[str, str]:
    there = _local(at, audience)
    return {
        "iso": at.isoformat(),
        "clock": say_time(there, audience.clock, audience.locale),
        "moment": say_moment(at, audience),
        "day": f"day-{there.date()}",
        "day_says": say_day(there, audience.locale),
    }


def _local(at: datetime, audience: Audience) -> datetime:
    return at.astimezone(ZoneInfo(audience.zone))


def _rendered(name: str, **values: object) -> str:
    # Not render_template: a list has hundreds of rows, and they must not see what only a page has.
    return current_app.jinja_env.get_template(name).render(**values)
