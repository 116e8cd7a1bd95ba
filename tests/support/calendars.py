"""Real calendar files and rules that nobody here wrote; they lie beside the checkout, or where CALENDARS says."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("CALENDARS") or Path(__file__).parents[3] / "shared" / "calendars")


def vectors(name: str) -> Any:
    """The content of one of its JSON files; without the folder the test says so and is left out."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        pytest.skip(f"the real calendars are not at {FOLDER}")
    return json.loads(path.read_text(encoding="utf-8"))
