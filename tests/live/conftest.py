"""Watching the real server without a browser."""

from tests.support.sockets import arrive

__all__ = ["arrive"]
