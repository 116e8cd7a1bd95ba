"""How often somebody may guess a password at the door: the same counts for the form of the page and for programs."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from flask import g

from webapp.domain.account_input import PASSWORD_AT_MOST
from webapp.extensions import limiter

T = TypeVar("T")

CLOSED = "Nobody can make an account here by themselves. Ask whoever looks after this Daybook for one."

# For each address, whatever names it tries.
tries_of_address = limiter.shared_limit("10/minute", scope="sign-in")
new_accounts = limiter.shared_limit("10/hour", scope="sign-up")


def try_password(login: str, password: str, enter: Callable[[str, str], T]) -> T:
    """What `enter` says of this name and password; raises RateLimitExceeded where the name was tried too often."""
    g.tried_login = login
    # What is longer than any password that can be chosen is wrong, but still has to take the same time.
    return _count_name(lambda: enter(login, password[: PASSWORD_AT_MOST + 1]))


def login_key() -> str:
    """The limit's key for the name that is tried, however it was spelled; hashed, as the counters may be shared."""
    return "login:" + hashlib.sha256(g.tried_login.strip().casefold().encode()).hexdigest()


@limiter.shared_limit("10 per 15 minutes", scope="login", key_func=login_key)
def _count_name(enter: Callable[[], T]) -> T:
    return enter()
