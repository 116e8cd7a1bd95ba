"""The classes that place events in columns of hours."""

from tools import positions
from webapp.domain.week_grid import DAY, SHORTEST, most_lanes


def test_the_file_is_the_one_that_the_tool_writes() -> None:
    assert positions.FILE.read_text() == positions.text()


def test_there_is_a_class_for_every_place_that_the_layout_gives() -> None:
    rules = positions.text()
    for minute in range(1, DAY):
        assert minute % 60 == 0 or f".past-{minute % 60} " in rules
        assert f".from-{minute // 60} " in rules
    for minutes in range(SHORTEST, DAY + 1):
        assert minutes < 60 or f".for-{minutes // 60} " in rules
        assert minutes % 60 == 0 or f".and-{minutes % 60} " in rules
    for lanes in range(2, max(most_lanes(days) for days in range(1, 8)) + 1):
        assert f".of-{lanes} " in rules and f".lane-{lanes - 1} " in rules and f".wide-{lanes} " in rules
