"""Access tokens: JWTs that say for a quarter of an hour which session of a program asks. They prove nothing alone.

Whoever reads one still looks whether the session is there, so signing out bites at once. The algorithm is ours to choose,
never the token's: `none` and everything else but HS256 are refused before a key is looked at.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import current_app
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from webapp.models import ProgramSession

LASTS = timedelta(minutes=15)
AUDIENCE = "daybook-api"
_ALGORITHM = "HS256"
_TYPE = "at+jwt"  # RFC 9068
_SID_DIGITS = 32


class Claim(NamedTuple):
    """What a valid access token says: whose it is, and of which session."""

    person_id: int
    sid: str


def write_access_token(session: ProgramSession, now: datetime) -> str:
    """A token for this session that is good from `now` on for LASTS."""
    claims = {
        "aud": AUDIENCE,
        "sub": str(session.person_id),
        "sid": session.sid,
        "iat": int(now.timestamp()),
        "exp": int((now + LASTS).timestamp()),
    }
    return jwt.encode({"alg": _ALGORITHM, "typ": _TYPE}, claims, _key())


def read_access_token(text: str, now: datetime) -> Claim | None:
    """Whose token this is, or None for one that is forged, too old, or made for something else."""
    try:
        found = jwt.decode(text, _key(), algorithms=[_ALGORITHM])
    except (JoseError, ValueError):
        return None
    return _claim(found.claims, now) if found.header.get("typ") == _TYPE else None


def _claim(claims: dict[str, Any], now: datetime) -> Claim | None:
    subject, sid, end = claims.get("sub"), claims.get("sid"), claims.get("exp")
    if claims.get("aud") != AUDIENCE or not isinstance(end, int) or end <= now.timestamp():
        return None
    if not isinstance(sid, str) or len(sid) != _SID_DIGITS or not isinstance(subject, str):
        return None
    return Claim(int(subject), sid) if subject.isascii() and subject.isdigit() else None


def _key() -> OctKey:
    """A key of its own for this purpose, out of the site's secret."""
    secret = current_app.config["SECRET_KEY"].encode()
    return OctKey.import_key(hmac.new(secret, b"access tokens", hashlib.sha256).digest())
