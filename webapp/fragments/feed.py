"""The history of a calendar as a feed: the rows of its page, in the words and the language of whoever subscribed."""

from collections.abc import Iterable

from flask import url_for
from markupsafe import Markup

from webapp.domain.atom import Entry, Feed, lasting_id
from webapp.domain.locales import Audience
from webapp.domain.wording import say
from webapp.domain.wording_undo import say_did
from webapp.models import Calendar
from webapp.operations.calendar_history import Line, Row, SetRow, SharedRow
from webapp.operations.departures import LeftLine, LeftRow


def feed(calendar: Calendar, rows: Iterable[Row], audience: Audience, origin: str) -> Feed:
    """What happened in a calendar; addresses begin with `origin`."""
    entries = [_entry(calendar, row, audience, origin) for row in rows]
    return Feed(
        id=_id(calendar, "history"),
        title=f"History of {calendar.name}",
        at=entries[0].at if entries else calendar.created_at,
        url=origin + url_for("calendar_history.show", calendar_id=calendar.id),
        locale=audience.locale,
        entries=entries,
    )


def _entry(calendar: Calendar, row: Row, audience: Audience, origin: str) -> Entry:
    title, html = _of_set(row, audience) if isinstance(row, SetRow | LeftRow) else _of_one(row, audience)
    return Entry(_id(calendar, row.seq), title, row.at, row.author.name, origin + _url(calendar, row), html)


def _id(calendar: Calendar, what: object) -> str:
    return lasting_id("calendar", calendar.created_at.isoformat(), calendar.id, what)


def _of_set(row: SetRow | LeftRow, audience: Audience) -> tuple[str, str]:
    told = [(line, say(line.said, audience.locale, audience.clock)) for line in row.lines]
    quoted = row.why if isinstance(row, SetRow) else ""
    why = Markup("<p><q>{}</q></p>").format(quoted) if quoted else Markup("")
    if row.events == 1:
        title, html = _one(told[0][0].title, row, told[0][1])
        return title, html + why
    kind = row.kind if isinstance(row, SetRow) else "left"
    did = f"{row.author.first_name} {say_did(kind, row.events, audience.locale)}"
    items = Markup("").join(_item(line, said) for line, said in told)
    more = Markup("<li>…</li>") if row.events > len(told) else Markup("")
    return did, Markup("<p>{}</p><ul>{}{}</ul>").format(did, items, more) + why


def _of_one(row: Row, audience: Audience) -> tuple[str, str]:
    if isinstance(row, SharedRow):
        return _one(row.title, row, say([row.said], audience.locale, audience.clock))
    assert not isinstance(row, SetRow | LeftRow)
    return _one("", row, say(row.said, audience.locale, audience.clock))


def _one(title: str, row: Row, said: str) -> tuple[str, Markup]:
    done = f"{row.author.first_name} {said}"
    if not title:
        return done, Markup("<p>{}</p>").format(done)
    return f"{title}: {done}", Markup("<p><b>{}</b>: {}</p>").format(title, done)


def _item(line: Line | LeftLine, said: str) -> Markup:
    return Markup("<li><b>{}</b>: {}</li>").format(line.title, said)


def _url(calendar: Calendar, row: Row) -> str:
    if isinstance(row, SetRow) and not row.away:
        return url_for("changes.show", change_set_id=row.id)
    names = {SetRow: "set", LeftRow: "left", SharedRow: "share"}
    place = names.get(type(row), "settings")
    return url_for("calendar_history.show", calendar_id=calendar.id, _anchor=f"{place}-{row.id}")
