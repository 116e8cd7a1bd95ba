"""Eight people save one event at once, through the real server: every edit becomes a version, none is lost."""

import itertools
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests.support.http import Browser, new_token
from webapp.models import CalendarLog, EventVersion

THREADS = 8
_TAGS = re.compile(r'name="tags"[^>]*value="([^"]*)"')


@pytest.mark.timeout(300)
@pytest.mark.parametrize("edits", [12, pytest.param(60, marks=pytest.mark.soak)])
def test_edits_by_8_threads_make_as_many_versions_without_a_gap(
    session, bob, team, retreat, live_server, edits
):
    tokens = [new_token(bob) for _ in range(THREADS)]

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = list(
            pool.map(lambda n: save_often(live_server.port, tokens[n], retreat, n, edits), range(THREADS))
        )

    session.rollback()
    saved = session.scalars(select(EventVersion).order_by(EventVersion.version)).all()
    assert [status for of_thread in statuses for status in of_thread] == [303] * THREADS * edits
    assert [version.version for version in saved] == list(range(1, THREADS * edits + 2))
    assert {tag for version in saved for tag in version.document["tags"]} == expected_tags(edits)
    assert_no_tag_was_overwritten(saved)
    logged = session.scalars(
        select(CalendarLog.seq).where(CalendarLog.calendar_id == team).order_by(CalendarLog.seq)
    )
    assert_gapless(list(logged))


def save_often(port, token, event_id, thread, edits):
    """Swap this thread's own tag for the next one, so many times; returns the statuses of the answers."""
    with Browser(port, token) as browser:
        return [swap_tag(browser, event_id, thread, n) for n in range(edits)]


def swap_tag(browser, event_id, thread, n):
    path = f"/events/{event_id}"
    _, _, page = browser.get(f"{path}/edit")
    tags = [tag for tag in _TAGS.search(page).group(1).split(", ") if not tag.startswith(f"t{thread}-")]
    fields = browser.hidden(page, path) | {
        "title": "Retreat",
        "start_date": "2026-03-24",
        "start_time": "09:00",
        "end_date": "2026-03-24",
        "end_time": "10:00",
        "zone": "Europe/Berlin",
        "location": "Harbour room",
        "description": "Bring a book.",
        "status": "confirmed",
        "tags": ", ".join([*tags, f"t{thread}-{n}"]),
    }
    return browser.post(path, fields)[0]


def expected_tags(edits):
    return {"planning"} | {f"t{thread}-{n}" for thread in range(THREADS) for n in range(edits)}


def assert_no_tag_was_overwritten(versions):
    """Each version differs from the one before in the tags of one thread alone."""
    for before, after in itertools.pairwise(versions):
        changed = set(before.document["tags"]) ^ set(after.document["tags"])
        assert len({tag.partition("-")[0] for tag in changed}) == 1


def assert_gapless(numbers):
    assert numbers == list(range(1, len(numbers) + 1))
