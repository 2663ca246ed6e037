"""A browser that has signed in with an account is known by a signed cookie: wrong passwords from elsewhere do not keep it out.

The cookie says nothing to anybody else, opens nothing, and is of the account that signed in last.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

KNOWN_FOR = 180 * 24 * 3600  # seconds


def is_known(request: HttpRequest, email: str) -> bool:
    """Whether the browser has signed in with the account of that address."""
    signer = signing.TimestampSigner(salt="known browsers")
    try:
        return signer.unsign(
            request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""), max_age=KNOWN_FOR
        ) == name_of(email)
    except signing.BadSignature:
        return False


def remember(response: HttpResponseBase, email: str) -> None:
    """Gives the browser the cookie."""
    value = signing.TimestampSigner(salt="known browsers").sign(name_of(email))
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        value,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def name_of(email: str) -> str:
    """How the cookie calls the account."""
    return salted_hmac("known browsers", email.lower()).hexdigest()
