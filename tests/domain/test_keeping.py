"""What was made once is kept within a budget, and nothing that a clock cut short."""

from webapp.domain.keeping import Kept, Made, forget_all


def asked(kept: Kept[str], key: str, size: int = 1, good: bool = True) -> bool:
    """Whether a value had to be made for this key."""
    made = []
    kept.get(key, lambda: made.append(key) or Made(key, size, good))
    return bool(made)


def test_a_value_is_made_once():
    kept: Kept[str] = Kept(100)
    assert [asked(kept, "a"), asked(kept, "a"), asked(kept, "b")] == [True, False, True]


def test_what_was_not_asked_for_longest_goes_when_the_room_is_full():
    kept: Kept[str] = Kept(80)
    for name in "abcdefgh":
        asked(kept, name, size=10)
    asked(kept, "a")
    asked(kept, "i", size=10)
    assert [asked(kept, name, size=0) for name in "acib"] == [False, False, False, True]


def test_one_large_value_does_not_push_out_all_others():
    kept: Kept[str] = Kept(80)
    asked(kept, "a", size=10)
    assert [asked(kept, "huge", size=11), asked(kept, "huge", size=11), asked(kept, "a")] == [
        True,
        True,
        False,
    ]


def test_what_was_cut_short_is_made_again():
    kept: Kept[str] = Kept(80)
    assert [asked(kept, "a", good=False), asked(kept, "a"), asked(kept, "a")] == [True, True, False]


def test_everything_is_made_anew_after_forgetting():
    kept: Kept[str] = Kept(80)
    asked(kept, "a")
    forget_all()
    assert asked(kept, "a")
