import pytest

from webapp.domain.hues import HUES, hue_for


def test_there_are_twelve_hues():
    assert len(set(HUES)) == 12


@pytest.mark.parametrize(("seed", "hue"), [(0, "rose"), (13, "coral"), (-1, "orchid"), ("alice", "orchid")])
def test_a_seed_has_the_same_hue_in_every_process(seed, hue):
    assert hue_for(seed) == hue


def test_any_name_has_a_hue():
    assert {hue_for(name) for name in ("", "\ud800", "日本", "x" * 1000)} <= set(HUES)
