"""How long the trash keeps what was deleted: the site says it, and an owner may have a calendar keep it less long."""

from datetime import datetime, timedelta

# What an owner can choose: nothing is deleted for good within a week, whoever owns it.
CHOICES = (7, 14, 30, 60, 90, 180, 365)
AS_THE_SITE = 0


def days_kept(site: int, own: int = AS_THE_SITE) -> int:
    """For how many days, 0 for ever. The days of the site are the most, so that they hold for everybody."""
    if not own:
        return site
    return min(own, site) if site else own


def choices(site: int) -> list[int]:
    """The days that an owner can choose on a site: all that are shorter than its own."""
    return [days for days in CHOICES if not site or days < site]


def kept_until(deleted: datetime, days: int) -> datetime | None:
    """The moment from which on it may be deleted for good, None for never."""
    return deleted + timedelta(days=days) if days else None


def say_kept(days: int) -> str:
    """ "for 90 days", "for ever"; to stand in a sentence."""
    return f"for {days:,} {'day' if days == 1 else 'days'}" if days else "for ever"


def say_why(days: int) -> str:
    """The reason that stands in the history of what was emptied from the trash."""
    return f"It was in the trash {say_kept(days)}."
