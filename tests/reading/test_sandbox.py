"""Reading a stranger's file in a child process: it may fail in every way and harm nothing."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from letters.reading.documents import Document, Unreadable
from letters.reading.sandbox import read_untrusted, understood
from tests.running.processes import wait_until_ended

ROOT = Path(__file__).resolve().parents[2]


def confined(code: str) -> "subprocess.CompletedProcess[str]":
    """Runs code as the child would, after it has taken its limits."""
    program = (
        f"import socket, subprocess, ctypes; from letters.reading.child import confine; confine()\n{code}"
    )
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def test_it_works() -> None:
    assert read_untrusted(b"Dear Sir: please write.", "letter.txt") == Document(
        "Dear Sir: please write.", "text"
    )


def test_what_cannot_be_read_says_why() -> None:
    with pytest.raises(Unreadable, match="empty"):
        read_untrusted(b" ", "letter.txt")


@pytest.mark.parametrize("name", ["-c", "a\0b", "x" * 100_000, "\udcff", ""])
def test_a_files_name_is_only_a_name(name: str) -> None:
    assert read_untrusted(b"Dear Sir: please write.", name).text == "Dear Sir: please write."


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("socket.create_connection(('127.0.0.1', 9))", "PermissionError"),
        ("socket.getaddrinfo('example.org', 80)", "PermissionError"),
        ("subprocess.run(['true'])", "PermissionError"),
        ("open('written', 'w')", "PermissionError"),
        ("bytearray(600 * 1024**2)", "MemoryError"),
    ],
)
def test_a_child_has_no_network_no_programs_no_files_and_little_memory(code: str, error: str) -> None:
    done = confined(code)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(error)


def test_a_child_that_computes_without_end_is_ended() -> None:
    done = confined("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass")
    assert done.returncode == -signal.SIGXCPU


def test_a_child_that_waits_without_end_is_ended() -> None:
    assert confined("import signal, time\nsignal.alarm(1)\ntime.sleep(60)").returncode == -signal.SIGALRM


@pytest.mark.parametrize(
    ("returncode", "why"),
    [
        (-signal.SIGXCPU, "more than 10 seconds of computing"),
        (-signal.SIGALRM, "more than 15 seconds"),
        (-signal.SIGKILL, "more time or memory"),
        (-signal.SIGSEGV, "breaks the program"),
        (1, "could not be understood"),
    ],
)
def test_however_a_child_ends_there_is_a_sentence(returncode: int, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        understood(b"", returncode)


def test_nothing_is_left_running() -> None:
    read_untrusted(b"Dear Sir: please write.", "letter.txt")
    wait_until_ended(ROOT, "letters.reading.child")
