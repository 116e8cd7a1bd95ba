"""`python -m tests.domain.golden` writes the golden sentences anew: look at what `git diff` shows before you commit it."""

from pathlib import Path

from tests.domain.scripted import scripted
from webapp.domain.wording import Message, say, say_unit

FILE = Path(__file__).with_name("data") / "golden_sentences.txt"
READERS = {"en": ("en_GB", 24), "us": ("en_US", 12), "de": ("de_DE", 24)}


def sentences() -> str:
    """What is said of every scripted change: after a name in two languages and three locales, then beside its field."""
    return "\n\n".join(f"# {name}\n{_said(messages)}" for name, messages in scripted()) + "\n"


def _said(messages: list[Message]) -> str:
    lines = [f"{reader} Ben {say(messages, *how)}." for reader, how in READERS.items()]
    for reader, how in READERS.items():
        lines.append(f"   {reader} {' | '.join(say_unit(message, *how) for message in messages)}")
    english, american = lines[0][3:], lines[1][3:]
    if english == american and lines[3][6:] == lines[4][6:]:  # said once where both say the same
        lines = [lines[0], lines[2], lines[3], lines[5]]
    return "\n".join(lines)


if __name__ == "__main__":
    FILE.write_text(sentences(), "utf-8")
    print(f"{FILE.name}: look at what changed with git diff.")
