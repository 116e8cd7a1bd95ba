"""`make bench` runs all of them but those that take many minutes; `make bench ARGS=month` runs one."""

import sys

from bench import api, batch, compare, diff, drag, live, month, month_10000, past, rules, saving, search, time

BENCHES = {
    "month": month.run,
    "month-1000": month_10000.run_1000,
    "month-10000": month_10000.run,
    "drag": drag.run,
    "past": past.run,
    "saving": saving.run,
    "batch": batch.run,
    "api": api.run,
    "search": search.run,
    "time": time.run,
    "rules": rules.run,
    "diff": diff.run,
    "compare": compare.run,
    "live": live.run,
    "live-10000": live.run_10000,
}

ONLY_BY_NAME = {"month-10000"}


def main(names: list[str]) -> int:
    """Run the named benches, without a name all that take little time; returns 2 for a name that is none."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"There is no bench called {unknown[0]}. There are: {', '.join(BENCHES)}.")
        return 2
    for name in names or [name for name in BENCHES if name not in ONLY_BY_NAME]:
        print(f"\n== {name}")
        BENCHES[name]()
    return 0


sys.exit(main(sys.argv[1:]))
