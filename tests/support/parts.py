"""Parts that a machine may lack: a missing one fails with a sentence, or skips when ALLOW_MISSING=1 says so."""

import os
from typing import NoReturn

import pytest


def missing(sentence: str) -> NoReturn:
    """End this test: as a failure, unless the person who started the run allowed parts to be missing."""
    if os.environ.get("ALLOW_MISSING") == "1":
        pytest.skip(sentence)
    pytest.fail(f"{sentence} ALLOW_MISSING=1 leaves out what needs it.", pytrace=False)
