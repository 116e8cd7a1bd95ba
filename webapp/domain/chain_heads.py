"""Heads of chains as text, one a line, to be kept somewhere else: "calendar-3:412:9f2c…"."""

import re
from collections.abc import Iterable

from webapp.domain.chains import Head

AUDIT_LOG = "audit"
_HEAD = re.compile(r"(audit|calendar-([1-9][0-9]{0,9})):([0-9]{1,12}):([0-9a-f]{64})")


class NoHeads(ValueError):
    """A text that is not what `flask verify-history` prints; `str()` says which line."""


def name_of(chain: int) -> str:
    """What people call a chain: "audit", or "calendar-3"."""
    return f"calendar-{chain}" if chain else AUDIT_LOG


def write_head(chain: int, head: Head) -> str:
    """One line: which chain, how many links, and the last of them."""
    return f"{name_of(chain)}:{head.position}:{head.link.hex()}"


def read_heads(lines: Iterable[str]) -> dict[int, dict[int, bytes]]:
    """Links by chain and position, of heads that were noted once or several times; raises NoHeads."""
    found: dict[int, dict[int, bytes]] = {}
    for line in (line.strip() for line in lines):
        if not line:
            continue
        match = _HEAD.fullmatch(line)
        if match is None:
            raise NoHeads(f"This is no head that was printed by verify-history: {line[:80]}")
        links = found.setdefault(int(match[2] or 0), {})
        if links.setdefault(int(match[3]), bytes.fromhex(match[4])).hex() != match[4]:
            raise NoHeads(f"Two heads of {match[1]} with {match[3]} links differ: one of them is forged.")
    return {chain: {place: link for place, link in links.items() if place} for chain, links in found.items()}
