"""`as_of`: what was known at the end of a day. What a reader may see at all is decided by today's rules."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.dateparse import parse_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from actions.hindsight import Past, known_before
from letters.calendar import FIRST_DAY
from letters.models import Recipient
from offices.models import User
from tracker.api.rows import (
    RECIPIENT_COLUMNS,
    Json,
    request_json,
    requests_json,
    response_json,
    visible_ids,
)
from tracker.clock import end_of, today

AS_OF = OpenApiParameter(
    "as_of",
    OpenApiTypes.DATE,
    description=(
        "What was known at the end of this day in Washington: nothing that was recorded later counts. "
        "The words of a letter, and who may see it, are today's."
    ),
)


def day_asked(request: Request) -> date | None:
    """The day of `as_of`, None where it is not given. Raises ValidationError."""
    written = request.query_params.get("as_of")
    if written is None:
        return None
    try:
        day = parse_date(written)
    except ValueError:
        day = None
    if day is None:
        raise ValidationError({"as_of": ["Give a day as YYYY-MM-DD."]})
    if not FIRST_DAY <= day <= today():
        raise ValidationError({"as_of": ["Nothing can be said of this day: give one that has come."]})
    return day


# What a list is filtered and ordered by is today's standing: beside `as_of` it would say what nobody knew then.
MOVING = ("response_state", "outcome_state", "overdue", "open", "due_from", "due_to")


def refuse_what_moves(request: Request) -> None:
    """Raises ValidationError for parameters of a list that cannot be had as of a day."""
    wrong = [name for name in MOVING if name in request.query_params]
    if request.query_params.get("ordering", "newest") not in ("newest", "oldest"):
        wrong.append("ordering")
    if wrong:
        raise ValidationError(
            {name: ["This goes by today's standing; leave it out beside “as_of”."] for name in wrong}
        )


def requests_on(as_of: date | None, rows: Sequence[Any], reader: User | AnonymousUser) -> list[Json]:
    """The requests with their progress today, or as of a day."""
    return requests_as_of(as_of, rows, reader) if as_of else requests_json(rows, reader, on=today())


def requests_as_of(day: date, rows: Sequence[Any], reader: User | AnonymousUser) -> list[Json]:
    """Those of the requests that were known at the end of the day, with the progress that was known."""
    known = known_before(end_of(day), [row.pk for row in rows])
    responses = responses_then(known, reader)
    return [
        request_json(as_it_was(row, known[row.pk], day), responses[row.pk], on=day)
        for row in rows
        if row.pk in known
    ]


def as_it_was(row: Any, past: Past, day: date) -> Any:
    """The row with the columns that the fold over the ledger of then gives."""
    standing = past.standing
    return row._replace(
        outcome_state=standing.outcome,
        due_on=standing.due_on,
        last_action_on=standing.last_action_on,
        last_checked_on=standing.last_checked_on,
        next_check_on=day if past.is_open else None,  # only whether there is one is shown
        changed_at=past.changed_at,
    )


def responses_then(known: Mapping[int, Past], reader: User | AnonymousUser) -> Mapping[int, list[Json]]:
    """What each recipient had answered, by request, recipients in their order."""
    answers = {key: past.standing.answers for key, past in known.items()}
    people = recipients({one for found in answers.values() for one in found})
    later = {answer.superseded_by for found in answers.values() for answer in found.values()} - {None}
    public_ids = visible_ids([key for key in later if key], reader) if later else {}
    return {
        key: [
            response_json(
                people[one],
                answer.state,
                answer.since_on,
                answer.decline_reason,
                public_ids.get(answer.superseded_by or 0),
            )
            for one, answer in sorted(found.items(), key=lambda entry: people[entry[0]][0])
        ]
        for key, found in answers.items()
    }


def recipients(keys: Collection[int]) -> Mapping[int, Sequence[Any]]:
    """The columns of recipients, by key."""
    rows = Recipient.objects.filter(pk__in=keys).values_list("pk", *RECIPIENT_COLUMNS)
    return {key: columns for key, *columns in rows}
