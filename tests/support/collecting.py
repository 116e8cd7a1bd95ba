"""Every worker collects every test, which is seconds of CPU: nobody looks for garbage meanwhile, and what has to be
compiled, in a fresh clone all files, is shared out among the workers.
"""

import gc
import importlib
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session: pytest.Session) -> Generator[None, Any, Any]:
    config = session.config
    gc.disable()
    if hasattr(config, "workerinput") and config.args == config.getini("testpaths"):
        import_tests(config.rootpath, **config.workerinput)
    try:
        return (yield)
    finally:
        gc.freeze()  # half a million objects that stay until the end
        gc.enable()


def import_tests(root: Path, workerid: str, workercount: int, **_: Any) -> None:
    """Import all test files, from another one on in each worker: it finds what the others have compiled meanwhile."""
    found = sorted(root.glob("tests/**/test_*.py"))
    first = len(found) * int(workerid.removeprefix("gw")) // workercount
    for path in found[first:] + found[:first]:
        with suppress(Exception):  # whoever collects the file will say so
            importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
