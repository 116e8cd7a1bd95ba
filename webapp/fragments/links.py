"""Addresses that lists write thousands of times, put together by hand."""

from urllib.parse import quote

from webapp.operations.schedule import Item


def event_path(item: Item) -> str:
    """The page of an event, and which of its instances was meant."""
    path = f"/events/{item.event_id}"
    return f"{path}?occurrence={quote(item.recurrence_id)}" if item.recurrence_id else path
