"""How much an event says: characters that people see."""

import pytest

from tests.support.cast import a_document
from webapp.domain.sizes import size_of


@pytest.mark.parametrize(
    ("field", "value", "more"),
    [
        ("title", "Retreat in the hills", 13),
        ("tags", ["money", "team"], 9),
        ("description", "Ünï", 3),
        ("attendees", {"person:12": {"name": "Ana", "part": "REQ", "answer": "yes"}}, 9),
        ("overrides", {"20260324T100000": {"title": "Once"}}, 4),
        ("extra", {"lines": ["X-APPLE:1"]}, 0),
    ],
)
def test_what_people_see_counts(field, value, more):
    plain = a_document(title="Retreat", description="", tags=[])
    assert size_of(plain | {field: value}) - size_of(plain) == more
