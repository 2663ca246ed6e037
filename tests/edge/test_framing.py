"""Requests whose end or host is not clear, sent to the real web server: none is served, and none hides a second one."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.serving import served
from tracker.running.broker import LOCAL

HIDDEN = "GET /hidden/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
CLEAR = "POST /health/live HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = f"0\r\n\r\n{HIDDEN}"
UNCLEAR = {
    "two lengths": (f"Content-Length: 0\r\nContent-Length: {len(HIDDEN)}", HIDDEN),
    "two equal lengths": ("Content-Length: 2\r\nContent-Length: 2", f"ab{HIDDEN}"),
    "a list of lengths": ("Content-Length: 2, 2", f"ab{HIDDEN}"),
    "a length with a sign": ("Content-Length: +2", f"ab{HIDDEN}"),
    "a negative length": ("Content-Length: -2", f"ab{HIDDEN}"),
    "a length in hexadecimal": ("Content-Length: 0x2", f"ab{HIDDEN}"),
    "a length and chunks": (f"Content-Length: {len(CHUNKED)}\r\nTransfer-Encoding: chunked", CHUNKED),
    "chunks and a length": (f"Transfer-Encoding: chunked\r\nContent-Length: {len(CHUNKED)}", CHUNKED),
    "chunks twice": ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", CHUNKED),
    "chunks twice in a list": ("Transfer-Encoding: chunked, chunked", CHUNKED),
    "chunks and then something": ("Transfer-Encoding: chunked, identity", CHUNKED),
    "something like chunks": ("Transfer-Encoding: xchunked", CHUNKED),
    "chunks behind a tab": ("Transfer-Encoding:\x0bchunked", CHUNKED),
    "a space before the colon": ("Transfer-Encoding : chunked", CHUNKED),
    "a folded header": ("X-Any: a\r\n Transfer-Encoding: chunked", CHUNKED),
    "a line that ends early": ("X-Any: a\nTransfer-Encoding: chunked", CHUNKED),
    "a carriage return alone": ("X-Any: a\rTransfer-Encoding: chunked", CHUNKED),
    "a NUL": ("X-Any: a\0b", ""),
    "two hosts": ("Host: evil.example", ""),
    "a header without a name": (": a", ""),
}

TORN = {
    "a size that is none": f"0x0\r\n\r\n{HIDDEN}",
    "a chunk that is longer than it says": f"1\r\nab\r\n0\r\n\r\n{HIDDEN}",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder: Path = tmp_path_factory.mktemp("framing")
    with served({"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/none.sqlite3"}) as port:
        yield port


def said(port: int, request: str) -> list[str]:
    """The status of each answer on the connection, until it closes or is silent."""
    with socket.create_connection((LOCAL, port), timeout=60) as connection:
        connection.sendall(request.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        data = b""
        while part := connection.recv(1 << 16):
            data += part
    return re.findall(r"^HTTP/1\.1 (\d{3})", data.decode("latin-1"), re.MULTILINE)


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_has_no_clear_end_is_refused_and_ends_the_connection(name: str, port: int) -> None:
    headers, body = UNCLEAR[name]
    answers = said(port, f"{CLEAR}{headers}\r\n\r\n{body}")
    assert (len(answers), answers[0]) in {(1, "400"), (1, "501")}, answers


@pytest.mark.parametrize("name", TORN)
def test_behind_chunks_that_are_torn_nothing_is_served(name: str, port: int) -> None:
    answers = said(port, f"{CLEAR}Transfer-Encoding: chunked\r\n\r\n{TORN[name]}")
    assert answers == ["403", "400"]


def test_a_clear_end_lets_the_next_request_be_served(port: int) -> None:
    assert said(port, f"{CLEAR}Transfer-Encoding: chunked\r\n\r\n{CHUNKED}") == ["403", "404"]
