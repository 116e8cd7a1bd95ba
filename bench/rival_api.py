"""The usual way for an API: FastAPI, SQLAlchemy entities, Pydantic models. It reads Daybook's own tables, answers Daybook's bytes."""

import base64
import hashlib
import json
import os
import zlib
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI, Header, HTTPException, Response
from pydantic import BaseModel
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
    selectinload,
    sessionmaker,
)

PAGE = 50


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]
    name: Mapped[str]


class Token(Base):
    __tablename__ = "personal_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship()


class Calendar(Base):
    __tablename__ = "calendar"
    id: Mapped[int] = mapped_column(primary_key=True)
    shares: Mapped[list["Share"]] = relationship(lazy="selectin")


class Share(Base):
    __tablename__ = "share"
    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendar.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    person: Mapped[Person] = relationship(lazy="joined")


class Event(Base):
    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id"))
    version: Mapped[int]
    deleted: Mapped[bool]
    start_utc: Mapped[datetime]
    end_utc: Mapped[datetime]
    body: Mapped[bytes]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_by: Mapped[Person] = relationship(foreign_keys=[created_by_id], lazy="joined")
    updated_by: Mapped[Person] = relationship(foreign_keys=[updated_by_id], lazy="joined")
    calendar: Mapped[Calendar] = relationship(lazy="joined")
    shares: Mapped[list[Share]] = relationship(lazy="selectin")


class RefOut(BaseModel):
    id: int
    username: str
    name: str


class PermissionOut(BaseModel):
    user_id: int
    username: str
    name: str
    role: str
    via: str


class EventOut(BaseModel):
    id: int
    calendar_id: int
    title: str
    description: str
    location: str | None
    start_time: str
    end_time: str
    time_zone: str
    all_day: bool
    is_recurring: bool
    recurrence_pattern: str | None
    recurrence_exceptions: list[str]
    tags: list[str]
    status: str
    version: int
    role: str
    permissions: list[PermissionOut]
    created_at: str
    created_by: RefOut
    updated_at: str
    updated_by: RefOut


class PageOut(BaseModel):
    items: list[EventOut]
    next_cursor: str | None


app = FastAPI()
sessions = sessionmaker(create_engine(os.environ["DATABASE_URL"]))


def database():  # type: ignore[no-untyped-def]
    with sessions() as session:
        yield session


Database = Annotated[Session, Depends(database)]


def current_person(session: Database, authorization: Annotated[str, Header()]) -> Person:
    hashed = hashlib.sha256(authorization.removeprefix("Bearer ").encode()).hexdigest()
    found = session.scalars(select(Token).where(Token.token_hash == hashed)).first()
    if found is None:
        raise HTTPException(401)
    return found.person


Reader = Annotated[Person, Depends(current_person)]


@app.get("/api/events")
def events(session: Database, person: Reader) -> PageOut:
    shared = select(Share.calendar_id).where(Share.person_id == person.id)
    query = (
        select(Event)
        .where(Event.calendar_id.in_(shared), Event.deleted.is_(False))
        .order_by(Event.start_utc, Event.id)
        .options(selectinload(Event.shares))
        .limit(PAGE + 1)
    )
    found = session.scalars(query).all()
    return PageOut(items=[_out(one, person) for one in found[:PAGE]], next_cursor=_cursor(found))


@app.get("/api/events/{event_id}")
def event(event_id: int, session: Database, person: Reader, response: Response) -> EventOut:
    found = session.get(Event, event_id)
    if found is None or not _role(found, person):
        raise HTTPException(404)
    response.headers["ETag"] = f'"{found.version}"'
    return _out(found, person)


def _role(found: Event, person: Person) -> str | None:
    roles = [share.role for share in found.calendar.shares if share.person_id == person.id]
    return roles[0] if roles else None


def _out(found: Event, person: Person) -> EventOut:
    document: dict[str, Any] = json.loads(zlib.decompress(found.body))
    clock = ZoneInfo(document["zone"])
    shares = [(share, "event") for share in found.shares] + [
        (share, "calendar") for share in found.calendar.shares
    ]
    return EventOut(
        id=found.id,
        calendar_id=found.calendar_id,
        title=document["title"],
        description=document["description"],
        location=document["location"] or None,
        start_time=found.start_utc.replace(tzinfo=UTC).astimezone(clock).isoformat(),
        end_time=found.end_utc.replace(tzinfo=UTC).astimezone(clock).isoformat(),
        time_zone=document["zone"],
        all_day=document["all_day"],
        is_recurring=bool(document["rrule"]),
        recurrence_pattern=document["rrule"] or None,
        recurrence_exceptions=document["exdate"],
        tags=document["tags"],
        status=document["status"],
        version=found.version,
        role=_role(found, person) or "",
        permissions=[
            PermissionOut(
                user_id=share.person_id,
                username=share.person.username,
                name=share.person.name,
                role=share.role,
                via=via,
            )
            for share, via in shares
        ],
        created_at=found.created_at.replace(tzinfo=UTC).isoformat(),
        created_by=_ref(found.created_by),
        updated_at=found.updated_at.replace(tzinfo=UTC).isoformat(),
        updated_by=_ref(found.updated_by),
    )


def _ref(person: Person) -> RefOut:
    return RefOut(id=person.id, username=person.username, name=person.name)


def _cursor(found: Any) -> str | None:
    if len(found) <= PAGE:
        return None
    last = found[PAGE - 1]
    place = [last.start_utc.replace(tzinfo=UTC).isoformat(), last.id, ""]
    return json_cursor(place)


def json_cursor(place: list[Any]) -> str:
    """Daybook's cursor, so that the answers are the same to the byte."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")
