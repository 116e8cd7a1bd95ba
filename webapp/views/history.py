"""An event's past: every version, two of them side by side, and the ways back."""

from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from webapp.domain.locales import say_day, say_moment
from webapp.domain.roles import Role
from webapp.domain.wording_done import say_done
from webapp.domain.wording_marks import marks_in, say_mark
from webapp.domain.wording_phrases import language_of
from webapp.entry.identity import person
from webapp.fragments import compare as compare_fragments
from webapp.fragments import event as event_fragments
from webapp.fragments import history as fragments
from webapp.operations import history
from webapp.operations.access import OpenEvent, open_event
from webapp.operations.calendar_names import names_for, rows_told_to
from webapp.operations.events import Saved, restore_version
from webapp.operations.history_sharing import ShareRow, sharing_rows
from webapp.operations.reading import EventView
from webapp.views import history_query, looks, overlaps, toasts
from webapp.views.events import cursor
from webapp.views.forms import key_for, new_key
from webapp.views.shell import shell

bp = Blueprint("history", __name__)

Answer = str | Response


@bp.get("/events/<int:event_id>/history")
def event(event_id: int) -> str:
    opened, asked = open_event(person(), event_id, purged=True), _asked(event_id)
    page = history.versions(event_id, asked.filters, asked.limit, asked.before, asked.after)
    later, earlier = _split(sharing_rows(opened, page, asked.filters), opened)
    # Nothing can be changed in what was purged.
    audience = shell().audience(Role.VIEWER.word if opened.event.purged else opened.role.word)
    return render_template(
        "history/event.html",
        **_around(opened),
        asked=asked,
        page=page,
        days=fragments.days(
            event_id,
            rows_told_to(person(), page.rows),
            later,
            audience,
            shell().now,
            asked.grouped and not opened.event.purged,
        ),
        earlier=[fragments.share_row(share, audience, shell().now, in_full=True) for share in earlier],
        choices=history_query.offered(history.choices(event_id)),
        limits=history_query.LIMITS,
        made=_day_of(opened),
        look=looks.of_event(opened),
    )


@bp.get("/events/<int:event_id>/history/compare")
def compare_picked(event_id: int) -> Response:
    opened = open_event(person(), event_id)
    older, newer = history_query.picked(opened.event.version)
    return _canonical(event_id, older, newer)


@bp.get("/events/<int:event_id>/compare/<int:older>/<int:newer>")
def compare(event_id: int, older: int, newer: int) -> Answer:
    opened = open_event(person(), event_id)
    asked = _looks()
    if older > newer:
        return _canonical(event_id, older, newer)
    found = history.compare(event_id, older, newer)
    audience = shell().audience(opened.role.word)
    drawn = compare_fragments.comparison(opened.event, found, audience, asked)
    return render_template(
        "history/compare.html",
        **_around(opened),
        found=found,
        heads=[
            _moment(snapshot) | {"how": compare_fragments.came_about(snapshot, person().locale)}
            for snapshot in (found.older, found.newer)
        ],
        sections=drawn.sections,
        same=drawn.same,
        fields=len(drawn.sections) + len(drawn.same),
        places=_places(found),
        mark=marks_in(audience.locale),
        asked=asked._asdict(),
        may_undo=newer == older + 1 and opened.role >= Role.EDITOR and _can_be_undone(opened, found),
    )


@bp.get("/events/<int:event_id>/versions/<int:number>")
def version(event_id: int, number: int) -> str:
    opened = open_event(person(), event_id)
    snapshot = history.snapshot(event_id, number)
    view = EventView(opened.event, opened.calendar.name, opened.calendar.hue, snapshot.document, {})
    audience = shell().audience(Role.VIEWER.word)  # nothing can be changed in the past
    return render_template(
        "history/version.html",
        **_around(opened),
        snapshot=snapshot,
        moment=_moment(snapshot),
        pieces=[event_fragments.field(view, audience, unit) for unit in event_fragments.FIELDS],
    )


