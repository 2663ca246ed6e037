"""A tracker of its own: an own database on the suite's server, an own broker and mail server, real processes."""

import atexit
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from tests.servers import Valkey
from tracker.running.broker import free_port
from tracker.running.program import tied_to_us

ROOT = Path(__file__).resolve().parent.parent
AT_EXIT = ExitStack()
atexit.register(AT_EXIT.close)


class Inbox(MessageHandler):
    """A mail server's memory."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        """Keeps what arrives."""
        self.messages.append(message)


@dataclass
class World:
    """The environment of the processes, and what their mail server received."""

    environment: dict[str, str]
    inbox: Inbox
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def manage(self, *arguments: str) -> str:
        """Runs a command of manage.py; its output."""
        return self.python(f"from django.core.management import call_command; call_command(*{arguments!r})")

    def python(self, code: str) -> str:
        """Runs code inside the tracker; what it prints."""
        [printed] = self.together(code, times=1)
        return printed

    def together(self, code: str, *, times: int) -> list[str]:
        """Runs the same code in several processes at once; what each prints."""
        assert self.forks.stdin
        assert self.forks.stdout
        print(json.dumps([code, times]), file=self.forks.stdin, flush=True)
        done: list[tuple[int, str, str]] = json.loads(self.forks.stdout.readline())
        assert all(status == 0 for status, _, _ in done), "".join(
            output + errors for _, output, errors in done
        )
        return [output for _, output, _ in done]

    @cached_property
    def forks(self) -> subprocess.Popen[str]:
        """The process whose children run what is to be run inside the tracker."""
        return subprocess.Popen(
            [*tied_to_us(signal.SIGTERM), sys.executable, "-m", "tests.forks"],
            cwd=ROOT,
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "tracker.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A real Celery worker."""
        process = subprocess.Popen(
            [
                *tied_to_us(signal.SIGTERM),
                sys.executable,
                "-m",
                "celery",
                "--quiet",
                "-A",
                "tracker",
                "worker",
                "--concurrency=1",
                "--loglevel=ERROR",
            ],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )
        self.workers.append(process)
        return process

    def stop_workers(self) -> None:
        """Ends the workers at once, with what they have forked: one that is asked to takes seconds."""
        for process in self.workers:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.workers.clear()

    def stop(self) -> None:
        """Ends the processes that it started; one that is asked again begins anew."""
        self.stop_workers()
        if forks := vars(self).pop("forks", None):
            forks.terminate()
            forks.communicate(timeout=120)


@contextmanager
def own_database(folder: Path, like: str = "") -> Iterator[str]:
    """A database beside the suite's, empty or like another one; its address."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        file = folder / "world.sqlite3"
        if like:
            shutil.copy(like.removeprefix("sqlite:///"), file)
        yield f"sqlite:///{file}"
        return
    name = f"world_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        template = urlsplit(like).path.removeprefix("/") or "DEFAULT"
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def migrated() -> str:
    """The address of a migrated database that nobody writes to: a world begins with a copy."""
    folder = Path(AT_EXIT.enter_context(TemporaryDirectory(prefix="migrated-")))
    url = AT_EXIT.enter_context(own_database(folder))
    maker = World(os.environ | {"DATABASE_URL": url, "VAR_DIR": str(folder)}, Inbox())
    try:
        maker.manage("migrate", "--verbosity=0")
    finally:
        maker.stop()
    return url


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """A migrated tracker with its own database, broker and mail server."""
    with ExitStack() as stack:
        inbox = Inbox()
        port = free_port()
        controller = Controller(inbox, hostname="127.0.0.1", port=port)
        controller.start()
        stack.callback(controller.stop)
        environment = os.environ | {
            "DATABASE_URL": stack.enter_context(own_database(folder, migrated())),
            "REDIS_URL": stack.enter_context(Valkey()),
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "VAR_DIR": str(folder / "var"),
        }
        made = World(environment, inbox)
        stack.callback(made.stop)
        yield made


@cache
def kept_world() -> World:
    """A tracker that stays until the suite's end: its forks need not be started anew."""
    return AT_EXIT.enter_context(world(Path(AT_EXIT.enter_context(TemporaryDirectory(prefix="world-")))))


@contextmanager
def shared_world() -> Iterator[World]:
    """A tracker that tests have one after another, each with an empty database, broker and inbox."""
    made = kept_world()
    begin_anew(made.environment["DATABASE_URL"])
    redis.Redis.from_url(made.environment["REDIS_URL"]).flushdb()
    made.inbox.messages.clear()
    try:
        yield made
    finally:
        made.stop_workers()


def begin_anew(url: str) -> None:
    """Makes the database of a world what it was at first."""
    if not url.startswith("postgres"):
        file = Path(url.removeprefix("sqlite:///"))
        # What a killed worker had not yet written into it is beside it.
        for left in file.parent.glob(f"{file.name}*"):
            left.unlink()
        shutil.copy(migrated().removeprefix("sqlite:///"), file)
        return
    name = urlsplit(url).path.removeprefix("/")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {urlsplit(migrated()).path.removeprefix('/')}")


def eventually(holds: Callable[[], bool], *, seconds: float = 120) -> None:
    """Waits until the condition holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)
