"""The versions that single units of a form started from, where they are others than that of the whole form."""

from webapp.views.forms import number, typed

PREFIX = "base."


def of_units() -> dict[str, int]:
    """By unit, the version that the person has seen of it: `base.location=8`."""
    names = [name for name in typed() if name.startswith(PREFIX)]
    return {name.removeprefix(PREFIX): number(name) for name in names}
