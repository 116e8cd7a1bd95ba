"""The bus over PostgreSQL: LISTEN and NOTIFY on connections of their own, which no page and no pool shares."""

from collections.abc import Collection, Mapping
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from webapp.live.bus_pauses import LONGEST_PAUSE

CHANNEL = "daybook"
# A peer that vanished without a word is noticed after about 20 s; the safety poll goes on meanwhile.
OPTIONS: dict[str, str | int] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
    "application_name": "daybook-bus",
}


class PostgresLine:
    """One connection; NOTIFY waits for others at its commit, which is why no request does it."""

    def __init__(self, address: str) -> None:
        self._connection: psycopg.Connection[Any] = psycopg.connect(address, autocommit=True)

    def listen(self) -> None:
        self._connection.execute(f"LISTEN {CHANNEL}")

    def send(self, message: str) -> None:
        self._connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, message))

    def receive(self, seconds: float) -> Collection[str]:
        return [heard.payload for heard in self._connection.notifies(timeout=seconds, stop_after=1)]

    def close(self) -> None:
        self._connection.close()


class PostgresCarrier:
    """The database that holds the calendars carries the messages too."""

    longest_pause = LONGEST_PAUSE

    def __init__(self, address: str) -> None:
        self._address = address

    def for_sending(self) -> PostgresLine:
        return PostgresLine(self._address)

    def for_hearing(self) -> PostgresLine:
        line = PostgresLine(self._address)
        line.listen()
        return line


def carrier(config: Mapping[str, Any]) -> PostgresCarrier:
    """The carrier on DATABASE_URL."""
    url = make_url(config["DATABASE_URL"]).set(drivername="postgresql")
    return PostgresCarrier(make_conninfo(url.render_as_string(hide_password=False), **OPTIONS))
