"""Asking the API as a program does."""

from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.utils import timezone

from offices.keys import issue
from offices.models import Office, Scope, User
from tests.making import NUMBERS

PROBLEM = "application/problem+json"


def client_of(user: User | None = None) -> Client:
    """A client with a key of the user's, always the same; a session where they are in no office or several; or neither.

    It keeps server errors as answers.
    """
    client = Client(raise_request_exception=False)
    if user is None:
        return client
    offices = Office.objects.filter(memberships__user=user)
    if len(offices) == 1:
        kept = vars(user)
        kept["text"] = kept.get("text") or key_for(user, offices[0])
        return bearing(kept["text"])
    client.force_login(user)
    return client


def key_for(user: User, office: Office, scope: str = Scope.MANAGE) -> str:
    """The text of a new key of the user's."""
    now = timezone.now()
    return issue(office=office, name=f"Program {next(NUMBERS)}", scope=scope, days=30, by=user, now=now).text


def bearing(text: str) -> Client:
    """A client that sends this key."""
    client = Client(raise_request_exception=False)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    return client


def read(
    path: str, user: User | None = None, status: int = 200, query: Mapping[str, Any] | None = None
) -> Any:
    """The answer's JSON; fails where the status is another, or an error is no problem document."""
    answer = client_of(user).get(f"/api/v1/{path}", query or {})
    assert answer.status_code == status, answer.content
    assert (answer["Content-Type"] == PROBLEM) == (status >= 400)
    return body_of(answer)


def write(path: str, body: object, user: User | None = None, status: int = 201) -> Any:
    """Posts JSON; the answer's JSON."""
    answer = client_of(user).post(f"/api/v1/{path}", body, content_type="application/json")
    assert answer.status_code == status, answer.content
    assert (answer["Content-Type"] == PROBLEM) == (status >= 400)
    return body_of(answer)


def body_of(answer: Any) -> Any:
    """The answer's JSON; of a problem without the one thing in which two alike differ."""
    body = answer.json()
    if answer["Content-Type"] == PROBLEM:
        assert body.pop("request_id") == answer["X-Request-ID"] != ""
    return body


def ids(path: str, user: User | None = None, query: Mapping[str, Any] | None = None) -> list[str]:
    """The ids in a list."""
    return [row["id"] for row in read(path, user, query=query)["results"]]
