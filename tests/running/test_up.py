"""The whole tracker, started as `make run` starts it."""

import http.client
import os
import re
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from tests.running.processes import left_in, until
from tracker.running.broker import LOCAL, free_port
from tracker.running.claims import folder_claimed

QUICKLY = 15.0  # seconds; an idle machine needs three


@dataclass
class Tracker:
    """A folder and a port for one tracker, and the processes that were started for it."""

    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)

    def up(self) -> subprocess.Popen[str]:
        """Starts it."""
        return subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=settings.BASE_DIR,
            env=self.environment | {"VAR_DIR": str(self.folder), "PORT": str(self.port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def is_ready(self) -> bool:
        """Whether it says that it serves."""
        asking = closing(http.client.HTTPConnection(LOCAL, self.port, timeout=5))
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


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[Tracker]:
    """A tracker that was never started, with an empty database of the kind that the suite runs on."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")
    }
    suite = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not suite.scheme.startswith("postgres"):
        yield Tracker(tmp_path, environment)
        return
    name = f"up_{secrets.token_hex(4)}"
    with psycopg.connect(urlunsplit(suite), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        yield Tracker(tmp_path, environment | {"DATABASE_URL": urlunsplit(suite._replace(path=f"/{name}"))})
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_it_runs_until_it_is_stopped_and_starts_again_with_the_same_sign_in(tracker: Tracker) -> None:
    with tracker.up() as first:
        welcome = read_until(first, "Sign in")
        assert f"http://localhost:{tracker.port}/" in welcome
        assert re.search(r"Sign in as demo@localhost, password \S{12,}\n", welcome)
        assert tracker.is_ready()
        until(
            lambda: all(
                tracker.processes(name) for name in ("gunicorn", "celery -q -A tracker worker", "beat")
            )
        )

        first.send_signal(signal.SIGTERM)
        assert first.wait(QUICKLY) == 0
        assert left_in(tracker.folder) == []

    with tracker.up() as second:
        assert f"password as in {tracker.folder}/demo-sign-in.txt\n" in read_until(second, "Sign in")
        assert tracker.is_ready()

        second.send_signal(signal.SIGINT)
        assert second.wait(QUICKLY) == 0
        assert left_in(tracker.folder) == []


def test_what_dies_comes_back_and_killing_all_from_above_leaves_nothing(tracker: Tracker) -> None:
    with tracker.up() as running:
        read_until(running, "Sign in")
        until(lambda: len(tracker.processes("celery -q -A tracker worker")) == 3)
        web, worker = tracker.processes("gunicorn")[0], tracker.processes("tracker worker")[0]

        os.kill(web, signal.SIGKILL)
        os.kill(worker, signal.SIGKILL)
        until(lambda: web not in tracker.processes("gunicorn") and tracker.is_ready())
        until(lambda: len(tracker.processes("celery -q -A tracker worker")) == 3)
        assert worker not in tracker.processes("tracker worker")

        running.kill()
        until(lambda: left_in(tracker.folder) == [], within=QUICKLY)


def test_a_database_that_does_not_answer_is_one_sentence(tracker: Tracker) -> None:
    tracker.environment["DATABASE_URL"] = f"postgres://nobody@{LOCAL}:{free_port()}/nothing"

    with tracker.up() as refused:
        sentence, _ = refused.communicate(timeout=QUICKLY)

    assert refused.returncode == 1
    assert re.fullmatch(
        r"CommandError: The database cannot be used: .* \(DATABASE_URL names it\)\.\n", sentence
    )
    assert left_in(tracker.folder) == []


def test_a_refusal_is_one_sentence(tracker: Tracker) -> None:
    with folder_claimed(tracker.folder), tracker.up() as refused:
        sentence, _ = refused.communicate(timeout=QUICKLY)

    folder = tracker.folder
    assert refused.returncode == 1
    assert sentence == (
        f"CommandError: The tracker is already running in {folder}: stop it first, or set VAR_DIR to another folder.\n"
    )
