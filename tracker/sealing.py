"""Places in a list or in the feed, and keys in addresses, sealed: who gets one can neither read it nor make one.

A place holds keys and positions, and a key is counted up: both would tell how much there is that a reader may not see. The same
place gives the same cursor (RFC 5297, a deterministic cipher), so that an answer that has not changed is the same to the last byte.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from contextlib import suppress
from functools import cache
from hashlib import sha512
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

ADDRESSES = "addresses"
_LONGEST = 1000  # characters


class NoCursor(Exception):
    """No answer of this list gave this cursor."""


def seal(place: list[Any], *, of: str) -> str:
    """The cursor for a place in the list or feed called `of`; `place` is JSON."""
    sealed = _cipher(settings.SECRET_KEY).encrypt(orjson.dumps(place), [of.encode()])
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(cursor: str, *, of: str) -> list[Any]:
    """The place that a cursor stands for. Raises NoCursor for one that was not sealed for `of`."""
    try:
        sealed = urlsafe_b64decode(cursor[:_LONGEST].encode("ascii") + b"==")
        place: list[Any] = orjson.loads(_opened(sealed, of.encode()))
    except (InvalidTag, Error, ValueError):
        raise NoCursor from None
    return place


def _opened(sealed: bytes, of: bytes) -> bytes:
    """What was sealed with the secret, or with one of before. Raises InvalidTag."""
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        with suppress(InvalidTag):
            return _cipher(secret).decrypt(sealed, [of])
    raise InvalidTag


class SealedKey:
    """A table's key in an address, for `django.urls.register_converter`."""

    regex = "[A-Za-z0-9_-]{20,50}"

    def to_python(self, value: str) -> int:
        """The key. Raises ValueError, by which the address is none of ours."""
        try:
            [key] = unseal(value, of=ADDRESSES)
        except NoCursor:
            raise ValueError from None
        return int(key)

    def to_url(self, value: int) -> str:
        """How an address names it."""
        return seal([value], of=ADDRESSES)


@cache
def _cipher(secret: str) -> AESSIV:
    return AESSIV(sha512(b"cursors " + secret.encode()).digest())
