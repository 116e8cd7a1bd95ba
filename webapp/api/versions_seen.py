"""Which version a program has seen: ETag, If-None-Match, If-Match (RFC 9110, section 13) and `base_version`."""

import re

from flask import request
from werkzeug.exceptions import PreconditionFailed

from webapp.operations.errors import Invalid

NOT_MATCHING = "If-Match names no version of this event. Read it again and send its ETag."
NO_VERSION = "The event has no version {0}. Send the one that you have read, or leave it out."
# A weak validator is taken for what it says: versions are whole snapshots.
_VERSION = re.compile(r'(?:W/)?"([1-9][0-9]{0,9})"', re.ASCII)


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def is_seen(version: int) -> bool:
    """Whether If-None-Match names this version."""
    given = request.headers.get("If-None-Match", "")
    return given.strip() == "*" or str(version) in _VERSION.findall(given)


def seen_version(newest: int, base: int | None, exactly: bool) -> int:
    """The version that the caller has seen, by the body, by If-Match, else the newest; raises Invalid.

    Where it has to be the newest (`exactly`), and for an If-Match that no version has, raises PreconditionFailed.
    """
    if base is not None and base > newest:
        raise Invalid({"base_version": NO_VERSION.format(base)})
    seen = base if base is not None else _matched(newest)
    if exactly and seen != newest:
        raise PreconditionFailed(NOT_MATCHING)
    return seen


def _matched(newest: int) -> int:
    given = request.headers.get("If-Match", "").strip()
    if given in ("", "*"):
        return newest
    versions = [int(one) for one in _VERSION.findall(given) if int(one) <= newest]
    if not versions:
        raise PreconditionFailed(NOT_MATCHING)
    return max(versions)
