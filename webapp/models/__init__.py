"""Tables, constraints and nothing else; importing this package makes the metadata whole."""

from webapp.models.audit import Answered, AuditEntry, AuditHead, HistoryCheck, Seal
from webapp.models.base import Base
from webapp.models.calendar import (
    Calendar,
    CalendarChange,
    CalendarLog,
    FeedAddress,
    Share,
    ShareChange,
)
from webapp.models.event import ChangeSet, Event, EventVersion, FieldOrigin, Occurrence, Participation
from webapp.models.held_value import HeldValue
from webapp.models.look import CalendarLook, EventLook
from webapp.models.person import HiddenCalendar, Person, SignIn
from webapp.models.token import PersonalToken, ProgramSession

__all__ = [
    "Answered",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Calendar",
    "CalendarChange",
    "CalendarLog",
    "CalendarLook",
    "ChangeSet",
    "Event",
    "EventLook",
    "EventVersion",
    "FeedAddress",
    "FieldOrigin",
    "HeldValue",
    "HiddenCalendar",
    "HistoryCheck",
    "Occurrence",
    "Participation",
    "Person",
    "PersonalToken",
    "ProgramSession",
    "Seal",
    "Share",
    "ShareChange",
    "SignIn",
]
