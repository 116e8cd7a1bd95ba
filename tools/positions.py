"""static/css/positions.css: a class for every place in a column of hours, as the CSP allows no style attributes.

`python -m tools.positions` writes it; a test compares.
"""

from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "static" / "css" / "positions.css"
LANES = 12
HEAD = """/* Written by tools/positions.py. Where a block stands: hour and minute it begins at, hours and minutes it lasts,
   how many lanes there are, the lane it begins in and how many it takes. And which hours go on paper. */
@layer components {
"""


def main() -> None:
    """Write the file."""
    FILE.write_text(text())


def text() -> str:
    """What the file has to say."""
    rules = [
        *(_rule("from", "fh", hour) for hour in range(24)),
        *(_rule("past", "fm", minute) for minute in range(1, 60)),
        *(_rule("for", "dh", hour) for hour in range(1, 25)),
        *(_rule("and", "dm", minute) for minute in range(1, 60)),
        *(_rule("of", "of", lanes) for lanes in range(2, LANES + 1)),
        *(_rule("lane", "lane", lane) for lane in range(1, LANES)),
        *(_rule("wide", "wide", lanes) for lanes in range(2, LANES + 1)),
        *(_rule("paper-from", "pf", hour) for hour in range(1, 24)),
        *(_rule("paper-to", "pt", hour) for hour in range(1, 24)),
        *(_rule("cols", "cols", days) for days in range(1, 8)),
    ]
    return HEAD + "\n".join(rules) + "\n}\n"


def _rule(word: str, name: str, number: int) -> str:
    return f"  .{word}-{number} {{ --{name}: {number} }}"


if __name__ == "__main__":
    main()
