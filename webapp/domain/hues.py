"""The twelve hues of calendars and people."""

import zlib

HUES = (
    "rose",
    "coral",
    "amber",
    "honey",
    "olive",
    "leaf",
    "mint",
    "teal",
    "sky",
    "indigo",
    "violet",
    "orchid",
)


def hue_for(seed: str | int) -> str:
    """A hue that stays the same for the same name or id, in every process."""
    number = zlib.crc32(seed.encode("utf-8", "replace")) if isinstance(seed, str) else seed
    return HUES[number % len(HUES)]
