"""No test leaves a thread behind: it would go on in the tests that follow in this worker, and draw from what they draw."""

import threading
from collections.abc import Generator

import pytest

ENDS_WITHIN = 10.0
# Playwright's, for as long as it waits for its driver and for Chromium.
OF_OTHERS = ("asyncio-waitpid-",)

_before = pytest.StashKey[set[threading.Thread]]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    item.stash[_before] = set(threading.enumerate())
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    yield
    left = [thread for thread in _begun_since(item.stash[_before]) if not _ends(thread)]
    assert left == [], "the test has to end what it began"


def _begun_since(before: set[threading.Thread]) -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one not in before and not one.name.startswith(OF_OTHERS)]


def _ends(thread: threading.Thread) -> bool:
    """Whether it is told to end, and does."""
    thread.join(ENDS_WITHIN)
    return not thread.is_alive()
