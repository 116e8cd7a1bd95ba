"""Why a batch was not done: one problem that names every item that cannot be, as `events[3]` or `operations[2]`."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response

from webapp.api import media
from webapp.api.collisions import fields_of
from webapp.api.event_shape import conflicts_of
from webapp.api.problems import FORBIDDEN, NOT_THERE, WRONG, problem
from webapp.api.sentences import MOST_SAID
from webapp.operations.batch_items import BatchRefused, Fault, Why

COLLIDES = "Others have changed the same: see conflicts. Send what it should be with base_version: {0}."
OVERLAPS = "It overlaps with others, and no overlaps are taken: see conflicts. Choose another time."
REFUSED = "Nothing was done, as some items cannot be: see errors. Correct them or leave them out, and send all again."
# The worst of all items says the status.
_STATUS: dict[Why, int] = {"invalid": 422, "missing": 404, "forbidden": 403, "collides": 409, "overlaps": 409}
_IN_ORDER: tuple[Why, ...] = ("invalid", "missing", "forbidden", "collides", "overlaps")


def install(bp: Blueprint) -> None:
    """Bind it to its problem."""
    bp.register_error_handler(BatchRefused, refused)


def refused(error: BatchRefused) -> Response:
    """422, 404, 403 or 409: the first of these that an item has; `errors` names all, `conflicts` says with what."""
    faults = error.faults[:MOST_SAID]
    why = min((fault.why for fault in error.faults), key=_IN_ORDER.index)
    items = "events" if "events" in media.body() else "operations"
    members: dict[str, Any] = {"errors": [line for fault in faults for line in _lines(fault, items)]}
    if conflicts := [line for fault in faults for line in _conflicts(fault)]:
        members["conflicts"] = conflicts
    return problem(_STATUS[why], WRONG if why == "invalid" else REFUSED, **members)


def _lines(fault: Fault, items: str) -> Iterator[dict[str, str]]:
    place = f"{items}[{fault.item}]"
    for name, sentence in fault.errors.items():
        yield {"field": f"{place}.{name}", "message": sentence}
    if not fault.errors:
        yield {"field": place, "message": _sentence(fault)}


def _sentence(fault: Fault) -> str:
    said = {"missing": NOT_THERE, "forbidden": FORBIDDEN, "overlaps": OVERLAPS}
    return said.get(fault.why, COLLIDES.format(fault.version))


def _conflicts(fault: Fault) -> Iterator[dict[str, Any]]:
    """As a single call tells them, with the number of the item."""
    if fault.merged and fault.document:
        for unit, sides in fault.merged.conflicts.items():
            for one in fields_of(unit, sides, fault.document):
                yield {"item": fault.item, "version": fault.version, **one}
    for overlap in conflicts_of(fault.overlaps, fault.zone or "UTC"):
        yield {"item": fault.item, **overlap}
