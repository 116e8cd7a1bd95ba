"""Programs of the cast: signed in, or with a personal token; and the tokens that nobody should be able to make."""

import base64
import hashlib
import hmac
import json
from typing import Any

from tests.support.cast import PASSWORD
from webapp.models import Person
from webapp.operations.accounts import Device
from webapp.operations.personal_tokens import NewToken, make_token
from webapp.operations.programs import Tokens, sign_in_program

PROGRAM = Device("daybook-backup/2.1 python-requests/2.32", "198.51.100.9")


def signed_in_program(person: Person) -> Tokens:
    """The tokens of a program that has just signed in for somebody of the cast."""
    entered = sign_in_program(person.username, PASSWORD, PROGRAM)
    assert entered
    return entered[1]


def personal_token(person: Person, *scopes: str, name: str = "Backup", days: int = 90) -> str:
    """The text of a new personal token."""
    return make_token(NewToken(name, frozenset(scopes), days), by=person)[1]


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and the claims of a JWT, unchecked."""
    header, claims, _ = token.split(".")
    return json.loads(_decoded(header)), json.loads(_decoded(claims))


def signed(header: dict[str, Any], claims: dict[str, Any], key: bytes, digest: str = "sha256") -> str:
    """A JWT made by hand."""
    said = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims).encode())}"
    return f"{said}.{encoded(hmac.new(key, said.encode(), digest).digest())}"


def site_key(secret: str) -> bytes:
    """The key that access tokens of this site are signed with."""
    return hmac.new(secret.encode(), b"access tokens", hashlib.sha256).digest()


def encoded(raw: bytes) -> str:
    """Base64 as JWTs have it."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
