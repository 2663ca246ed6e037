"""The child of `letters.reading.sandbox`: bytes on standard input, a document or a page's lines as JSON on standard output.

It takes its limits upon itself before it looks at the first byte, and gives up the right to the network, to other
programs and to writing files; a library that is tricked into one of these gets an error.
"""

import ctypes
import json
import resource
import signal
import sys
from dataclasses import asdict
from typing import Any

from letters.reading.documents import Unreadable, open_document
from letters.reading.sandbox import ADVICE, CPU_SECONDS, MEMORY_BYTES, PAGE_WALL_SECONDS, WALL_SECONDS
from letters.reading.scans import read_page

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "os.remove",
    "os.rename",
)


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook (PEP 578), which nothing can take away again."""
    if event.startswith(FORBIDDEN) or (event == "open" and writes(arguments)):
        raise PermissionError(f"reading a letter needs no {event}")


def writes(arguments: tuple[Any, ...]) -> bool:
    """Whether the arguments of an `open` event ask for more than reading."""
    mode = arguments[1]
    return isinstance(mode, str) and any(letter in mode for letter in "wax+")


def confine(seconds: int = WALL_SECONDS) -> None:
    """Takes the limits; the network goes where the kernel lets an ordinary process give it up."""
    signal.alarm(seconds)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET)
    sys.addaudithook(refuse)


def main(name: str, page: str = "") -> None:
    """Reads the document on standard input but for its scanned pages, or one of these."""
    data = sys.stdin.buffer.read()
    confine(PAGE_WALL_SECONDS if page else WALL_SECONDS)
    try:
        answer: dict[str, Any] = (
            {"lines": page_lines(data, name, int(page))} if page else document_in(data, name)
        )
    except Unreadable as reason:
        answer = {"unreadable": str(reason)}
    except MemoryError:
        answer = {"unreadable": f"Reading it took more memory than a letter needs. {ADVICE}"}
    sys.stdout.write(json.dumps(answer))


def document_in(data: bytes, name: str) -> dict[str, Any]:
    """The document, without the bytes of its pictures: the parent has them."""
    document = open_document(data, name)
    pages: list[Any] | None = None
    if document.scan:
        pages = [page if page is None else [asdict(line) for line in page] for page in document.scan.pages]
    return {"text": document.text, "kind": document.kind, "warnings": document.warnings, "pages": pages}


def page_lines(data: bytes, name: str, page: int) -> list[dict[str, Any]]:
    """The lines of a scanned page."""
    scan = open_document(data, name).scan
    return [asdict(line) for line in read_page(scan, page)] if scan else []


if __name__ == "__main__":
    main(*sys.argv[1:])
