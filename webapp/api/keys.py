"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a retry gets the first answer and changes nothing again."""

import hashlib

from flask import request

from webapp.operations.errors import Invalid

LONGEST = 255


def key() -> str | None:
    """The key of this call for the operation that it makes, None where it has none; raises Invalid.

    Programs and forms have keys of their own, so it is marked as one of a program.
    """
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    given = given.strip().removeprefix('"').removesuffix('"')
    if not given or len(given) > LONGEST or not given.isascii() or not given.isprintable():
        raise Invalid({"Idempotency-Key": f"Take 1 to {LONGEST} printable ASCII characters, such as a UUID."})
    return f"api:{hashlib.sha256(given.encode()).hexdigest()[:60]}"
