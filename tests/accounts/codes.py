"""What an authenticator app shows (RFC 6238)."""

import hmac
import re
import time
from base64 import b32decode
from hashlib import sha1

from django.test import Client

from tests.desk.browsing import words_of

STEP = 30  # seconds


def code_of(secret: str, *, later: int = 0) -> str:
    """The six digits of now, or of so many steps later."""
    counter = int(time.time()) // STEP + later
    digest = hmac.new(b32decode(secret), counter.to_bytes(8, "big"), sha1).digest()
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def set_up_app(browser: Client) -> str:
    """Sets an app up at the page; its secret."""
    page = words_of(browser.get("/second-factor/totp/activate/"))
    (secret,) = re.findall(r"<code>([A-Z2-7]{16,})</code>", page)
    answer = browser.post("/second-factor/totp/activate/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/second-factor/recovery-codes/"
    return str(secret)
