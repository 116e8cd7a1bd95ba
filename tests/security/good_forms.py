"""Forms that succeed, for the access matrix and whatever sends them changed."""

from dataclasses import dataclass
from io import BytesIO

from tests.support.cast import PASSWORD


@dataclass(frozen=True)
class File:
    """A file that is sent along."""

    name: str
    text: str

    def opened(self) -> tuple[BytesIO, str]:
        return BytesIO(self.text.encode()), self.name


EVENT_FORM = {
    "title": "Supper",
    "start_date": "2026-03-26",
    "start_time": "18:00",
    "end_date": "2026-03-26",
    "end_time": "19:00",
    "zone": "Europe/Berlin",
    "all_day": "",
    "location": "Kitchen",
    "description": "Soup.",
    "tags": "food",
    "status": "confirmed",
}
FILE = File(
    "supper.ics",
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:supper\r\nDTSTART:20260326T180000\r\nSUMMARY:Supper\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n",
)
CALENDAR_FORM = {"name": "Crew", "hue": "leaf", "zone": "Europe/Paris"}
PROFILE_FORM = {
    "name": "Other Name",
    "zone": "Europe/Paris",
    "locale": "fr_FR",
    "clock": "24",
    "week_start": "0",
    "theme": "dark",
}
TOKEN_FORM = {"name": "Backup", "scopes": "share", "days": "90", "present": PASSWORD}
SIGN_UP_FORM = {
    "name": "Gila Gold",
    "username": "gila",
    "email": "gila@lantern.example",
    "password": "seven herons at dawn",
    "zone": "Europe/Berlin",
}
