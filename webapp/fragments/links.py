"""Addresses that lists write thousands of times, put together by hand."""

from urllib.parse import quote

from webapp.operations.schedule import Item


def event_path(item: Item) -> str:
    """The page of an event, and which of its instances was meant."""
    return path_to(item.event_id, item.recurrence_id)


def path_to(event_id: int, recurrence_id: str) -> str:
    """The same by number and name."""
    path = f"/events/{event_id}"
    return f"{path}?occurrence={quote(recurrence_id)}" if recurrence_id else path
