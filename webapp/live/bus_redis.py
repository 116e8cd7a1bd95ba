"""The bus over Redis or Valkey: publish and subscribe."""

from collections.abc import Collection, Mapping
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.retry import Retry

from webapp.live.bus_pauses import LONGEST_PAUSE

CHANNEL = "daybook"
PATIENCE = 5.0


class RedisLine:
    """One connection."""

    def __init__(self, client: Redis, heard: PubSub | None = None) -> None:
        self._client, self._heard = client, heard

    def send(self, message: str) -> None:
        self._client.publish(CHANNEL, message)

    def receive(self, seconds: float) -> Collection[str]:
        assert self._heard is not None
        message = self._heard.get_message(ignore_subscribe_messages=True, timeout=seconds)
        return [message["data"]] if message else []

    def close(self) -> None:
        if self._heard is not None:
            self._heard.close()
        self._client.close()


class RedisCarrier:
    """The server that counts for the limits carries the messages too."""

    longest_pause = LONGEST_PAUSE

    def __init__(self, address: str) -> None:
        self._address = address

    def for_sending(self) -> RedisLine:
        return RedisLine(self._client())

    def for_hearing(self) -> RedisLine:
        client = self._client()
        heard: PubSub = client.pubsub()  # type: ignore[no-untyped-call]
        heard.subscribe(CHANNEL)
        if heard.get_message(timeout=PATIENCE) is None:  # the answer to "subscribe"
            raise TimeoutError("Redis does not answer.")
        return RedisLine(client, heard)

    def _client(self) -> Redis:
        # Without retries: a subscription that connects again by itself tells nobody that it missed something.
        return Redis.from_url(
            self._address,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
            client_name="daybook-bus",
            decode_responses=True,
            encoding_errors="replace",
            health_check_interval=10,
        )


def carrier(config: Mapping[str, Any]) -> RedisCarrier:
    """The carrier on REDIS_URL."""
    return RedisCarrier(config["REDIS_URL"])
