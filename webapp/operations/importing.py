"""Calendar files into a calendar and out of it again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, bindparam, select

from webapp.domain.attendance import key_of_person
from webapp.domain.document import Document
from webapp.domain.icalendar.files import Brought, Incoming, read_file
from webapp.domain.icalendar.problems import MOST_TOLD, FileRefused, Problem, refuse_file
from webapp.domain.icalendar.writing import Outgoing, write_file
from webapp.domain.locales import Audience
from webapp.domain.overlap_plans import Plan
from webapp.domain.roles import Role
from webapp.domain.wording import describe
from webapp.domain.wording_formats import quoted
from webapp.domain.wording_overlaps import Overlap, say_overlaps
from webapp.extensions import db
from webapp.models import Calendar, Event, Person, Share
from webapp.models.base import table_of
from webapp.operations.access import OpenCalendar, OpenEvent, open_calendar
from webapp.operations.errors import NotThere
from webapp.operations.events import new_event
from webapp.operations.members import members_of_calendar
from webapp.operations.overlaps import Overlapping, overlaps_of_file, place_of
from webapp.operations.revising import Revision, lock_calendar, revise, write_first_versions
from webapp.operations.unit import Unit, unit_of_work


@dataclass(frozen=True)
class Imported:
    """What came in: new events, deleted ones that came back, those that were here and stay as they are, and what is
    left out, counted by component. `broken` events were left out as something is wrong with them, and `unread` lines of
    the others are kept without having been understood.
    """

    new: int
    back: int = 0
    here: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    overlapping: int = 0  # of the new ones, from now on
    broken: int = 0
    unread: int = 0
    change_set: int = 0  # to be taken back as one; 0 where nothing came in

    @property
    def events(self) -> int:
        return self.new + self.back

    def counts(self) -> dict[str, Any]:
        """What there is to say of it, as `say_imported` takes it."""
        counts = {
            name: value for name, value in asdict(self).items() if name not in ("new", "back", "change_set")
        }
        return {"events": self.events, **counts}


def import_calendar(
    calendar_id: int, data: bytes, by: Person, key: str | None = None, leave_out_broken: bool = False
) -> Imported:
    """Bring all events of a calendar file into a calendar, as one change set; raises FileRefused and writes nothing.

    Where the calendar refuses overlaps, a file with one that lies ahead is refused. With `leave_out_broken` the events that
    something is wrong with stay out, and all others come in: for whoever has seen what the refusal says of them.

    An event whose UID the calendar has already stays as it is; one that was deleted comes back as the file has it.
    """
    opened = open_calendar(by, calendar_id, Role.EDITOR)
    brought = read_file(data, opened.calendar.zone, _people(opened.calendar), leave_out_broken)
    request = {
        "do": "import",
        "calendar": calendar_id,
        "file": file_digest(data),
        "leave_out": leave_out_broken,
    }
    with unit_of_work(by) as unit:
        if earlier := unit.answered(key, request):
            return Imported(**earlier)
        lock_calendar(unit, calendar_id, Role.EDITOR)
        imported = _write(unit, calendar_id, brought)
        unit.remember(key, request, asdict(imported))
        return imported


def file_digest(data: bytes) -> str:
    """What tells a file from every other."""
    return sha256(data).hexdigest()


def export_calendar(opened: OpenCalendar) -> str:
    """All events of a calendar as a calendar file, in order of their start."""
    wanted = select(Event).where(Event.calendar_id == opened.calendar.id, Event.deleted.is_(False))
    events = db.session.scalars(wanted.order_by(Event.start_utc, Event.id))
    return write_file(map(_outgoing, events), opened.calendar.name)


def export_event(opened: OpenEvent) -> str:
    """One event as a calendar file."""
    return write_file([_outgoing(opened.event)])


def import_as(named: str, data: bytes, username: str = "", leave_out_broken: bool = False) -> Imported:
    """The same for a calendar by its number or name, by its first owner or somebody else; raises NotThere."""
    owner, calendar_id = _owner_and_calendar(named)
    by = db.session.scalar(select(Person).where(Person.username == username.lower())) if username else owner
    if by is None:
        raise NotThere
    return import_calendar(calendar_id, data, by, leave_out_broken=leave_out_broken)


def _owner_and_calendar(named: str) -> tuple[Person, int]:
    wanted = select(Person, Calendar.id).join(Share, Share.person_id == Person.id)
    wanted = wanted.join(Calendar, Calendar.id == Share.calendar_id).where(
        Share.role == "owner", Calendar.deleted_at.is_(None)
    )
    is_number = named.isascii() and named.isdigit() and len(named) < 10
    this = Calendar.id == int(named) if is_number else Calendar.name == named
    found = db.session.execute(wanted.where(this).order_by(Share.id)).all()
    if len({row.id for row in found}) != 1:
        raise NotThere
    return found[0].Person, found[0].id


def _people(calendar: Calendar) -> dict[str, tuple[str, str]]:
    """By address, those who see a calendar."""
    found = (member.person for member in members_of_calendar(calendar))
    return {one.email.lower(): (key_of_person(one.id), one.name) for one in found}


def _write(unit: Unit, calendar_id: int, brought: Brought) -> Imported:
    known = _known(unit, calendar_id, brought)
    gone = [one for one in brought.events if one.uid in known and known[one.uid].deleted]
    fresh = [one for one in brought.events if one.uid not in known]
    counts = {
        "new": len(fresh),
        "back": len(gone),
        "here": len(brought.events) - len(fresh) - len(gone),
    }
    if fresh or gone:
        revision = Revision(unit.change_set(calendar_id, "import"), "import")
        made = list(_made(unit, calendar_id, fresh))
        write_first_versions(unit, calendar_id, made, revision)
        for one in gone:
            _bring_back(unit, known[one.uid].id, one, revision)
        counts["change_set"] = revision.change_set_id
        counts["overlapping"] = _overlapping(unit, calendar_id, made) + unit.overlap_count
    unread = brought.unread if fresh or gone else 0
    broken = sum(one.is_of_event for one in brought.broken)
    return Imported(**counts, left_out=dict(Counter(brought.left_out)), broken=broken, unread=unread)


def _overlapping(unit: Unit, calendar_id: int, made: list[tuple[Event, Document]]) -> int:
    """How many of the new events overlap; raises FileRefused where the calendar takes no overlaps."""
    place = place_of(calendar_id)
    plans = [Plan(document, None, event.id) for event, document in made]
    found = overlaps_of_file(plans, place, unit.actor_id, unit.now)
    if found and place.conflict_policy == "refuse":
        titles = {event.id: event.title for event, _ in made}
        said = [_said(titles[event_id], one, unit) for event_id, one in found[:MOST_TOLD]]
        raise FileRefused([Problem(0, "", f"{quoted(place.name)} takes no overlaps."), *said])
    return len({event_id for event_id, _ in found})


def _said(title: str, one: Overlap, unit: Unit) -> Problem:
    assert unit.actor is not None
    audience = Audience("", unit.actor.zone, unit.actor.locale, unit.actor.clock)
    return Problem(0, title, f"{quoted(title)}: {say_overlaps([one], 1, audience)}")


def _made(unit: Unit, calendar_id: int, fresh: Iterable[Incoming]) -> Iterable[tuple[Event, Document]]:
    for one in fresh:
        event = new_event(unit, calendar_id)
        event.uid = one.uid
        yield event, one.document


def _bring_back(unit: Unit, event_id: int, one: Incoming, revision: Revision) -> None:
    event = unit.session.get_one(Event, event_id, populate_existing=True)
    said = [("event.restored", {}), *describe(event.document, one.document)]
    try:
        revise(unit, event, one.document, Revision(revision.change_set_id, revision.via, said=said))
    except Overlapping as refused:
        raise refuse_file(f"{quoted(event.title)}: {refused}") from refused


def _known(unit: Unit, calendar_id: int, brought: Brought) -> dict[str, Row[Any]]:
    """Id and state of the events of a calendar that have the UID of one that is brought."""
    wanted = {one.uid for one in brought.events}
    return {row.uid: row for row in unit.run(_UIDS, {"calendar": calendar_id}) if row.uid in wanted}


def _outgoing(event: Event) -> Outgoing:
    return Outgoing(event.uid, event.document, event.version, event.created_at, event.updated_at)


_heads = table_of(Event)
_UIDS = select(_heads.c.uid, _heads.c.id, _heads.c.deleted).where(
    _heads.c.calendar_id == bindparam("calendar")
)
