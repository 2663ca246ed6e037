"""One shape for every error of the API: a problem document (RFC 9457), made from errors that know no HTTP."""

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from actions.ledger import LedgerError
from letters.intake import AlreadyKept, IntakeError

CONTENT_TYPE = "application/problem+json"


def problem(*, status: int, title: str, detail: str) -> JsonResponse:
    """A problem document outside the API's views."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def as_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error; None where it is none that a client could cause."""
    answer = exception_handler(as_api_error(error), context)
    if answer is None:
        return None
    answer.data = {
        "type": "about:blank",
        "title": HTTPStatus(answer.status_code).phrase,
        "status": answer.status_code,
        **described(answer.data),
    }
    answer.content_type = CONTENT_TYPE
    return answer


def as_api_error(error: Exception) -> Exception:
    """A domain error as the status it means."""
    match error:
        case AlreadyKept():
            conflict = exceptions.APIException(f"{error} Its id is {error.letter.public_id}.", "already_kept")
            conflict.status_code = HTTPStatus.CONFLICT
            return conflict
        case LedgerError() | IntakeError():
            return exceptions.ValidationError({error.field or "non_field_errors": [str(error)]})
    return error


def described(data: Any) -> dict[str, Any]:
    """What is wrong: one sentence, and where fields are wrong, each with a JSON pointer (RFC 6901)."""
    if isinstance(data, dict) and set(data) == {"detail"}:
        return {"detail": str(data["detail"])}
    errors = list(pointed(data))
    return {"detail": errors[0]["detail"] if errors else "The request cannot be used.", "errors": errors}


def pointed(data: Any, pointer: str = "") -> list[dict[str, str]]:
    """The messages in a nested validation error, each with the pointer to its field."""
    if isinstance(data, dict):
        return [
            entry
            for name, value in data.items()
            for entry in pointed(value, pointer if name == "non_field_errors" else f"{pointer}/{name}")
        ]
    if isinstance(data, list):
        nested = any(isinstance(value, dict | list) for value in data)
        return [
            entry
            for place, value in enumerate(data)
            for entry in pointed(value, f"{pointer}/{place}" if nested else pointer)
        ]
    return [{"pointer": pointer, "detail": str(data)}]
