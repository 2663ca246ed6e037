"""Reads a file that a stranger may have made, in a child process that may fail in every way and harm nothing.

The child (`letters.reading.child`) gets the bytes, no secrets and no network, and limits that the kernel holds:
512 MB of memory, 10 s of computing, 15 s in all for the file, which somebody waits for, and 10 and 40 s for each scanned page, which
a worker reads beside all else that the machine does. However it ends, the caller gets a document or an Unreadable.
"""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from letters.reading.documents import Document, Unreadable, with_pages
from letters.reading.page_layout import Line
from letters.reading.scans import Scan
from letters.reading.telling import Tell, silent

ROOT = Path(__file__).resolve().parents[2]
MEMORY_BYTES = 512 * 1024**2
CPU_SECONDS = 10
WALL_SECONDS = 15
PAGE_WALL_SECONDS = 40  # less than a job's lease, which each page that is read renews

ADVICE = "Save it anew from the program that made it, or paste the letter's text."
ENDED_BY = {
    signal.SIGXCPU: f"Reading it took more than {CPU_SECONDS} seconds of computing. {ADVICE}",
    signal.SIGALRM: f"Reading it took more than {WALL_SECONDS} seconds. {ADVICE}",
    signal.SIGKILL: f"Reading it took more time or memory than a letter needs. {ADVICE}",
}


def read_untrusted(data: bytes, name: str) -> Document:
    """The document in the bytes, its scanned pages read. Raises Unreadable as `open_untrusted` and `read_scan` do."""
    return read_scan(open_untrusted(data, name), data, name)


def open_untrusted(data: bytes, name: str) -> Document:
    """The document in the bytes, but for its scanned pages, which `read_scan` reads.

    Raises Unreadable, with what to do, however the reading failed.
    """
    return understood(*answered(data, name))


def read_scan(document: Document, data: bytes, name: str, tell: Tell = silent) -> Document:
    """The document that was found in the bytes, with the words of its scanned pages. Raises Unreadable.

    Each of these has a child of its own, and is told when it is done; those that fail are named in a warning.
    """
    scan = document.scan
    if not scan:
        return document
    read = {}
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        pages = {pool.submit(lines_of, data, name, page): page for page in scan.pictures()}
        try:
            for done, reading in enumerate(as_completed(pages), start=1):
                read[pages[reading]] = reading.result()
                tell(done, len(pages))
        finally:
            pool.shutdown(cancel_futures=True)
    return with_pages(document, scan, {page: lines for page, lines in read.items() if lines is not None})


def lines_of(data: bytes, name: str, page: int) -> list[Line] | None:
    """The lines of a scanned page; None where it failed."""
    try:
        return [Line(**line) for line in said(*answered(data, name, page))["lines"]]
    except Unreadable:
        return None


def answered(
    data: bytes, name: str, page: int | None = None, *, module: str = "letters.reading.child"
) -> tuple[bytes, int]:
    """What a child, a run of `module`, wrote, and the code it ended with."""
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "OMP_THREAD_LIMIT": "1"}
    seconds = WALL_SECONDS if page is None else PAGE_WALL_SECONDS
    arguments = [name.replace("\0", "")[-200:], *([] if page is None else [str(page)])]
    with subprocess.Popen(  # noqa: S603  # our own module, no shell
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as child:
        try:
            answer, _ = child.communicate(data, timeout=seconds + 2)
        except subprocess.TimeoutExpired:
            raise Unreadable(ENDED_BY[signal.SIGALRM]) from None
        finally:
            end(child)
    return answer, child.returncode


def end(child: "subprocess.Popen[bytes]") -> None:
    """Ends the child and whatever it may have started."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    child.wait()


def understood(answer: bytes, returncode: int) -> Document:
    """The document that a child found, or why it found none."""
    found = said(answer, returncode)
    pages = found["pages"]
    scan = pages and Scan(b"", [page and [Line(**line) for line in page] for page in pages])
    return Document(found["text"], found["kind"], tuple(found["warnings"]), scan)


def said(answer: bytes, returncode: int) -> dict[str, Any]:
    """What a child said. Raises Unreadable with the reason that it gave, or that its end shows."""
    if returncode < 0:
        why = ENDED_BY.get(
            signal.Signals(-returncode), f"The file breaks the program that reads it. {ADVICE}"
        )
        raise Unreadable(why)
    if returncode > 0:
        raise Unreadable(f"The file could not be understood. {ADVICE}")
    found: dict[str, Any] = json.loads(answer)
    if "unreadable" in found:
        raise Unreadable(found["unreadable"])
    return found
