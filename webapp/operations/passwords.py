"""Password hashes: argon2id, as many at once as there are cores, the same time for known and unknown names."""

import os
import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

_AT_ONCE = threading.BoundedSemaphore(os.cpu_count() or 1)


def hash_password(password: str) -> str:
    """The argon2id hash that is stored."""
    with _AT_ONCE:
        return _hasher().hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether the password fits the stored hash; without one it takes as long and says no."""
    with _AT_ONCE:
        try:
            return _hasher().verify(stored or _nobody(_hasher()), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def _hasher() -> PasswordHasher:
    return _made(current_app.config["ARGON2_TIME_COST"], current_app.config["ARGON2_MEMORY_KIB"])


@lru_cache
def _made(time_cost: int, memory: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory, parallelism=1)


@lru_cache
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")
