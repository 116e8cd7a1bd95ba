"""docs/api.md is true: its shell blocks are run one after the other, and what comes back is compared with what it says."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from tests.support import our_curl
from tests.support.sources import ROOT

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TOUR = ROOT / "docs" / "api.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```\n(?:```json\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)
END = "--- end of block"


def blocks():
    """Each shell block with what it answers, None where nothing is said of that."""
    return [(shell, json.loads(told) if told else None) for shell, told in BLOCK.findall(TOUR.read_text())]


def fits(told, found):
    """Whether an answer is what the page says: `…` is anything, as a member it stands for further ones."""
    if told == "…":
        return True
    if isinstance(told, dict) and isinstance(found, dict):
        names = told.keys() - {"…"}
        return (names <= found.keys() if "…" in told else names == found.keys()) and all(
            fits(told[name], found[name]) for name in names
        )
    if isinstance(told, list) and isinstance(found, list):
        return len(told) == len(found) and all(map(fits, told, found))
    return told == found


def run(url, folder, with_ours):
    """What each block wrote."""
    path = os.environ["PATH"]
    if with_ours:
        ours = folder / "curl"
        ours.write_text(
            f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -P {shlex.quote(our_curl.__file__)} "$@"\n'
        )
        ours.chmod(0o755)
        path = f"{folder}{os.pathsep}{path}"
    script = "set -eu\n" + "".join(f"{shell}echo\necho '{END}'\n" for shell, _ in blocks())
    done = subprocess.run(
        ["sh"], input=script, env={"PATH": path, "URL": url}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2000:]
    return [part.strip() for part in done.stdout.split(END)][:-1]


@pytest.mark.parametrize(
    "with_ours", [shutil.which("curl") is None, pytest.param(True, marks=pytest.mark.soak)]
)
def test_the_tour_is_true(live_server, tmp_path, with_ours):
    answers = run(live_server.url, tmp_path, with_ours)
    assert len(answers) == len(blocks()) > 10
    for (shell, told), answer in zip(blocks(), answers, strict=True):
        if told is None:
            assert answer == "", shell
        else:
            assert fits(told, json.loads(answer)), f"{shell}\ngave\n{answer}"


def test_an_answer_that_is_not_told_is_found(database):
    assert fits({"a": "…", "b": [1]}, {"a": 3, "b": [1]})
    for told in ({"a": 3}, {"a": 3, "b": [2]}, {"a": 3, "b": [1], "c": "…"}, {"…": "…", "c": 1}):
        assert not fits(told, {"a": 3, "b": [1]}), told
