"""The web server on the stage, what happens to it, and programs that ask it until they are answered."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any, NamedTuple

from django.db import connection

from tests.faults.kills import kill_a_backend, restart
from tests.faults.stage import ROOT, Server, Stage, answers, wait
from tracker.running.broker import LOCAL, free_port
from tracker.running.program import Program
from tracker.running.web import web_server

UNLIMITED = {"RATE_LIMIT_ANONYMOUS": "0", "RATE_LIMIT_SIGNED_IN": "0"}
PATIENCE = 120.0  # seconds until a program gives up
AGAIN_AFTER = 0.1  # seconds


class Unanswered(Exception):
    """The connection broke: whether it was done, nobody knows."""


class Answer(NamedTuple):
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)

    @property
    def is_final(self) -> bool:
        """Whether asking again would change nothing: neither a server error nor “in progress”."""
        return self.status < 500 and not (self.status == 409 and b"/problems/in-progress/" in self.body)


class Asker:
    """A program with a key, or without one, and one connection."""

    def __init__(self, port: int, key: str = "") -> None:
        self.connection = HTTPConnection(LOCAL, port, timeout=30)
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.again = 0  # how often it had to ask again

    def ask(self, method: str, address: str, body: object = None, **headers: str) -> Answer:
        """Asks once. Raises Unanswered."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else json.dumps(body)
        kind = {} if body is None else {"Content-Type": "application/json"}
        try:
            self.connection.request(method, address, data, self.headers | named | kind)
            answer = self.connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        except (OSError, HTTPException) as error:
            self.connection.close()
            raise Unanswered from error

    def insist(self, method: str, address: str, body: object = None, **headers: str) -> Answer:
        """Asks until the answer is final."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self.ask(method, address, body, **headers)
            except Unanswered:
                answer = None
            if answer and answer.is_final:
                return answer
            if time.monotonic() > deadline:
                raise TimeoutError(f"{method} {address}: {answer}")
            self.again += 1
            time.sleep(AGAIN_AFTER)

    def rows(self, address: str) -> Iterator[Any]:
        """All rows of a list, page after page."""
        following = address
        while following:
            answer = self.insist("GET", following)
            assert answer.status == 200, answer
            page = answer.json()
            yield from page["results"]
            following = page["next"]


class Web(NamedTuple):
    """The web server on the stage."""

    server: Server
    port: int


@contextmanager
def web_on(stage: Stage) -> Iterator[Web]:
    """The web server as `make run` starts it, without limits; what it logs goes to a file."""
    port = free_port()
    log = stage.folder / "web.log"
    quiet = ("/bin/sh", "-c", f'exec "$@" >>{log} 2>&1', "sh", *web_server(f"{LOCAL}:{port}"))
    program = Program("web server", quiet, ROOT, os.environ | UNLIMITED, ready=lambda: answers(port))
    server = Server(program)
    try:
        server.running.wait_until_ready()
        yield Web(server, port)
    finally:
        server.kill()


def strike(name: str, stage: Stage, web: Web, chance: Random) -> None:
    """Kills one thing with SIGKILL, and starts again what a supervisor would."""
    match name:
        case "web process":
            wait(web.server.children, seconds=20)
            os.kill(chance.choice(web.server.children()), signal.SIGKILL)
        case "web server":
            restart(web.server)
        case "database backend":
            kill_a_backend(stage, chance)
        case "database server":
            restart(stage.database)
        case _:
            raise ValueError(name)
    connection.close()


def drawn(plan: dict[str, int], chance: Random) -> list[str]:
    """All that is to be killed, in an order by chance."""
    kills = [name for name, times in plan.items() for _ in range(times)]
    chance.shuffle(kills)
    return kills


def told(plan: dict[str, int]) -> str:
    """The plan in words."""
    return ", ".join(f"{times} {name}" for name, times in plan.items())
