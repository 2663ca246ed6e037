"""One program that runs beside this process: started, waited for, and stopped with everything it started itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tracker.running import tied

READY_WITHIN = 60.0  # seconds; a first start on a slow disk
STOPPED_WITHIN = 10.0  # seconds between asking and killing
BETWEEN_LOOKS = 0.02  # seconds
NOBODY_ELSE = -1


class NotStarted(Exception):
    """A program did not start; the message says which and what to look at."""


def at_once() -> bool:
    """The ready check of a program that nothing waits for."""
    return True


@dataclass(frozen=True)
class Program:
    """What to run. `argv[0]` is a full path; `user` a numeric id to give up root for."""

    name: str
    argv: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    ready: Callable[[], bool] = at_once
    ending: signal.Signals = signal.SIGTERM
    user: int = NOBODY_ELSE


def tied_to_us(ending: signal.Signals, user: int = NOBODY_ELSE) -> list[str]:
    """What to put before a command's arguments, so that it is sent `ending` when this thread's process is gone."""
    return [sys.executable, "-I", "-S", tied.__file__, str(os.getpid()), str(int(ending)), str(user)]


class Running:
    """A started program: the leader of a session of its own, so that a Ctrl-C in the terminal is ours to pass on."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - the program is ours, no shell, nothing typed by anybody
            [*tied_to_us(program.ending, program.user), *program.argv],
            cwd=program.folder,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def ended(self) -> int | None:
        """How it ended (negative: by which signal), None while it runs. What it started is then gone, too."""
        if self.process.returncode is None:
            if os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                return None
            # Not yet waited for, so the number of its group cannot be somebody else's.
            self.kill_all()
        return self.process.wait()

    def wait_until_ready(self, within: float = READY_WITHIN) -> None:
        """Returns when it is of use; raises NotStarted when it ended instead, or takes too long."""
        deadline = time.monotonic() + within
        while True:
            code = self.ended()
            if code is not None:
                raise NotStarted(f"The {self.program.name} {how_it_ended(code)} before it was ready.")
            if self.program.ready():
                return
            if time.monotonic() > deadline:
                raise NotStarted(f"The {self.program.name} was not ready within {within:.0f} seconds.")
            time.sleep(BETWEEN_LOOKS)

    def stop(self, within: float = STOPPED_WITHIN) -> None:
        """Asks it to end, kills it when it does not, and returns when it and all it started are gone."""
        if self.process.returncode is None:
            self.process.send_signal(self.program.ending)
        deadline = time.monotonic() + within
        while self.ended() is None:
            if time.monotonic() > deadline:
                self.kill_all()
            time.sleep(BETWEEN_LOOKS)

    def kill_all(self) -> None:
        """Ends its whole group at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def how_it_ended(code: int) -> str:
    """An exit code in words."""
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
