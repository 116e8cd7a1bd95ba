"""What is sent in the place of what a form, an address or a path should hold."""

import itertools

import pytest

MISSING, TWICE = object(), object()
HUGE = "x" * 1_000_000
# What stands in the place of every field, one at a time.
EACH = {
    "missing": MISSING,
    "empty": "",
    "a NUL": b"a\x00b",
    "no UTF-8": b"\xff\xfe\xc3\x28\xed\xa0\x80",
    "a number beyond every column": str(10**30),
    "twice": TWICE,
}
# And these in the place of all fields at once.
ALL = EACH | {
    "zero": "0",
    "minus one": "-1",
    "2^31": str(2**31),
    "2^63": str(2**63),
    "a fraction": "1.5",
    "NaN": "NaN",
    "other digits": "１２",
    "a long number": "9" * 5000,
    "blanks": " \t\r\n\u2028\u3000",
    "both directions": "\u202eabc\u2066",
    "half a pair": b"\xed\xa0\xbd",
    "many accents": "a" + "\u0301" * 2000,
    "a date of no year": "0000-00-00",
    "the last moment": "9999-12-31T23:59:59",
    "JSON": '{"a": [1, {"b": null}]}',
    "a path": "../../../etc/passwd",
    "a pattern": "%_\\%",
    "SQL": "'; DROP TABLE person; --",
}
NOBODYS = "999999"
IDS = ["0", "-1", str(2**31), str(2**63), str(10**30), "x", "1.5", "%00", "%FF", "", "1;2"]
PARAMETERS = [
    "limit",
    "before",
    "after",
    "cursor",
    "page",
    "q",
    "day",
    "date",
    "time",
    "title",
    "a",
    "b",
    "who",
    "via",
    "unit",
    "calendar",
    "person",
    "action",
    "from",
    "to",
    "next",
    "version",
    "since",
    "as",
    "id",
]

everything_or_some = pytest.mark.parametrize(
    "everything", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["some", "everything"]
)


def some_of(values, number):
    """A third of them, another third for the next number: neighbours in a list meet all values together."""
    return list(itertools.islice(values, number % 3, None, 3))
