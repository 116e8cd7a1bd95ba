"""Which tests run on PostgreSQL, too, in the normal run: between them they send every statement that any of them sends.

The others send PostgreSQL nothing that it is not asked anyway. They are named in on_sqlite_alone.txt and run there with
`make soak`. A test that is not named runs on both; after many new ones, write the list anew (a quarter of an hour):

    .venv/bin/pytest --choose -k postgresql tests/views tests/operations tests/api
"""

import re
import time
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext

LIST = Path(__file__).with_name("on_sqlite_alone.txt")
# More than statements is looked at here: what happens at once, order, letters and their case, the tables themselves.
ON_BOTH = (
    "tests/api/",  # a test for each line of the contract, on both
    "tests/operations/test_chains_of_writers.py",
    "tests/operations/test_migrations.py",
    "tests/operations/test_people.py",
    "tests/operations/test_personal_tokens.py",
    "tests/operations/test_programs.py",
    "tests/operations/test_searching.py",
    "tests/operations/test_unit.py",
)
_NUMBERS = re.compile(r"(?:_+\d+)+\b")
_AGAIN = re.compile(r"(%\(\w+\)s[^,()]*|\((?:%\(\w+\)s|[^()])*\))(?:, \1)+")

_sent: set[str] = set()  # by the test that runs
_of_tests: dict[str, tuple[float, set[str]]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--choose", action="store_true", help="write anew which tests run on SQLite alone")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--choose"):
        event.listen(Engine, "before_cursor_execute", _note)
        event.listen(Engine, "handle_error", _note_fault)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    named = set() if config.getoption("--choose") else set(LIST.read_text().splitlines())
    for item in items:
        if item.nodeid in named:
            item.add_marker(pytest.mark.soak)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    _sent.clear()
    began = time.process_time()
    answer = yield
    if "[postgresql" in item.nodeid or "-postgresql" in item.nodeid:
        _of_tests[item.nodeid] = (time.process_time() - began, set(_sent))
    return answer


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--choose"):
        rest = sorted(set(_of_tests) - chosen(_of_tests))
        LIST.write_text("".join(f"{name}\n" for name in rest))


def chosen(tests: Mapping[str, tuple[float, set[str]]]) -> set[str]:
    """The names of tests that send all that any of them sends: always the one that adds most for its time."""
    found = {name for name in tests if name.startswith(ON_BOTH)}
    missing = set().union(*(sent for _, sent in tests.values())) - _all_of(tests, found)
    while missing:
        best = max(tests, key=lambda name: len(tests[name][1] & missing) / (tests[name][0] + 0.02))
        found.add(best)
        missing -= tests[best][1]
    return found


def _all_of(tests: Mapping[str, tuple[float, set[str]]], names: set[str]) -> set[str]:
    return set().union(*(tests[name][1] for name in names))


def _note(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
    if connection.dialect.name == "postgresql":
        _sent.add(f"{shape(statement)} {_kinds(parameters)}")


def _note_fault(context: ExceptionContext) -> None:
    _sent.add(f"{type(context.original_exception).__name__} {shape(context.statement or '')}")


def shape(statement: str) -> str:
    """The statement, however many values a list in it has."""
    return _AGAIN.sub(r"\1", _NUMBERS.sub("", statement))


def _kinds(parameters: Any) -> list[tuple[str, str]]:
    """What is bound, by the types."""
    first = parameters[0] if isinstance(parameters, Sequence) and parameters else parameters
    named = first if isinstance(first, Mapping) else {}
    return sorted({(_NUMBERS.sub("", name), type(value).__name__) for name, value in named.items()})
