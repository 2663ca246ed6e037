"""A whole tracker, started as `make run` starts it, with a folder, a port and a database of its own."""

import http.client
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from tests.running.browsers import Browser
from tests.running.processes import left_in
from tracker.running.broker import LOCAL, free_port


@dataclass
class Tracker:
    """A folder and a port for one tracker, and the processes that were started for it."""

    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)

    @contextmanager
    def up(self) -> Iterator[subprocess.Popen[str]]:
        """Starts it; ends it with the block, also where the block fails."""
        with subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=settings.BASE_DIR,
            env=self.environment | {"VAR_DIR": str(self.folder), "PORT": str(self.port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.kill()

    def is_ready(self) -> bool:
        """Whether it says that it serves."""
        asking = closing(http.client.HTTPConnection(LOCAL, self.port, timeout=30))
        with suppress(OSError, http.client.HTTPException), asking as connection:
            connection.request("GET", "/health/ready")
            with connection.getresponse() as response:
                return response.status == 200
        return False

    def processes(self, words: str) -> list[int]:
        """The ids of its processes whose command line has the words, the oldest first."""
        return sorted(int(line.split()[0]) for line in left_in(self.folder) if words in line)


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What the process writes, up to the line with the words."""
    assert process.stdout
    lines = ""
    for line in process.stdout:
        lines += line
        if words in line:
            return lines
    raise AssertionError(f"ended without {words!r}:\n{lines}")


@contextmanager
def a_tracker(folder: Path) -> Iterator[Tracker]:
    """A tracker that was never started, with an empty database of the kind that the suite runs on."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")
    }
    suite = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not suite.scheme.startswith("postgres"):
        yield Tracker(folder, environment)
        return
    name = f"up_{secrets.token_hex(4)}"
    with psycopg.connect(urlunsplit(suite), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield Tracker(folder, environment | {"DATABASE_URL": urlunsplit(suite._replace(path=f"/{name}"))})
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@dataclass(frozen=True)
class Site:
    """A tracker that runs: where it answers, the demo office's password, and its folder."""

    address: str
    password: str
    folder: Path

    def key(self) -> str:
        """A new key to log letters and record actions with, of the demo's fictional office, made as people make it."""
        browser = Browser(self.address)
        browser.get("/sign-in/?next=/desk/account/keys/")
        browser.send("/sign-in/", login="demo@localhost", password=self.password)
        browser.get("/sign-in/again/?next=/desk/account/keys/")
        browser.send("/sign-in/again/?next=/desk/account/keys/", password=self.password)
        browser.get("/desk/account/keys/")
        office = re.search(r'<option value="(\d+)"[^>]*>[^<]*Jordan Example', browser.page)
        assert office, browser.page
        browser.send(
            "/desk/account/keys/", office=office[1], name=secrets.token_hex(4), scope="write", days="30"
        )
        made = re.search(r"lt_[0-9A-Za-z]{41}", browser.page)
        assert made, browser.page
        return made[0]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running tracker that tests share, each with letters of its own."""
    folder = tmp_path_factory.mktemp("site")
    with a_tracker(folder) as tracker, tracker.up() as running:
        password = re.search(r"password (\S+)", read_until(running, "Sign in"))
        assert password
        yield Site(f"http://localhost:{tracker.port}", password[1], folder)


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[Tracker]:
    """A tracker of the test's own."""
    with a_tracker(tmp_path) as made:
        yield made
