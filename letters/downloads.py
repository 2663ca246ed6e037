"""The text of a file that somebody names by its path or its address."""

from contextlib import AbstractContextManager
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO
from urllib.request import build_opener

from letters.upstream import Unusable

MAX_MB = 50  # upstream's largest file has about 10
TIMEOUT = 30  # seconds of silence


def text_of(source: str) -> str:
    """The text at a path or an http(s) address. Raises Unusable where it cannot be had, or is no text."""
    try:
        with opened(source) as file:
            data = file.read(MAX_MB * 1024**2 + 1)
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise Unusable(f"{source} could not be read ({reason}); check the path or the address.") from error
    if len(data) > MAX_MB * 1024**2:
        raise Unusable(f"{source} is larger than {MAX_MB} MB; give one of upstream's legislators files.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"{source} is no UTF-8 text; download upstream's file again.") from error


def opened(source: str) -> AbstractContextManager[BinaryIO]:
    """The file at a path, or what a server answers at an address."""
    scheme, separator, _ = source.partition("://")
    if not separator:
        return Path(source).open("rb")
    if scheme.lower() not in ("http", "https"):
        raise Unusable(f"{source} is no http or https address; download the file and give its path.")
    answer: AbstractContextManager[BinaryIO] = build_opener().open(source, timeout=TIMEOUT)
    return answer
