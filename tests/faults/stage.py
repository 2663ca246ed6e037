"""What the faults happen to: a database server, a broker, a mail server, workers and schedulers, all started here.

Everything listens on this machine only, and is ended by the id that it was started with.
"""

import json
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

import redis

from tests.running.processes import until
from tests.servers import new_cluster
from tracker.running.broker import LOCAL, choose_broker, free_port
from tracker.running.program import NotStarted, Program, Running

ROOT = Path(__file__).resolve().parents[2]
# Commits wait for the disk, as in production; the folder of a kill -9 is read again by the next start.
DURABLE = ("log_min_messages=panic", "max_connections=60")
SMTP_TIMEOUT = 5  # seconds, instead of 20


class Mail(TypedDict):
    """What the mail server wrote of a mail: `at` in seconds since 1970, `asked` the requests that it names."""

    to: str
    id: str
    at: float
    asked: list[str]


class Server:
    """A program that can be killed and started again."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.running = Running(program)

    def kill(self) -> None:
        """Ends it and all that it started, at once."""
        self.running.kill_all()
        until(lambda: self.running.ended() is not None)

    def start(self) -> None:
        """Starts it again; a database server's old children may still be leaving, then again."""
        deadline = time.monotonic() + 30
        while True:
            self.running = Running(self.program)
            try:
                self.running.wait_until_ready()
            except NotStarted:
                if time.monotonic() > deadline:
                    raise
            else:
                return

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to its whole group."""
        os.killpg(self.running.process.pid, number)

    def keep(self) -> None:
        """Starts it again where it has ended, as the supervisor does."""
        if self.running.ended() is not None:
            self.running = Running(self.program)

    def children(self) -> list[int]:
        """The processes that it has started itself."""
        pid = self.running.process.pid
        with suppress(OSError):
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []


@dataclass
class Stage:
    """The servers, and what the mail server has received."""

    folder: Path
    database: Server
    broker: Server
    broker_url: str
    post: Server
    celery: list[Server] = field(default_factory=list)

    @property
    def inbox(self) -> Path:
        """Where the mail server writes."""
        return self.folder / "inbox"

    def mails(self) -> list[Mail]:
        """All mails so far."""
        return [json.loads(line) for line in self.inbox.read_bytes().splitlines()]

    def mail_count(self) -> int:
        """How many mails so far."""
        return self.inbox.read_bytes().count(b"\n")

    def stop_celery(self) -> None:
        """Ends workers and schedulers, at once: what they were to do is done, and asked they would take seconds."""
        for server in self.celery:
            server.kill()
        self.celery.clear()

    def clear(self) -> None:
        """An empty inbox and an empty broker, and no worker."""
        self.stop_celery()
        self.inbox.write_bytes(b"")
        self.redis().flushall()

    def redis(self) -> redis.Redis:
        """A client of the broker."""
        return redis.Redis.from_url(self.broker_url, socket_timeout=5)

    def lose_the_brokers_data(self) -> None:
        """Kills the broker and starts it with nothing of what it held."""
        self.broker.kill()
        shutil.rmtree(self.folder / "broker" / "appendonlydir", ignore_errors=True)
        self.broker.start()

    def worker(self) -> Server:
        """A Celery worker with one process."""
        quiet = ("--concurrency=1", "--without-gossip", "--without-mingle", "--without-heartbeat")
        return self.start_celery("worker", "worker", f"--hostname=w{len(self.celery)}@localhost", *quiet)

    def beat(self) -> Server:
        """A Celery scheduler."""
        name = f"beat{len(self.celery)}"
        return self.start_celery("scheduler", "beat", f"--schedule={self.folder / name}")

    def start_celery(self, name: str, *arguments: str) -> Server:
        """A program of Celery; what it writes goes to a file."""
        argv = (sys.executable, "-W", "ignore", "-m", "celery", "-q", "-A", "tracker", *arguments)
        log = self.folder / "celery.log"
        quiet = ("/bin/sh", "-c", f'exec "$@" >>{log} 2>&1', "sh", *argv, "--loglevel=WARNING")
        server = Server(Program(name, quiet, ROOT, dict(os.environ)))
        self.celery.append(server)
        return server

    def keep_celery(self) -> None:
        """Starts again what has ended."""
        for server in self.celery:
            server.keep()


def wait(
    holds: Callable[[], object], *, seconds: float, meanwhile: Callable[[], None] = lambda: None
) -> bool:
    """Waits until it holds; whether it did in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        meanwhile()
        time.sleep(0.05)
    return True


@contextmanager
def stage() -> Iterator[Stage]:
    """Starts the servers and names them in the environment, before Django reads it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="faults-")))
        program, url = stack.enter_context(new_cluster(DURABLE))
        broker = choose_broker(folder / "broker", {"PATH": os.environ["PATH"]})
        assert broker.program
        port = free_port()
        (folder / "inbox").touch()
        sink = Program(
            "mail server",
            (sys.executable, "-m", "tests.faults.sink", str(port), str(folder / "inbox")),
            ROOT,
            ready=lambda: answers(port),
        )
        servers = []
        for each in (program, broker.program, sink):
            servers.append(server := Server(each))
            stack.callback(stop, server)
            server.running.wait_until_ready()
        os.environ.update(
            DATABASE_URL=url,
            REDIS_URL=broker.url,
            EMAIL_URL=f"smtp://{LOCAL}:{port}?timeout={SMTP_TIMEOUT}",
            DJANGO_SETTINGS_MODULE="tracker.settings",
            VAR_DIR=str(folder / "var"),
            PYTHONWARNINGS="ignore",
        )
        made = Stage(folder, servers[0], servers[1], broker.url, servers[2])
        stack.callback(made.stop_celery)
        yield made


def stop(server: Server) -> None:
    """Ends what runs of it now."""
    server.running.stop()


def answers(port: int) -> bool:
    """Whether something listens there."""
    with suppress(OSError), socket.create_connection((LOCAL, port), timeout=1):
        return True
    return False
