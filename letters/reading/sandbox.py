"""Reads a file that a stranger may have made, in a child process that may fail in every way and harm nothing.

The child (`letters.reading.child`) gets the bytes, no secrets and no network, and limits that the kernel holds:
512 MB of memory, 10 s of computing, 20 s in all. However it ends, the caller gets a document or an Unreadable.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from letters.reading.documents import Document, Unreadable

ROOT = Path(__file__).resolve().parents[2]
MEMORY_BYTES = 512 * 1024**2
CPU_SECONDS = 10
WALL_SECONDS = 20

ADVICE = "Save it anew from the program that made it, or paste the letter's text."
ENDED_BY = {
    signal.SIGXCPU: f"Reading it took more than {CPU_SECONDS} seconds of computing. {ADVICE}",
    signal.SIGALRM: f"Reading it took more than {WALL_SECONDS} seconds. {ADVICE}",
    signal.SIGKILL: f"Reading it took more time or memory than a letter needs. {ADVICE}",
}


def read_untrusted(data: bytes, name: str) -> Document:
    """The document in the bytes. Raises Unreadable, with what to do, however the reading failed."""
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "OMP_THREAD_LIMIT": "1"}
    with (
        subprocess.Popen(  # noqa: S603  # our own module, no shell
            [sys.executable, "-m", "letters.reading.child", name.replace("\0", "")[-200:]],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as child
    ):
        try:
            answer, _ = child.communicate(data, timeout=WALL_SECONDS + 2)
        except subprocess.TimeoutExpired:
            raise Unreadable(ENDED_BY[signal.SIGALRM]) from None
        finally:
            end(child)
    return understood(answer, child.returncode)


def end(child: "subprocess.Popen[bytes]") -> None:
    """Ends the child and whatever it may have started."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    child.wait()


def understood(answer: bytes, returncode: int) -> Document:
    """What the child said, or why it could say nothing."""
    if returncode < 0:
        why = ENDED_BY.get(
            signal.Signals(-returncode), f"The file breaks the program that reads it. {ADVICE}"
        )
        raise Unreadable(why)
    if returncode > 0:
        raise Unreadable(f"The file could not be understood. {ADVICE}")
    said = json.loads(answer)
    if "unreadable" in said:
        raise Unreadable(said["unreadable"])
    return Document(said["text"], said["kind"], tuple(said["warnings"]))
