"""Using the pages as a person does."""

import time
from collections.abc import Mapping

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from offices.models import User
from tracker.sealing import SealedKey


def browser_of(user: User | None = None, *, said_again: bool = True) -> Client:
    """A browser, signed in where a user is named, who has just said once more who they are; it keeps server errors as answers."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    if user is not None and said_again:
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def words_of(answer: HttpResponseBase) -> str:
    """The page."""
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def page(
    path: str, user: User | None = None, status: int = 200, query: Mapping[str, str] | None = None
) -> str:
    """Reads a page; fails where the status is another."""
    answer = browser_of(user).get(path, query or {})
    assert answer.status_code == status, (path, answer.status_code)
    return words_of(answer)


def told(answer: HttpResponseBase) -> list[str]:
    """The messages that the next page shows."""
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


def named(key: int) -> str:
    """How an address of the desk names a row."""
    return SealedKey().to_url(key)
