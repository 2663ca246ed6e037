"""Looking at real processes: waiting for what they do, and finding those that are left."""

import os
import time
from collections.abc import Callable
from pathlib import Path

BETWEEN_LOOKS = 0.05  # seconds: a look reads of every process on the machine


def until(look: Callable[[], object], within: float = 120.0) -> None:
    """Returns as soon as `look` gives something true; fails after `within` seconds."""
    deadline = time.monotonic() + within
    while not look():
        assert time.monotonic() < deadline, f"still not so after {within} s: {look}"
        time.sleep(BETWEEN_LOOKS)


def left_in(folder: Path) -> list[str]:
    """The command lines of all processes that know the folder: from their environment, arguments or current folder."""
    return [line for process in Path("/proc").glob("[0-9]*") if (line := command_if_in(process, folder))]


def wait_until_ended(folder: Path, words: str) -> None:
    """Waits for those that run now with the words: what another run has started ends by itself. Fails where one stays."""
    running = {line for line in left_in(folder) if words in line}
    until(lambda: not running.intersection(left_in(folder)))


def command_if_in(process: Path, folder: Path) -> str:
    """The process's command line; empty where it knows nothing of the folder, or is gone."""
    if process.name == str(os.getpid()):
        return ""
    try:
        known = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        known += os.fsencode((process / "cwd").readlink())
        command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
    return f"{process.name} {command}" if os.fsencode(folder) in known else ""


def lives(pid: int) -> bool:
    """Whether a process runs: one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
