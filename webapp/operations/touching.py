"""Which occurrences touch one of many windows: one look into the index for each, not all rows of a year.

Built once for each kind of database, as each reads a list in JSON in its own way.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    JSON,
    ColumnElement,
    CompoundSelect,
    DateTime,
    bindparam,
    cast,
    func,
    select,
    union,
)

from webapp.domain.windows import Window
from webapp.models import Occurrence
from webapp.models.base import table_of
from webapp.operations.placing import LONGEST_EVENT

_DAY = timedelta(days=1)
_places = table_of(Occurrence)


def values_of(windows: Sequence[Window]) -> dict[str, Any]:
    """What a statement with `touching` is to be given for these windows, which are in order."""
    first, last = windows[0].after - _DAY, windows[-1].before + _DAY
    return {
        "windows": json.dumps([_texts(one) for one in windows]),
        "after": first,
        "before": last,
        "longest": first - LONGEST_EVENT,
    }


@lru_cache
def touching(dialect: str) -> CompoundSelect[Any]:
    """The occurrences in the calendars asked about, but of one event, that touch a window, each once.

    What lies within one day (UTC) is looked for from the midnight before a window on. All that goes over midnight,
    whole days among it, comes along: it may have begun long before, and whole days are elsewhere at another time.
    """
    starts, ends = _places.c.start_utc, _places.c.end_utc
    windows = _windows(dialect)
    ours = _places.c.calendar_id.in_(bindparam("calendars", expanding=True))
    found = select(_places).where(ours, _places.c.event_id != bindparam("but"))
    within_a_day = found.join_from(windows, _places, starts >= windows.c.midnight).where(
        starts < windows.c.before, ends > windows.c.after
    )
    over_midnight = found.where(
        starts > bindparam("longest"),
        starts < bindparam("before"),
        ends > bindparam("after"),
        func.date(ends) > func.date(starts),
    )
    return union(within_a_day, over_midnight)


def _windows(dialect: str) -> CTE:
    """The windows as rows. Read once: SQLite would read each text anew for every row it is compared with."""
    given: Any = bindparam("windows")
    if dialect != "sqlite":
        given = cast(given, JSON)
    each: Any = (func.json_each if dialect == "sqlite" else func.json_array_elements)(given)
    rows = each.table_valued("value", name="given")
    names = ("midnight", "after", "before")
    parts = [_moment(rows.c.value, place, dialect).label(name) for place, name in enumerate(names)]
    return select(*parts).cte("windows").prefix_with("MATERIALIZED")


def _moment(value: ColumnElement[Any], place: int, dialect: str) -> ColumnElement[Any]:
    if dialect == "sqlite":
        return func.json_extract(value, f"$[{place}]")
    return cast(value.op("->>")(place), DateTime)


def _texts(one: Window) -> list[str]:
    """The midnight before, and the two ends."""
    midnight = datetime.combine(one.after.astimezone(UTC), time(), UTC)
    return [_text(moment) for moment in (midnight, one.after, one.before)]


def _text(moment: datetime) -> str:
    """As SQLite keeps it, which compares texts; PostgreSQL reads it too."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
