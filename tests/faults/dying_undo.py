"""A process that takes a change set back in a child of its own, killed when it is about to send its n-th statement that writes.

`python -m tests.faults.dying_undo URL CHANGE_SET PERSON` reads one n a line, and answers each with how the child ended:
minus the signal, or 0. With n = 0 it lives.
"""

import os
import signal
import sys
from typing import Any

from flask import Flask
from sqlalchemy import event

from tests.support.apps import new_app
from tests.support.databases import Database
from webapp.extensions import db
from webapp.models import Person
from webapp.operations.undoing_sets import undo_change_set

WRITES = ("INSERT", "UPDATE", "DELETE")


def main(url: str, change_set: int, person: int) -> None:
    """Take it back as often as asked."""
    app = new_app(Database(url.partition(":")[0], url))
    for line in sys.stdin:
        child = os.fork()
        if not child:
            take_back(app, change_set, person, int(line))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def take_back(app: Flask, change_set: int, person: int, fatal: int) -> None:
    """Take it back, unless killed before."""
    with app.app_context():
        sent = [0]

        def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent[0] += statement.lstrip().startswith(WRITES)
            if fatal and sent[0] == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(db.engine, "before_cursor_execute", count)
        undo_change_set(change_set, by=db.session.get_one(Person, person), key="once")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
