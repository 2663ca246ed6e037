"""Tells the audit what was shown to whom: once the answer has left, so that no page waits for it.

A view says what it shows (`saw`); only an answer that shows it counts, and nothing that everybody sees is told.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.status import is_success

from letters.models import Letter, LetterRequest
from offices.audit import Look, note_looks
from offices.audit_entries import Deed, Matter, Via
from offices.models import User

log = structlog.get_logger("tracker.seeing")


def saw(
    request: HttpRequest | Request,
    thing: Matter,
    public_id: str = "",
    *,
    office: int,
    deed: Deed = Deed.SAW,
    via: Via | None = None,
    by: User | None = None,
) -> None:
    """Says that the answer shows something which is not public to whoever is signed in, or to `by`."""
    reader = by or request.user
    if isinstance(reader, User):
        carried = vars(request._request if isinstance(request, Request) else request)
        carried["seen_by"], carried["seen_via"] = reader, via
        carried.setdefault("seen", []).append(Look(office, deed, thing, public_id))


class TellsTheAudit:
    """Middleware: has what an answer shows told when it has left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        response = self.get_response(request)
        if "seen" in vars(request) and is_success(response.status_code):
            response._resource_closers.append(lambda: tell(vars(request)))  # type: ignore[attr-defined]
        return response


def saw_letter(request: HttpRequest | Request, letter: Letter, *, via: Via | None = None) -> None:
    """The same of a letter, where it is not public."""
    if not letter.is_public:
        saw(request, Matter.LETTER, letter.public_id, office=letter.office_id, via=via)


def saw_request(
    request: HttpRequest | Request, letter_request: LetterRequest, *, via: Via | None = None
) -> None:
    """The same of a request; reads the joined letter."""
    letter = letter_request.letter
    if not letter.is_public:
        saw(request, Matter.REQUEST, letter_request.public_id, office=letter.office_id, via=via)


def tell(carried: dict[str, Any]) -> None:
    """Writes the entries. Django lets nothing out of here: what goes wrong is said in the log."""
    try:
        note_looks(carried["seen"], by=carried["seen_by"], now=timezone.now(), via=carried["seen_via"])
    except Exception:
        log.exception("look_not_noted")
