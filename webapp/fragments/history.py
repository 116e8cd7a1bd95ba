"""The rows of a history: versions, runs of them, changes of sharing, and the days they fall on.

A version never changes, so neither does its row, but for how long ago it was: which one is the current one is told by
its place in the list (static/css/history.css), and a row that the socket brings is put below the heading of its day
(static/js/history.js).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from flask import current_app

from webapp.domain.locales import Audience, say_ago, say_day, say_moment, say_time, say_times
from webapp.domain.roles import Role, role_of
from webapp.domain.wording import say
from webapp.domain.wording_calendars import calendars_in
from webapp.domain.wording_marks import marks_in, say_grown, say_mark
from webapp.domain.wording_phrases import language_of
from webapp.operations.history import VersionRow, version_rows
from webapp.operations.history_filters import MOVES
from webapp.operations.history_runs import Run, Sum, runs, sums
from webapp.operations.history_sharing import ShareRow

AT_ONCE = 50  # rows of versions that a page shows beside something else

Told = Callable[[Sequence[VersionRow]], list[VersionRow]]


@dataclass
class Day:
    """One day of a history with its rows, newest first."""

    id: str
    label: str
    rows: list[str] = field(default_factory=list)


def rows(event_id: int, numbers: Iterable[int], audience: Audience) -> dict[str, str]:
    """HTML by DOM id of the rows of these versions, newest first."""
    now = datetime.now(UTC)
    return {
        f"v-{row.number}": version_row(event_id, row, audience, now)
        for row in version_rows(event_id, numbers)
    }


def version_row(
    event_id: int, version: VersionRow, audience: Audience, now: datetime, picked: str = ""
) -> str:
    """One version; `picked` is the column ("a" or "b") in which a page has it chosen already."""
    role = role_of(audience.role)
    return _rendered(
        "history/_version.html",
        event_id=event_id,
        version=version,
        mark=marks_in(audience.locale),
        grew=say_grown(audience.locale, version.grown),
        said=say(version.said, audience.locale, audience.clock),
        chips=_chips(version.changed, audience) if version.number > 1 else [],
        moved=moved_tag(audience.locale) if calendars_in(version.said) else "",
        way=way(version.via, audience.locale) if version.via != "web" else "",
        may_restore=role is not None and role >= Role.EDITOR,
        picked="" if _is_purged(version) else picked,
        **when(version.at, audience, now),
    )


def _is_purged(version: VersionRow) -> bool:
    """Whether there is nothing left to compare it with."""
    return version.via == "purge" or any(name == "version.purged" for name, _ in version.said)


def share_row(share: ShareRow, audience: Audience, now: datetime, in_full: bool = False) -> str:
    """One change of sharing; `in_full` says its day, too, where no heading does."""
    said = say([share.said], audience.locale, audience.clock)
    return _rendered(
        "history/_share.html",
        share=share,
        said=said,
        in_full=in_full,
        mark=marks_in(audience.locale),
        **when(share.at, audience, now),
    )


def days(
    event_id: int,
    versions: Sequence[VersionRow],
    shares: Sequence[ShareRow],
    audience: Audience,
    now: datetime,
    grouped: bool = True,
) -> list[Day]:
    """Versions and changes of sharing in one list by time, newest first, under the days of the audience's zone.

    `grouped` folds what one person did within ten minutes.
    """
    drawn = {
        row.number: version_row(event_id, row, audience, now, _picked(n, len(versions)))
        for n, row in enumerate(versions)
    }
    found = (
        runs(versions, audience.zone, [share.at for share in shares])
        if grouped
        else [Run([row]) for row in versions]
    )
    total = sums(event_id, found)
    made = [
        (run.newest.at, run.newest.number, _run(event_id, run, total, drawn, audience, now)) for run in found
    ]
    made += [(share.at, 0, share_row(share, audience, now)) for share in shares]
    return by_day(((at, html) for at, _, html in sorted(made, key=_place, reverse=True)), audience, now)


def by_day(made: Iterable[tuple[datetime, str]], audience: Audience, now: datetime) -> list[Day]:
    """Rows, newest first, below the headings of their days."""
    found: list[Day] = []
    for at, html in made:
        heading = f"day-{_local(at, audience).date()}"
        if not found or found[-1].id != heading:
            found.append(Day(heading, day_label(at, audience, now)))
        found[-1].rows.append(html)
    return found


def day_label(at: datetime, audience: Audience, now: datetime) -> str:
    """The heading of a day: "Today, Tue 24 March", "Tue 17 March, 7 days ago", "Tue 3 March 2025"."""
    day, today = _local(at, audience).date(), _local(now, audience).date()
    said, ago = say_day(day, audience.locale, today=today), (today - day).days
    if ago == 0:
        return language_of(audience.locale).words["today"].format(day=said)
    near = format_timedelta(timedelta(days=-ago), "day", 99, True, locale=audience.locale)
    return f"{said}, {near}" if ago < 31 else said


def way(via: str, locale: str) -> str:
    """Through what a version came, in words."""
    return language_of(locale).words.get(f"via.{via}", via)


def moved_tag(locale: str) -> str:
    """What a row is marked with that tells of a move to another calendar: the field that it changed, in words."""
    return language_of(locale).words[MOVES]


def _picked(place: int, of: int) -> str:
    """The newest version of a page is chosen on the right, the one before it on the left."""
    return {0: "b", 1: "a"}.get(place, "") if of > 1 else ""


def when(at: datetime, audience: Audience, now: datetime) -> dict[str, str]:
    """How a row says its moment: how long ago, or its time of day where the heading says how many days."""
    there, clock = _local(at, audience), audience.clock
    near = _local(now, audience).date() - there.date() < timedelta(2)
    ago = say_ago(at, _local(now, audience), audience.locale, clock=clock) if near else ""
    return {
        "iso": at.isoformat(),
        "ago": ago or say_time(there, clock, audience.locale),
        "moment": say_moment(at, audience),
        "day": f"day-{there.date()}",
        "day_says": say_day(there, audience.locale),
    }


def _run(
    event_id: int, run: Run, total: dict[int, Sum], drawn: dict[int, str], audience: Audience, now: datetime
) -> str:
    if len(run.rows) == 1:
        return drawn[run.newest.number]
    comes_to = total[run.newest.number]
    first, last = (
        _local(row.at, audience).replace(second=0, microsecond=0) for row in (run.oldest, run.newest)
    )
    said = say(comes_to.said, audience.locale, audience.clock) if comes_to.said else ""
    return _rendered(
        "history/_run.html",
        event_id=event_id,
        run=run,
        mark=marks_in(audience.locale),
        grew=say_grown(audience.locale, run.grown),
        rows=[drawn[row.number] for row in run.rows],
        said=say_mark(audience.locale, "as_before") if comes_to.said == [] else said,
        chips=_chips(comes_to.units, audience),
        times=say_times(first, last, audience.clock, audience.locale),
        **when(run.newest.at, audience, now),
    )


def _chips(units: Iterable[str], audience: Audience) -> list[str]:
    words = language_of(audience.locale).words
    return [words[unit] for unit in units]


def _place(made: tuple[datetime, int, str]) -> tuple[datetime, int]:
    return made[:2]


def _local(at: datetime, audience: Audience) -> datetime:
    return at.astimezone(ZoneInfo(audience.zone))


def _rendered(name: str, **values: object) -> str:
    # Not render_template: a list has hundreds of rows, and they must not see what only a page has.
    return current_app.jinja_env.get_template(name).render(**values)


def rows_between(
    event_id: int, older: int, newer: int, audience: Audience, now: datetime, told: Told = list
) -> list[str]:
    """The rows of the versions behind `older` up to `newer`, newest first, at most AT_ONCE of them, as `told` to a reader."""
    numbers = range(max(older + 1, newer - AT_ONCE + 1), newer + 1)
    return [version_row(event_id, row, audience, now) for row in told(version_rows(event_id, numbers))]
