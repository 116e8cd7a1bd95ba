"""A process that empties the trash in a child of its own, killed when it is about to send its n-th statement that writes.

`python -m tests.faults.dying_emptying URL DAYS AT_ONCE` reads one n a line, and answers each with how the child ended:
minus the signal, or 0. With n = 0 it lives. It is DAYS later there than here.
"""

import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event

from tests.support.apps import new_app
from tests.support.databases import Database
from webapp.extensions import db
from webapp.operations.emptying import empty_trash

WRITES = ("INSERT", "UPDATE", "DELETE")


def main(url: str, days: int, at_once: int) -> None:
    """Empty it as often as asked."""
    app = new_app(Database(url.partition(":")[0], url))
    for line in sys.stdin:
        child = os.fork()
        if not child:
            empty(app, days, at_once, int(line))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def empty(app: Flask, days: int, at_once: int, fatal: int) -> None:
    """Empty it, unless killed before."""
    with app.app_context():
        sent = [0]

        def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent[0] += statement.lstrip().startswith(WRITES)
            if fatal and sent[0] == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(db.engine, "before_cursor_execute", count)
        empty_trash(0, datetime.now(UTC) + timedelta(days=days), at_once)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
