"""In whose lists a letter and its requests stand: under each agency that the letter addresses, once.

A list of what an agency was asked is read from rows that hold both the agency and what the list is ordered by: so one index
serves both, and a page costs the same however much the agency was asked. Recipients have such rows for letters, response
states for requests.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import F, QuerySet, Subquery

from letters.models import Recipient
from letters.people import Agency

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


def list_letters(recipients: Iterable[Recipient]) -> None:
    """Sets by which of its recipients a letter stands in an agency's list: the first of that agency, in the order given."""
    seen = set[tuple[int, int]]()
    for recipient in recipients:
        recipient.letter_date, recipient.listed_under_id = recipient.letter.letter_date, None
        if recipient.agency_id and (recipient.letter_id, recipient.agency_id) not in seen:
            seen.add((recipient.letter_id, recipient.agency_id))
            recipient.listed_under_id = recipient.agency_id


def letters_to(letters: Rows, agency: str) -> Rows:
    """Those to the agency of this slug, each once, with `listed_pk` and `listed_letter_date` to order them by."""
    return letters.filter(recipients__listed_under=named(agency)).annotate(
        listed_pk=F("recipients__letter_id"), listed_letter_date=F("recipients__letter_date")
    )


def requests_to(letter_requests: Rows, agency: str) -> Rows:
    """Those to the agency of this slug, each once, with `listed_pk` and `listed_due_on` to order them by."""
    return letter_requests.filter(response_states__listed_under=named(agency)).annotate(
        listed_pk=F("response_states__letter_request_id"), listed_due_on=F("response_states__due_on")
    )


def named(slug: str) -> Subquery:
    """The key of an agency: asked once, and then as good as a number to whoever plans the query."""
    return Subquery(Agency.objects.filter(slug=slug).order_by().values("pk")[:1])
