"""A process that does something in a child of its own, killed when it is about to send its n-th statement that writes.

`python -m tests.faults.dying URL ACT NUMBER …` reads one n a line, and answers each with how the child ended: minus
the signal, or 0. With n = 0 it lives. Tests ask through `dying()`.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event

from tests.support.apps import new_app
from tests.support.databases import Database
from tests.support.sources import ROOT
from webapp.extensions import db
from webapp.models import Person
from webapp.operations.emptying import empty_trash
from webapp.operations.erasing import erase_person
from webapp.operations.purging import purge_event
from webapp.operations.purging_calendars import purge_calendar
from webapp.operations.undoing_sets import undo_change_set

WRITES = ("INSERT", "UPDATE", "DELETE")
ACTS: dict[str, Callable[..., Any]] = {
    "undo": lambda number, by: undo_change_set(number, by=_person(by), key="once"),
    "purge event": lambda number, by: purge_event(number, "Court order 12", by=_person(by)),
    "purge calendar": lambda number, by: purge_calendar(number, "Court order 12", by=_person(by)),
    # So many days later there than here.
    "empty trash": lambda days, at_once: empty_trash(0, datetime.now(UTC) + timedelta(days=days), at_once),
    "erase": lambda number, by: erase_person(number, "He asked for it", by=_person(by)),
}


@contextmanager
def dying(database: Database, act: str, *numbers: int) -> Iterator[Callable[[int], int]]:
    """`do(n)` does it in another process, killed before its n-th write, and says how that ended."""
    command = [sys.executable, "-m", "tests.faults.dying", database.url, act, *map(str, numbers)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        asked, answers = process.stdin, process.stdout
        assert asked and answers

        def do(fatal: int) -> int:
            asked.write(f"{fatal}\n")
            asked.flush()
            return int(answers.readline())

        yield do
        asked.close()


def main(url: str, act: str, *numbers: int) -> None:
    """Do it as often as asked."""
    app = new_app(Database(url.partition(":")[0], url))
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _do(app, ACTS[act], numbers, int(line))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _do(app: Flask, act: Callable[..., Any], numbers: tuple[int, ...], fatal: int) -> None:
    """Do it, unless killed before."""
    with app.app_context():
        sent = [0]

        def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent[0] += statement.lstrip().startswith(WRITES)
            if fatal and sent[0] == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(db.engine, "before_cursor_execute", count)
        act(*numbers)


def _person(number: int) -> Person:
    return db.session.get_one(Person, number)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
