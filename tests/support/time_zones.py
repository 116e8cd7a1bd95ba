"""Zones for tests of what hangs on the day or the hour, that hold at every moment of the year."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# Pages say the year behind a day of another year.
IN_2026 = "" if datetime.now(ZoneInfo("Europe/Berlin")).year == 2026 else " 2026"


def a_day_apart() -> tuple[str, str]:
    """Two zones whose clocks always show the same time, in the second one a day later; midnight is not near."""
    soon = datetime.now(UTC) + timedelta(minutes=30)
    near_midnight = soon.hour == 11  # where it is half past ten to half past eleven in UTC
    return (
        ("Pacific/Honolulu", "Pacific/Kiritimati")
        if near_midnight
        else ("Pacific/Pago_Pago", "Pacific/Fakaofo")
    )


def where_it_is_noon() -> str:
    """A zone without summer time in which it is between noon and one o'clock."""
    ahead = 12 - datetime.now(UTC).hour  # 12 at midnight in UTC, -11 an hour before
    return f"Etc/GMT{-ahead:+}"  # POSIX has the sign the other way round
