"""What a history says of versions that came back, and of sharing a whole calendar."""

import pytest

from webapp.domain.wording import say

RENAMED = ("title.renamed", {"from": "Summit", "to": "Retreat"})
MOVED = ("location.changed", {"from": "Studio", "to": "Harbour"})


@pytest.mark.parametrize(
    ("messages", "sentence"),
    [
        ([("event.reverted", {"version": 3})], "restored version 3"),
        ([("event.reverted", {"version": 3}), RENAMED], "restored version 3: renamed it to “Retreat”"),
        (
            [("event.reverted", {"version": 3}), RENAMED, MOVED],
            "restored version 3: renamed it to “Retreat” and changed Where from “Studio” to “Harbour”",
        ),
        (
            [("unit.reverted", {"unit": "location", "version": 3}), MOVED],
            "brought back Where of version 3: changed Where from “Studio” to “Harbour”",
        ),
    ],
)
def test_what_came_back_is_said_first_and_then_what_it_changed(messages, sentence):
    assert say(messages) == sentence


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (("sharing.granted", {"role": "viewer"}), "let Vera view the calendar Team"),
        (("sharing.granted", {"role": "editor"}), "let Vera edit the calendar Team"),
        (("sharing.granted", {"role": "owner"}), "made Vera an owner of the calendar Team"),
        (("sharing.changed", {"role": "viewer"}), "made Vera a viewer of the calendar Team"),
        (("sharing.changed", {"role": "editor"}), "made Vera an editor of the calendar Team"),
        (("sharing.changed", {"role": "owner"}), "made Vera an owner of the calendar Team"),
        (("sharing.taken", {"role": "owner"}), "became an owner of the calendar Team"),
        (("sharing.revoked", {}), "took back Vera’s access to the calendar Team"),
        (("sharing.left", {}), "left the calendar Team"),
    ],
)
def test_sharing_names_the_calendar_where_it_is_one_of_many_things(message, sentence):
    name, params = message
    assert say([(name, {"person": "Vera", "calendar": "Team", **params})]) == sentence
    assert "Team" not in say([(name, {"person": "Vera", **params})])
