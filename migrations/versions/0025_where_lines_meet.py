"""where two lines of a description meet, for searches of words that follow each other there"""

import json
import re
import unicodedata
import zlib
from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    _fill(op.get_bind())


def downgrade() -> None:
    op.execute("DELETE FROM held_value WHERE unit IN ('description+', 'overrides+')")


def _fill(connection):
    """Event by event and version by version, a batch at a time: no more is kept than what one event says."""
    versions = sa.table(
        "event_version", sa.column("event_id"), sa.column("version"), sa.column("body", sa.LargeBinary)
    )
    key = sa.tuple_(versions.c.event_id, versions.c.version)
    wanted = sa.select(versions).order_by(versions.c.event_id, versions.c.version).limit(BATCH)
    event_id, last, held, rows = 0, 0, {}, []
    while found := connection.execute(wanted.where(key > sa.tuple_(event_id, last))).all():
        for row in found:
            if row.event_id != event_id:
                rows += _ended(event_id, held, None)
                event_id, held = row.event_id, {}
            said = _held_values(row.body)
            rows += _ended(
                event_id, {one: held.pop(one) for one in sorted(held.keys() - said)}, row.version - 1
            )
            held |= dict.fromkeys(sorted(said - held.keys()), row.version)
            last = row.version
        _write(connection, rows)
        rows = []
    _write(connection, _ended(event_id, held, None))


def _ended(event_id, held, last):
    return [
        {"e": event_id, "u": unit, "f": first, "l": last, "v": text, "c": _fold(text)}
        for (unit, text), first in held.items()
    ]


def _write(connection, rows):
    if rows:
        connection.execute(
            sa.text(
                "INSERT INTO held_value (event_id, unit, first_version, last_version, value, folded) "
                "VALUES (:e, :u, :f, :l, :v, :c)"
            ),
            rows,
        )


# What webapp/domain/held_values.py and search_words.py were when this was written: a migration stays as it is.

SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+")
PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def _held_values(body):
    document = json.loads(zlib.decompress(body)) if body else {}
    own = (document.get("overrides") or {}).values()
    return {
        *(("description+", text) for text in _meeting(document.get("description"))),
        *(("overrides+", text) for one in own for text in _meeting(one.get("description"))),
    }


def _meeting(description):
    parts = (" ".join(part.split()) for part in _parts(description or ""))
    return [f"{one[-120:].lstrip()}\n{other[:120].rstrip()}" for one, other in pairwise(parts)]


def _parts(description):
    parts = [part for line in description.splitlines() for part in _of_line(line.strip()) if part]
    at_once = -(-len(parts) // 400)
    if at_once < 2:
        return parts
    return ["\n".join(parts[first : first + at_once]) for first in range(0, len(parts), at_once)]


def _of_line(line):
    if len(line) <= 200:
        return [line]
    return [piece for sentence in SENTENCE.split(line) for piece in _short(sentence)]


def _short(sentence):
    pieces = []
    while len(sentence) > 500:
        cut = sentence.rfind(" ", 250, 500)
        cut = cut if cut > 0 else 500
        pieces.append(sentence[:cut])
        sentence = sentence[cut:].lstrip()
    return [*pieces, sentence]


class Letters(dict):
    def __missing__(self, code):
        parts = unicodedata.normalize("NFKD", chr(code))
        plain = "".join(one for one in parts if unicodedata.combining(one) <= 9)
        folded = plain.casefold().translate(PLAIN)
        if len(self) < 4096:
            self[code] = folded
        return folded


LETTERS = Letters()


def _fold(text):
    return "\n".join(" ".join(part.translate(LETTERS).split()) for part in text.split("\n"))
