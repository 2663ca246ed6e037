"""The whole suite, twice: on SQLite and on PostgreSQL, each run with a Valkey of its own.

    python -m tests [PYTEST ARGUMENT…]

The runs go on at the same time and share nothing but the cores; their lines are printed one run after the other. What
knows no database, or brings its own, is a third run; what asks every address, whatever the database, is a fourth on a
PostgreSQL of its own. DATABASE_URL and REDIS_URL name servers to use instead; those are used by one run after the other.
Exits with 1 when a run failed.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Thread
from typing import IO

from tests.servers import PostgreSQL, Valkey
from tracker.running.program import tied_to_us


@contextmanager
def SQLite() -> Iterator[str]:
    """The address of a database file for as long as the block lasts."""
    with TemporaryDirectory(prefix="sqlite-") as folder:
        yield f"sqlite:///{folder}/tracker.sqlite3"


Server = Callable[[], AbstractContextManager[str]]

# These know no database, or bring their own.
APART = [
    *(
        "tests/reading",
        "tests/faults",
        "tests/contract",
        "tests/clients",
        "tests/pages",
        "tests/browser",
        "tests/hostile",
    ),
    *(f"tests/edge/test_{name}.py" for name in ("framing", "starting", "log_canaries")),
    *(f"tests/actions/test_{name}.py" for name in ("fold", "instants", "schedule")),
    *(f"tests/api/test_{name}.py" for name in ("api_page", "promises", "reference")),
    *(f"tests/desk/test_{name}.py" for name in ("rows", "static_files")),
    *(f"tests/letters/test_{name}.py" for name in ("legislators", "marking", "matching", "places")),
    *(f"tests/running/test_{name}.py" for name in ("broker", "claims", "environment", "supervisor", "up")),
]

# These ask every address, or about people and processes: the same on each database, and the longest of all.
ON_POSTGRESQL = [
    *("tests/leaks", "tests/edge", "tests/accounts", "tests/audit"),
    *(f"tests/desk/test_{name}.py" for name in ("reading_work", "takeout", "who_may")),
    "tests/running/test_first_day.py",
]


class Run:
    """One run of the suite; its lines are kept until somebody shows them."""

    def __init__(self, name: str, environment: dict[str, str], arguments: list[str]) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [*tied_to_us(signal.SIGTERM), sys.executable, "-m", "pytest", *arguments],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout
        self.lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=self.collect, args=(self.process.stdout,), daemon=True).start()

    def collect(self, output: IO[str]) -> None:
        """Takes the lines as they come; an empty one, without its line feed, is the last."""
        for line in output:
            self.lines.put(line)
        self.lines.put("")

    def show(self) -> str:
        """Prints the lines, until the run ends; gives its closing one."""
        closing = "no output"
        print(f"== {self.name}", flush=True)
        while line := self.lines.get():
            print(line, end="", flush=True)
            closing = line.strip() or closing
        self.process.wait()
        return f"{self.name}: {closing}"


def started(servers: ExitStack, arguments: list[str]) -> Iterator[Run]:
    """The runs, each started when it is asked for."""
    without_either = [f"--ignore={path}" for path in APART]
    on_both = [*without_either, *(f"--ignore={path}" for path in ON_POSTGRESQL)]
    runs: list[tuple[str, Server | None, list[str]]] = [
        ("SQLite", SQLite, arguments or on_both),
        ("PostgreSQL", PostgreSQL, arguments or on_both),
    ]
    if not arguments:
        runs += [
            ("without either", None, APART),
            ("PostgreSQL alone", PostgreSQL, [*without_either, *ON_POSTGRESQL]),
        ]
    for name, database, chosen in runs:
        environment = {"VAR_DIR": servers.enter_context(TemporaryDirectory(prefix="var-"))}
        if database is not None:
            environment["DATABASE_URL"] = servers.enter_context(database())
            environment["REDIS_URL"] = servers.enter_context(Valkey())
        yield Run(name, environment, chosen)


def main(arguments: list[str]) -> int:
    """Runs the suite on each database."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers' folders are cleared away
    with ExitStack() as servers:
        runs = started(servers, arguments)
        named = {"DATABASE_URL", "REDIS_URL"} & os.environ.keys()
        shown = [(run.show(), run) for run in (runs if named else list(runs))]
    print("\n".join(["==", *(closing for closing, _ in shown)]), flush=True)
    return int(any(run.process.returncode for _, run in shown))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
