"""The usual way: FastAPI, SQLAlchemy entities, Pydantic models, JSON. It reads Daybook's own tables."""

import hashlib
import os
from datetime import datetime
from typing import Annotated

from fastapi import Cookie, Depends, FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]
    name: Mapped[str]


class SignIn(Base):
    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship()


class Calendar(Base):
    __tablename__ = "calendar"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    hue: Mapped[str]


class Share(Base):
    __tablename__ = "share"
    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]


class Event(Base):
    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id"))
    version: Mapped[int]
    title: Mapped[str]
    location: Mapped[str]
    status: Mapped[str]
    all_day: Mapped[bool]
    zone: Mapped[str]
    start_utc: Mapped[datetime]
    end_utc: Mapped[datetime]
    updated_by_label: Mapped[str]
    calendar: Mapped[Calendar] = relationship(lazy="joined")


class CalendarOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    name: str
    hue: str


class EventOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    version: int
    title: str
    location: str
    status: str
    all_day: bool
    zone: str
    start_utc: datetime
    end_utc: datetime
    updated_by_label: str
    calendar: CalendarOut


app = FastAPI()
sessions = sessionmaker(create_engine(os.environ["DATABASE_URL"]))


def database():  # type: ignore[no-untyped-def]
    with sessions() as session:
        yield session


Database = Annotated[Session, Depends(database)]


def current_person(session: Database, token: Annotated[str, Cookie(alias="daybook-session")]) -> Person:
    hashed = hashlib.sha256(token.encode()).hexdigest()
    found = session.scalars(select(SignIn).where(SignIn.token_hash == hashed)).first()
    if found is None:
        raise HTTPException(401)
    return found.person


@app.get("/events")
def events(
    start: datetime, end: datetime, session: Database, person: Annotated[Person, Depends(current_person)]
) -> list[EventOut]:
    shared = select(Share.calendar_id).where(Share.person_id == person.id)
    query = (
        select(Event)
        .where(Event.calendar_id.in_(shared), Event.start_utc < end, Event.end_utc > start)
        .order_by(Event.start_utc)
    )
    return session.scalars(query).all()  # type: ignore[return-value]
