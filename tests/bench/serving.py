"""What benchmarks stand on: servers of their own, a web server over a library, and a client that costs next to nothing."""

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

from tests.servers import Valkey, new_cluster, running
from tracker.running.broker import LOCAL, free_port
from tracker.running.program import Program, Running
from tracker.running.web import web_server

Name = TypeVar("Name")
ROOT = Path(__file__).resolve().parents[2]
CLUSTER = ("log_min_messages=panic", "shared_buffers=1GB", "max_wal_size=4GB")


@contextmanager
def ground() -> Iterator[str]:
    """PostgreSQL, whose address it gives, Valkey and a folder, all of its own and named in the environment."""
    with ExitStack() as stack:
        server, url = stack.enter_context(new_cluster(CLUSTER))
        stack.enter_context(running(server))
        os.environ.update(
            DATABASE_URL=url,
            REDIS_URL=stack.enter_context(Valkey()),
            VAR_DIR=stack.enter_context(TemporaryDirectory(prefix="bench-")),
            DJANGO_SETTINGS_MODULE="tests.bench.settings",
        )
        yield url


class Client:
    """One connection to the server that stays open; it takes answers whole and looks at their status alone."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection((LOCAL, port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(
        self, address: str, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self.socket.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.more()
        head, _, body = data.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        found = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
        size = int(found.get("content-length", 0))
        while len(body) < size:
            body += self.more()
        return int(first.split()[1]), found, body

    def more(self) -> bytes:
        """What the server has sent meanwhile."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError("The server has closed the connection.")
        return data


@contextmanager
def served(
    environment: dict[str, str], server: Callable[[str], tuple[str, ...]] = web_server
) -> Iterator[int]:
    """The web server as `make run` starts it; its port."""
    port = free_port()
    program = Program(
        "web server",
        server(f"{LOCAL}:{port}"),
        ROOT,
        os.environ
        | {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "PYTHONWARNINGS": "ignore", "PORT": str(port)}
        | environment,
        ready=lambda: answers(port),
    )
    running = Running(program)
    try:
        running.wait_until_ready()
        yield port
    finally:
        running.stop()


def answers(port: int) -> bool:
    """Whether the server answers."""
    try:
        client = Client(port)
        with client.socket:
            return client.get("/health/live")[0] == 200
    except OSError:
        return False


def rates(
    asking: Mapping[Name, Callable[[], None]], *, rounds: int = 9, seconds: float = 0.4
) -> dict[Name, float]:
    """How often each can be done in a second: the middle of rounds that take turns."""
    found: dict[Name, list[float]] = {name: [] for name in asking}
    for _round in range(rounds):
        for name, ask in asking.items():
            count, start = 0, time.perf_counter()
            while (taken := time.perf_counter() - start) < seconds or not count:
                ask()
                count += 1
            found[name].append(count / taken)
    return {name: median(values) for name, values in found.items()}
