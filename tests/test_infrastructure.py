"""The parts that tests stand on work by themselves."""

from redis import Redis

from tests.support.services import valkey_address


def test_valkey_answers() -> None:
    assert Redis.from_url(valkey_address()).ping()
