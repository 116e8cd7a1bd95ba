"""400 pairs of texts compared, beside `git diff --word-diff` of the same pairs; hostile pairs by themselves.

The texts are real ones that every Python 3.11 has: the reference of the language (pydoc_data/topics.py) and the
docstrings of the standard library, cut to between 1 and 64 KB. Revisions of them would have to be fetched, so the edits
are by script, as people make them in notes: words, lines, paragraphs moved, split, joined, some edits or many (bench/edits.py).

What is measured is CPU. What was loaded before is kept from the garbage collector, as gunicorn.conf.py does.
"""

import gc
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bench.edits import Pair, hostile, pairs
from webapp.domain.diffs import compare_text, left_text, right_text

Result = TypeVar("Result")

BUDGET_P99, BUDGET_STOP = 50.0, 400.0
GIT = ("git", "diff", "--no-index", "--no-color", "--word-diff=porcelain")


def run() -> None:
    """Print the spread of both in milliseconds, and their ratios."""
    found = pairs()
    print(
        f"{len(found)} pairs, {sum(len(pair.before) for pair in found) / len(found) / 1000:.0f} KB on average"
    )
    for pair in found[:20]:  # what is loaded and built once is no part of a comparison
        compare_text(pair.before, pair.after)
    gc.collect()
    gc.freeze()
    ours = [_timed(pair) for pair in found]
    with tempfile.TemporaryDirectory() as folder:
        start = _start_of_git(Path(folder))
        git = git_times(found, Path(folder))
    _row("Daybook", ours)
    _row("git diff --word-diff, as a process", git)
    _row("git without what its start costs", [max(0.0, one - start) for one in git])
    print(
        f"ratio of the sums    {sum(ours) / sum(git):.2f} of git as a process; its start alone takes {start:.1f} ms"
    )
    _row("hostile pairs of 64 KB", [_timed(pair) for pair in hostile()])
    p99, worst = _at(ours, 0.99), max(ours)
    print(f"p99 {p99:.1f} of {BUDGET_P99:.0f} ms, the slowest {worst:.1f} of {BUDGET_STOP:.0f} ms")


def git_times(found: list[Pair], folder: Path) -> list[float]:
    """Milliseconds of CPU that git takes for each pair, as a process."""
    return [_git(pair, folder) for pair in found]


def _timed(pair: Pair) -> float:
    """Milliseconds of one comparison, which rebuilds both texts; none of them has been compared before."""
    took, rows = _clock(lambda: compare_text(pair.before, pair.after))
    if (left_text(rows), right_text(rows)) != (pair.before, pair.after):
        raise AssertionError(f"{pair.name} is not rebuilt by its rows.")
    return took


def _git(pair: Pair, folder: Path) -> float:
    for name, text in (("before", pair.before), ("after", pair.after)):
        (folder / name).write_text(text + "\n", "utf-8")
    return _clock(lambda: _run(folder))[0]


def _start_of_git(folder: Path) -> float:
    """What a comparison of one word with another takes: the process alone."""
    (folder / "before").write_text("one\n", "utf-8")
    (folder / "after").write_text("other\n", "utf-8")
    return statistics.median(_clock(lambda: _run(folder))[0] for _ in range(20))


def _run(folder: Path) -> None:
    done = subprocess.run([*GIT, "before", "after"], cwd=folder, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())


def _clock(work: Callable[[], Result]) -> tuple[float, Result]:
    """Milliseconds of CPU, of this process and of those it started: the machine may have other things to do."""
    started = _cpu()
    result = work()
    return (_cpu() - started) * 1000, result


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _row(name: str, took: list[float]) -> None:
    shown = (f"{_at(took, share):7.1f}" for share in (0.5, 0.9, 0.99))
    print(f"{name:36} median, p90, p99 {' '.join(shown)}, slowest {max(took):7.1f} ms")


def _at(took: list[float], share: float) -> float:
    return sorted(took)[min(len(took) - 1, int(len(took) * share))]
