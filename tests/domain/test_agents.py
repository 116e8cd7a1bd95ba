"""Browsers in plain words."""

import pytest

from webapp.domain.agents import say_agent, say_program

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox on Linux"),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/156.0 Safari/537.36",
            "Chrome on Windows",
        ),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows"),
        (
            f"Mozilla/5.0 (Linux; Android 16; Pixel 10) {WEBKIT} Chrome/156.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", "Safari on macOS"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Something on Windows", "A browser on Windows"),
        ("curl/8.5.0", "curl"),
        ("", "Unknown browser"),
        ("<script>", "Unknown browser"),
    ],
)
def test_a_browser_is_named_as_a_person_would(agent, words):
    assert say_agent(agent) == words


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("daybook-backup/2.1 python-requests/2.32", "daybook-backup 2.1"),
        ("curl/8.5.0", "curl 8.5.0"),
        ("backup", "backup"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox on Linux"),
        ("", "without a name"),
        (" / ", "without a name"),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_program_is_named_by_its_first_word(agent, words):
    assert say_program(agent) == words
