"""A server that is killed in the middle of taking an import back has taken back all of it or nothing."""

import signal
import subprocess
import sys
from contextlib import contextmanager

from tests.operations.test_undoing_many import many, there
from tests.support.sources import ROOT
from webapp.models import Person
from webapp.operations.importing import import_calendar
from webapp.operations.undoing_sets import undo_change_set


@contextmanager
def undoing_elsewhere(database, change_set, person):
    """`undo(n)` takes it back in another process, killed before its n-th write, and says how that ended."""
    command = [sys.executable, "-m", "tests.faults.dying_undo", database.url, str(change_set), str(person)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def undo(fatal):
            process.stdin.write(f"{fatal}\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield undo
        process.stdin.close()


def test_killed_in_the_middle_it_is_all_or_nothing(database, session, team, cast):
    bob = cast.bob.id
    before = there(session)
    change_set = import_calendar(team, many(300, cast.vera.email), by=cast.bob).change_set
    after = there(session)
    session.rollback()

    with undoing_elsewhere(database, change_set, bob) as undo:
        for fatal in (1, 3, 6, 9):  # the change set, the heads, the versions, the log: wherever it is
            assert undo(fatal) == -signal.SIGKILL
            assert there(session) == after, f"killed before write {fatal}, it left a part of itself"
            session.rollback()
        assert undo(0) == 0
    assert there(session) == before
    again = undo_change_set(change_set, by=session.get_one(Person, bob), key="once")
    assert again.deleted == 300, "a retry is told what the first one did"
