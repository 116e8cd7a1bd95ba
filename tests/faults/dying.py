"""A process that does something in a child of its own, killed when it is about to send its n-th statement that writes.

`python -m tests.faults.dying URL ACT NUMBER PERSON` reads one n a line, and answers each with how the child ended:
minus the signal, or 0. With n = 0 it lives.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event

from tests.support.apps import new_app
from tests.support.databases import Database
from webapp.extensions import db
from webapp.models import Person
from webapp.operations.purging import purge_event
from webapp.operations.purging_calendars import purge_calendar
from webapp.operations.undoing_sets import undo_change_set

WRITES = ("INSERT", "UPDATE", "DELETE")
ACTS: dict[str, Callable[[int, Person], Any]] = {
    "undo": lambda number, by: undo_change_set(number, by=by, key="once"),
    "purge event": lambda number, by: purge_event(number, "Court order 12", by=by),
    "purge calendar": lambda number, by: purge_calendar(number, "Court order 12", by=by),
}


def main(url: str, act: str, number: int, person: int) -> None:
    """Do it as often as asked."""
    app = new_app(Database(url.partition(":")[0], url))
    for line in sys.stdin:
        child = os.fork()
        if not child:
            do(app, ACTS[act], number, person, int(line))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def do(app: Flask, act: Callable[[int, Person], Any], number: int, person: int, fatal: int) -> None:
    """Do it, unless killed before."""
    with app.app_context():
        sent = [0]

        def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent[0] += statement.lstrip().startswith(WRITES)
            if fatal and sent[0] == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(db.engine, "before_cursor_execute", count)
        act(number, db.session.get_one(Person, person))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
