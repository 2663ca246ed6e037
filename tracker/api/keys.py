"""How a program signs in: `Authorization: Bearer lt_…` (RFC 6750, 2.1), and nowhere else.

REST framework loads this module while it loads its views: import nothing of them here.
"""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request

from offices.keys import KeyRefused, key_of
from offices.models import ApiKey, User
from offices.policy import key_allows

if TYPE_CHECKING:
    from rest_framework.views import APIView

SCHEME = "bearer"


class Refused(AuthenticationFailed):
    """The header does not sign anybody in: a wrong key is refused for reading too, so that nobody reads less unawares."""

    def __init__(self, detail: str, kind: str = "not_signed_in") -> None:
        super().__init__(detail)
        self.default_code = kind


def reader_of(request: HttpRequest) -> User | AnonymousUser:
    """Who reads: the holder of the key, or who has signed in to the pages. Raises Refused."""
    key = key_sent(request)
    return key.membership.user if key else request.user


def key_sent(request: HttpRequest) -> ApiKey | None:
    """The key that the Authorization header carries, looked up once; None without a header. Raises Refused."""
    carried: dict[str, Any] = vars(request)
    if "key" not in carried:
        carried["key"] = key_in(request)
    key: ApiKey | None = carried["key"]
    return key


def key_in(request: HttpRequest) -> ApiKey | None:
    """The key in the header."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, text = header.partition(" ")
    if scheme.lower() != SCHEME:
        raise Refused("Send a key as `Authorization: Bearer lt_…`.")
    try:
        return key_of(text.strip(), now=timezone.now())
    except KeyRefused as error:
        raise Refused(str(error), error.kind) from error


class KeyAuthentication(BaseAuthentication):
    """Finds the person whose key the Authorization header carries."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """The person, bearing the key, and the key; None without a header. Raises Refused."""
        key = key_sent(request._request)
        return (key.membership.user, key) if key else None

    def authenticate_header(self, request: Request) -> str:
        """What stands in WWW-Authenticate of a 401; what is wrong only where a key was sent (RFC 6750, 3.1)."""
        realm = 'Bearer realm="Letter tracker"'
        return f'{realm}, error="invalid_token"' if "Authorization" in request.headers else realm


class MayWrite(IsAuthenticatedOrReadOnly):
    """Anybody reads; who is signed in writes, but not with a key that is for reading."""

    message = "This key is for reading; make one that may log letters and record actions."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Whether to go on: what may be read and written of one thing, the floors below say."""
        user: User | AnonymousUser = request.user
        if request.method in ("GET", "HEAD", "OPTIONS") or not isinstance(user, User):
            return super().has_permission(request, view)
        return key_allows(user, "log letters and record actions")
