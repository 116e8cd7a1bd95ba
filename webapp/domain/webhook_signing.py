"""How a webhook is signed: as Standard Webhooks has it, so that its libraries verify what Daybook sends.

A secret is not kept anywhere. It is worked out of the installation's own secret and a number that is kept: whoever
reads the database alone cannot sign, and Daybook can.
"""

import base64
import hmac
from collections.abc import Iterable
from hashlib import sha256

NONCE_BYTES = 24
_PURPOSE = b"daybook webhook secret 1\0"
_PREFIX = "whsec_"


def key_of(installation: str, nonce: bytes) -> bytes:
    """The 32 bytes that sign for the webhook which keeps this number, on the installation with this secret."""
    return hmac.digest(installation.encode(), _PURPOSE + nonce, "sha256")


def written(key: bytes) -> str:
    """The key as people carry it to the receiver: "whsec_…"."""
    return _PREFIX + base64.b64encode(key).decode()


def mark_of(key: bytes) -> str:
    """What tells whether a key is still the one that was shown, and tells nothing else."""
    return sha256(_PURPOSE + key).hexdigest()[:16]


def sign(keys: Iterable[bytes], name: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature for each key, of the id, the second and the body."""
    signed = f"{name}.{timestamp}.".encode() + body
    made = (base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys)
    return " ".join(f"v1,{one}" for one in made)
