"""What one running tracker has for itself: its folder and its port. Each refusal is a sentence that says what to do."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Refused(Exception):
    """The tracker cannot start here; the message says why and what to do."""


@contextmanager
def folder_claimed(folder: Path) -> Iterator[None]:
    """Keeps a second tracker out of `folder` for as long as this process lives: the kernel ends the claim with it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        claim = os.open(folder / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refused(
            f"The folder {folder} cannot be written ({error.strerror}): set VAR_DIR to one that can."
        ) from error
    try:
        lock(claim, folder)
        yield
    finally:
        os.close(claim)


def lock(claim: int, folder: Path) -> None:
    """Takes the lock, or says who has it."""
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Refused(
            f"The tracker is already running in {folder}: stop it first, or set VAR_DIR to another folder."
        ) from error


def check_port(host: str, port: int) -> None:
    """Raises Refused where the web server could not listen."""
    if not 0 < port < 65536:
        raise Refused(f"PORT is {port}: choose a number between 1 and 65535, as in PORT=8001.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
            probe.bind(address)
    except OSError as error:
        raise Refused(why_not(host, port, error)) from error


def why_not(host: str, port: int, error: OSError) -> str:
    """What to do about an address that cannot be listened on."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken: stop what uses it, or choose another one, as in PORT={port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} is for root only: choose one above 1023, as in PORT=8000."
    return f"{host} is no address of this machine ({error.strerror}): set HOST to one, as in HOST=127.0.0.1."
