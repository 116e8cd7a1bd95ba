"""A thousand events by one call of the API, beside a thousand calls that make one each; on SQLite, in one run."""

import json
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from bench import data
from webapp.extensions import db
from webapp.models import Person, Share
from webapp.operations.accounts import Device
from webapp.operations.passwords import hash_password
from webapp.operations.programs import sign_in_program

MANY = 1_000


def run() -> None:
    """Print the CPU of both, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        app, _token = data.make(Path(folder), events=100)
        calendar_id, token = _program(app)
        events = [_event(calendar_id, n) for n in range(MANY)]
        single = _timed(lambda: _one_by_one(app, token, events))
        batch = _timed(lambda: _post(app, token, "/api/events/batch", {"events": events}))
        rehearsal = _timed(
            lambda: _post(app, token, "/api/events/batch", {"events": events, "dry_run": True})
        )
    print(f"{MANY} single calls {single:7.2f} s of CPU")
    print(f"one batch         {batch:7.2f} s of CPU")
    print(f"one dry run       {rehearsal:7.2f} s of CPU")
    print(f"ratio             {batch / single:7.3f}")


def _program(app: Flask) -> tuple[int, str]:
    """The calendar of somebody, and the token of a program of theirs."""
    with app.app_context():
        owner = db.session.scalars(select(Person).order_by(Person.id).limit(1)).one()
        mine = select(Share.calendar_id).where(Share.person_id == owner.id, Share.calendar_id.is_not(None))
        calendar_id = db.session.scalars(mine.order_by(Share.id.desc()).limit(1)).one()
        owner.password_hash = hash_password("only for the bench")
        db.session.commit()
        entered = sign_in_program(owner.username, "only for the bench", Device("bench", "127.0.0.1"))
    assert calendar_id and entered
    return calendar_id, entered[1].access_token


def _one_by_one(app: Flask, token: str, events: list[dict[str, Any]]) -> None:
    for event in events:
        _post(app, token, "/api/events", event)


def _event(calendar_id: int, n: int) -> dict[str, Any]:
    start = datetime(2027, 1, 4, 9) + timedelta(hours=n * 7)
    return {
        "title": f"Meeting {n}",
        "start_time": start.isoformat(),
        "end_time": (start + timedelta(hours=1)).isoformat(),
        "calendar_id": calendar_id,
        "location": "Room 4",
        "tags": ["team"],
    }


def _post(app: Flask, token: str, path: str, body: Any) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    client = app.test_client(use_cookies=False)
    answer = client.post(path, data=json.dumps(body), headers=headers)
    assert answer.status_code == 201, answer.text


def _timed(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
