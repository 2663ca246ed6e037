"""What has not changed is not sent again: every GET carries a strong ETag that one small query finds (RFC 9110, 13).

A list is known by the editions that its reader sees, a letter and a request by its own version. Both also by the day,
since what is overdue changes at midnight in Washington.
"""

from collections.abc import Hashable, Sequence
from datetime import datetime
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from letters.changes import Edition, editions
from offices.models import User
from tracker.clock import midnight
from tracker.prepared import fetch

A = TypeVar("A", bound=HttpResponseBase)
FORM = 1  # counted up where answers begin to look different
SAFE = ("GET", "HEAD")


class Missing(APIException):
    """The change does not say of which state it is meant."""

    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_code = "precondition_required"
    default_detail = "Send If-Match with the ETag of the answer to GET that you have seen, so that nobody's change is lost."


class Changed(APIException):
    """Somebody else was faster."""

    status_code = HTTPStatus.PRECONDITION_FAILED
    default_code = "changed_meanwhile"
    default_detail = "It has changed since you read it. Get it again, and send the change with the new ETag."


class State(NamedTuple):
    """What an answer is known by: anything whose text differs when the answer does, and when it last did."""

    parts: Sequence[object]
    changed_at: datetime


def state_of_all(user: User | AnonymousUser) -> State:
    """The state of all that the reader sees: any change of it is another state."""
    found = fetch(editions_rows, user)
    return State(found, max((changed_at for *_, changed_at in found), default=midnight()))


def editions_rows(user: User | AnonymousUser, *, shape: Hashable) -> QuerySet[Edition, Any]:
    """Key, number and last change of the editions that `user` sees."""
    return editions(user).values_list("pk", "number", "changed_at")


def tag_of(state: State, address: str) -> str:
    """The strong ETag of the answer at an address."""
    known_by = repr((FORM, address, midnight(), *state.parts))
    return f'"{blake2b(known_by.encode(), digest_size=12).hexdigest()}"'


def has(request: HttpRequest, tag: str) -> bool:
    """Whether the reader names the tag: they have the answer. “*” names none, and what it would ask may be wrong."""
    named = parse_etags(request.headers.get("If-None-Match", ""))
    return tag in (name.removeprefix("W/") for name in named)


def require_match(request: Request, tag: str) -> None:
    """Raises Missing where the writer names no tag, Changed where they name another one."""
    named = parse_etags(request.headers.get("If-Match", ""))
    if not named:
        raise Missing
    if "*" not in named and tag not in named:
        raise Changed


def described(answer: A, request: HttpRequest, state: State | None = None, tag: str = "") -> A:
    """The answer with what caches have to know. Only what anybody may see may be kept by anybody."""
    if state:
        answer["ETag"] = tag
        answer["Last-Modified"] = http_date(int(max(state.changed_at, midnight()).timestamp()))
    answer["Cache-Control"] = "private, no-store" if has_credentials(request) else "public, no-cache"
    patch_vary_headers(answer, ["Authorization", "Cookie"])
    return answer


def has_credentials(request: HttpRequest) -> bool:
    """Whether the answer may be meant for one reader alone."""
    return "Authorization" in request.headers or bool(request.COOKIES)
