"""Tokens of sync: a state that only Daybook can read, and only for the person whom it was written for.

Sealed (JWE, AES-256-GCM) and not merely signed: how often a calendar changes is nobody's business who was given one of its events.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from flask import current_app
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from webapp.domain.sync_state import SyncState, packed, unpacked

# Whoever comes back later begins anew.
LASTS = timedelta(days=90)
# As many characters as a request line has room for (gunicorn.conf.py): the cursors of 1,300 calendars and more.
LONGEST = 8_000
_HOW = {"alg": "dir", "enc": "A256GCM"}
_DAY = timedelta(days=1).total_seconds()


class TokenEnded(Exception):
    """A token that is too old, is ahead of the database, or cannot be read; its program has to begin anew."""


def write_token(state: SyncState, person_id: int, now: datetime) -> str:
    """The token for this state, good from `now` on for LASTS."""
    state.day = int(now.timestamp() // _DAY)
    return jwe.encrypt_compact(_HOW, packed(state), _key(person_id))


def read_token(text: str, person_id: int, now: datetime) -> SyncState:
    """The state behind a token of this person; raises TokenEnded."""
    if len(text) > LONGEST:
        raise TokenEnded
    try:
        found = jwe.decrypt_compact(text, _key(person_id), algorithms=list(_HOW.values()))
        state = unpacked(found.plaintext or b"")
    except (JoseError, ValueError):
        raise TokenEnded from None
    if (now - LASTS).timestamp() // _DAY > state.day:
        raise TokenEnded
    return state


def _key(person_id: int) -> OctKey:
    """A key of its own for this purpose and this person, out of the site's secret."""
    secret = current_app.config["SECRET_KEY"].encode()
    return OctKey.import_key(hmac.new(secret, b"sync tokens %d" % person_id, hashlib.sha256).digest())