@bp.post("/events/<int:event_id>/restorations")
def restore(event_id: int) -> Response:
    number = _wanted()
    saved = restore_version(event_id, number, by=person(), key=key_for(number))
    # What was deleted before cannot be undone by restoring a version: that would bring it back once more.
    back = saved.version - 1
    undo = url_for(".restore", event_id=event_id, version=back) if _is_there(saved, back) else ""
    done, same = (
        say_done(what, person().locale, version=number) for what in ("restored", "restored_already")
    )
    return _back_to_history(saved, done, same, undo)


@bp.post("/events/<int:event_id>/fields/<unit>/restorations")
def bring_back(event_id: int, unit: str) -> Response:
    number = _wanted()
    saved = history.bring_back(event_id, number, unit, by=person(), key=key_for(number, unit))
    name = language_of(person().locale).words[unit]
    undo = url_for(".bring_back", event_id=event_id, unit=unit, version=saved.version - 1)
    done, same = (
        say_done(what, person().locale, unit=name, version=number)
        for what in ("unit_back", "unit_back_already")
    )
    return _back_to_history(saved, done, same, undo)


def _asked(event_id: int) -> history_query.Asked:
    return history_query.read(".event", {"event_id": event_id}, request.args, shell().zone)


def _around(opened: OpenEvent) -> dict[str, object]:
    """What all pages of a history show beside their own."""
    return {
        "opened": opened,
        "event": opened.event,
        "since": cursor(opened),
        "may_restore": opened.role >= Role.EDITOR and not opened.event.purged,
        "key": new_key(),
    }


def _split(shares: list[ShareRow], opened: OpenEvent) -> tuple[list[ShareRow], list[ShareRow]]:
    """Changes of sharing since the event was made, and those of its calendar before."""
    made = opened.event.created_at
    return [share for share in shares if share.at >= made], [share for share in shares if share.at < made]


def _places(found: history.Comparison) -> list[str]:
    """The calendars that two versions are in, by the names that the reader may know; nothing where it is one."""
    sides = [found.older.row.calendar_id, found.newer.row.calendar_id]
    names = names_for(person(), set(sides)) if sides[0] != sides[1] else {}
    return (
        [names.get(one, say_mark(person().locale, "elsewhere")) for one in sides]
        if sides[0] != sides[1]
        else []
    )


def _can_be_undone(opened: OpenEvent, found: history.Comparison) -> bool:
    """A deleted event takes back its deletion alone."""
    return not opened.event.deleted or found.newer.row.deleted


def _day_of(opened: OpenEvent) -> str:
    made, today = opened.event.created_at, shell().today
    there = made.astimezone(ZoneInfo(shell().zone))
    return say_day(there, person().locale, today=today, weekday=False)


def _moment(snapshot: history.Snapshot) -> dict[str, str]:
    at = snapshot.row.at
    return {"iso": at.isoformat(), "text": say_moment(at, shell().audience(""))}


def _canonical(event_id: int, one: int, other: int) -> Response:
    older, newer = sorted((one, other))
    return redirect(
        url_for(".compare", event_id=event_id, older=older, newer=newer, **_looks()._asdict()), 303
    )


def _looks() -> compare_fragments.Looks:
    """How a comparison is asked to be shown, as its address says it; None for the usual way."""
    return compare_fragments.Looks(
        "rendered" if request.args.get("view") == "rendered" else None,
        "stacked" if request.args.get("sides") == "stacked" else None,
    )


def _wanted() -> int:
    """The version to go back to; the button of a message carries it in its address."""
    number = history_query.number(request.values.get("version", ""))
    if number is None:
        raise NotFound
    return number


def _is_there(saved: Saved, number: int) -> bool:
    return saved.changed and not any(row.deleted for row in history.version_rows(saved.event_id, [number]))


def _back_to_history(saved: Saved, done: str, same: str, undo: str) -> Response:
    """Say what happened, with a way back where something did."""
    if saved.changed:
        back = [toasts.post("Undo", undo)] if undo else toasts.undo(saved.change_set)
        overlaps.say(done, saved, *back)
    else:
        overlaps.say(same, saved)
    return redirect(url_for(".event", event_id=saved.event_id), 303)
