"""One shape for every error of the API: a problem document (RFC 9457), made from errors that know no HTTP."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.views import exception_handler
from structlog.contextvars import get_contextvars

from actions.ledger import LedgerError
from actions.publishing import Stale
from letters.intake import AlreadyKept, IntakeError
from tracker.api.conditional import Changed
from tracker.api.problems import PROBLEMS, address_of, name_of

CONTENT_TYPE = "application/problem+json"
PASSED_ON = ("WWW-Authenticate", "Retry-After")


class Known(exceptions.APIException):
    """The office has the letter already."""

    status_code = HTTPStatus.CONFLICT
    default_code = "already_kept"


def problem(
    *, status: int, code: str = "", headers: Mapping[str, str] | None = None, **said: Any
) -> JsonResponse:
    """A problem document; `said` is its `detail` and, where fields are wrong, its `errors`.

    `request_id` is the one in the log.
    """
    name = name_of(status, code)
    request_id = str(get_contextvars().get("request_id", ""))
    body = {
        "type": address_of(name),
        "title": PROBLEMS[name].title,
        "status": status,
        **said,
        "request_id": request_id,
    }
    headers = {**(headers or {}), "X-Request-ID": request_id}
    return JsonResponse(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def as_problem(error: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """The answer to an error, whatever the view renders; None where it is none that a client could cause."""
    error = as_api_error(error)
    answer = exception_handler(error, context)
    if answer is None:
        return None
    headers = {name: answer[name] for name in PASSED_ON if name in answer}
    code = getattr(error, "default_code", "")
    return problem(status=answer.status_code, code=code, headers=headers, **described(answer.data))


def as_api_error(error: Exception) -> Exception:
    """A domain error as the status it means."""
    match error:
        case Http404() | exceptions.NotFound():
            return exceptions.NotFound("There is nothing of this address, or nothing that you may see.")
        case AlreadyKept():
            return Known(f"{error} Its id is {error.letter.public_id}.")
        case Stale():
            return Changed()
        case LedgerError(effect=int() as place):
            return exceptions.ValidationError({"effects": {str(place): {error.field: [str(error)]}}})
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
