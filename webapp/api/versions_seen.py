"""Which version a program has seen: ETag, If-None-Match, If-Match (RFC 9110, section 13) and `base_version`."""

import re

from flask import request
from werkzeug.exceptions import PreconditionFailed

from webapp.operations.errors import Invalid

NOT_MATCHING = "If-Match names no version that this event has or had. Read it again and send its ETag."
NOT_AT = "The event is not at a version that If-Match names. Read it again."
NO_VERSION = "The event has no version {0}. Send the one that you have read, or leave it out."
# Entity tags (section 8.8.3) in a list (5.6.1), whole; anything else names nothing.
_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_LIST = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")
_VERSION = re.compile(r'(W/)?"([1-9][0-9]{0,9})"', re.ASCII)


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def is_seen(version: int) -> bool:
    """Whether If-None-Match names this version. It compares weakly (13.1.2)."""
    given = request.headers.get("If-None-Match", "").strip()
    return given == "*" or version in _named(given, weakly=True)


def matched() -> frozenset[int] | None:
    """The versions that If-Match names, for a write that is not merged; None where any will do.

    It compares strongly (13.1.1), so a weak tag names none.
    """
    given = request.headers.get("If-Match")
    return None if given is None or given.strip() == "*" else _named(given.strip(), weakly=False)


def check_match(version: int) -> None:
    """Raise PreconditionFailed where If-Match names other versions than what there is."""
    wanted = matched()
    if wanted is not None and version not in wanted:
        raise PreconditionFailed(NOT_AT)


def seen_version(newest: int, base: int | None, exactly: bool) -> int:
    """The version that the caller has seen, by the body, by If-Match, else the newest; raises Invalid.

    Where it has to be the newest (`exactly`), and for an If-Match that no version has, raises PreconditionFailed.
    """
    if base is not None and base > newest:
        raise Invalid({"base_version": NO_VERSION.format(base)})
    by_header = _last_of(matched(), newest)
    seen = base if base is not None else by_header
    if exactly and seen != newest:
        raise PreconditionFailed(NOT_AT)
    return seen


def _last_of(wanted: frozenset[int] | None, newest: int) -> int:
    if wanted is None:
        return newest
    versions = [version for version in wanted if version <= newest]
    if not versions:
        raise PreconditionFailed(NOT_MATCHING)
    return max(versions)


def _named(given: str, weakly: bool) -> frozenset[int]:
    if not _LIST.fullmatch(given):
        return frozenset()
    return frozenset(int(number) for weak, number in _VERSION.findall(given) if weakly or not weak)
