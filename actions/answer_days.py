"""How long answers took: from the day that a letter was sent to the day of the first answer, from the ledger.

An answer is one on the merits, or a refusal; an acknowledgement or an interim reply never counts. A request counts when
all who were asked have answered, on the day of the last of them; so one that is still awaited is in no median.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from statistics import median_low
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from letters.models import ResponseState
from letters.scorecard import Counts, Groups, Part, Status
from letters.states import NO_LONGER_ASKED, RECEIVED_AN_ANSWER, Outcome, Visibility
from letters.visibility import visible
from offices.models import User

# The last day of each stretch that answers are counted in; what took longer is in the last one, None.
STRETCHES = (7, 14, 30, 60, 90, 180, 365)


class Answered(NamedTuple):
    """The first answer of one recipient to one request."""

    letter_request: int
    asked_on: date | None
    answered_on: date


def days_taken(answers: Iterable[Answered]) -> Mapping[int, int]:
    """Days to the last of the recipients' first answers, by request; without a day of asking there is no figure."""
    found: dict[int, int] = {}
    for key, asked_on, answered_on in answers:
        if asked_on is not None:
            found[key] = max(found.get(key, 0), (answered_on - asked_on).days)
    return found


def median_days(days: Collection[int]) -> int | None:
    """The day by which half of them were answered; None of none."""
    return median_low(days) if days else None


def stretch_of(days: int) -> int | None:
    """The last day of the stretch that so many days are in, None of the last."""
    return next((last for last in STRETCHES if days <= last), None)


def answers_of_agency(agency: int, *, to: User | AnonymousUser) -> QuerySet[ResponseState, Any]:
    """The first answers of an agency, by its key, to requests that `to` may see: each row an `Answered`."""
    mine = ResponseState.objects.filter(recipient__agency=agency)
    seen = mine.filter(visible(to, "letter_request__letter__"))
    return answered(seen, judged_by=mine).values_list(*COLUMNS)


COLUMNS = ("letter_request", "asked_on", "answered_on")


def answered(
    states: QuerySet[ResponseState], *, judged_by: QuerySet[ResponseState]
) -> QuerySet[ResponseState]:
    """The states that say that a recipient has answered, of requests in which nobody in `judged_by` still owes an answer,
    with `answered_on`, the day of the first live answer."""
    owing = judged_by.filter(letter_request=OuterRef("letter_request")).exclude(
        state__in=[*RECEIVED_AN_ANSWER, *NO_LONGER_ASKED]
    )
    told = Q(letter_request__effects__recipient=F("recipient")) | Q(
        letter_request__effects__recipient__isnull=True
    )
    answers = states.filter(
        told,
        ~Exists(owing),
        state__in=RECEIVED_AN_ANSWER,
        letter_request__effects__response__in=RECEIVED_AN_ANSWER,
        letter_request__effects__action__superseded_by__isnull=True,
    )
    return answers.order_by().annotate(
        asked_on=Coalesce("letter_request__letter__sent_on", "letter_request__letter__letter_date"),
        answered_on=Min("letter_request__effects__action__occurred_on"),
    )


def day_parts(offices: Collection[int], *, by: str | None, on: date) -> dict[Part, Groups]:
    """The answered requests of offices by the stretch of days that the answer took, for `letters.kept_counts`."""
    states = ResponseState.objects.filter(letter_request__letter__office__in=offices)
    rows = answered(states, judged_by=ResponseState.objects.all()).values_list(
        *COLUMNS, "letter_request__letter__office", "letter_request__letter__visibility"
    )
    found: dict[Part, Groups] = {}
    of = {}
    answers = []
    for key, asked_on, answered_on, office, visibility in rows:
        of[key] = (office, visibility == Visibility.PUBLIC)
        answers.append(Answered(key, asked_on, answered_on))
    for key, days in days_taken(answers).items():
        counts = found.setdefault(of[key], {}).setdefault(stretch_of(days), Counts())
        counts.count(Status.ANSWERED, Outcome.NOT_ASSESSED)
    return found
