"""The stored result of the fold: written here and nowhere else, proven by `manage.py check_ledger`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from actions.due_dates import check_days, due_days, store, store_first, wrong_days
from actions.fold import Fact, Standing, fold
from actions.models import Effect
from actions.watching import Watch
from letters.bulk import insert, insert_with_keys
from letters.models import LetterRequest, Recipient, ResponseState
from letters.states import AWAITED, is_closed

# The columns of an effect in the order of a fact's.
FACT = (
    "action", "action__kind", "action__occurred_on", "action__recorded_on", "recipient", "response", "decline_reason",
    "superseded_by", "outcome", "due_on", "promised_on", "assigned_to", "check_on",
)  # fmt: skip
ANSWER = (
    "state",
    "since_on",
    "decline_reason",
    "superseded_by_id",
    "due_on",
    "listed_under_id",
)  # of a response state
BATCH = 100  # requests in one UPDATE: a longer one takes longer for each

# A letter's recipients by key, with the agency in whose lists each has the letter stand (`letters.listed`).
Listed = Mapping[int, int | None]


class Difference(NamedTuple):
    """A column that differs from what the ledger says."""

    column: str
    stored: object
    folded: object


def standing_of(letter_request: LetterRequest) -> Standing:
    """The fold over the request's live actions."""
    return standings_of([letter_request])[letter_request.pk]


def standings_of(letter_requests: Sequence[LetterRequest]) -> dict[int, Standing]:
    """The fold over the live actions of each request; two queries."""
    return standings_by(letter_requests, recipients_of(letter_requests))


def standings_by(
    letter_requests: Sequence[LetterRequest], recipients: Mapping[int, Listed]
) -> dict[int, Standing]:
    """The fold over the live actions of each request; one query. `recipients`: by letter."""
    live = Effect.objects.filter(letter_request__in=letter_requests, action__superseded_by__isnull=True)
    facts = facts_in(live)
    return {
        row.pk: fold(
            facts[row.pk],
            recipients=recipients.get(row.letter_id, ()),
            first_due_on=row.deadline_on or row.letter.response_due_on,
        )
        for row in letter_requests
    }


def recipients_of(letter_requests: Sequence[LetterRequest]) -> Mapping[int, Listed]:
    """The recipients of the requests' letters, by letter; one query."""
    found = defaultdict[int, dict[int, int | None]](dict)
    of = Recipient.objects.filter(letter__in={row.letter_id for row in letter_requests})
    for letter, recipient, agency in of.values_list("letter", "pk", "listed_under"):
        found[letter][recipient] = agency
    return found


def facts_in(effects: QuerySet[Effect]) -> Mapping[int, list[Fact]]:
    """What effects say, by request."""
    found = defaultdict[int, list[Fact]](list)
    for letter_request, *columns in effects.values_list("letter_request", *FACT):
        found[letter_request].append(Fact(*columns))
    return found


def columns_of(letter_request: LetterRequest, standing: Standing) -> dict[str, object]:
    """The request's projected columns, but the next check."""
    return {
        "outcome_state": standing.outcome,
        "due_on": standing.due_on,
        "last_action_on": standing.last_action_on,
        "last_checked_on": standing.last_checked_on,
        "snoozed_until": standing.snoozed_until,
        "assigned_to_id": standing.assigned_to,
    }


def promised_on(standing: Standing) -> date | None:
    """The day by which an agency promised to answer, while an answer is still awaited."""
    awaited = any(answer.state in AWAITED for answer in standing.answers.values())
    return standing.promised_on if awaited else None


def next_check(letter_request: LetterRequest, standing: Standing, *, watch: Watch) -> date | None:
    """The next day to check, None where the request is closed; reads the other projected columns."""
    if is_closed([answer.state for answer in standing.answers.values()], standing.outcome):
        return None
    return next(check_days(letter_request, promised_on(standing), watch=watch))


def stored_answers(letter_requests: Sequence[LetterRequest]) -> Mapping[int, dict[int, dict[str, Any]]]:
    """The columns of response states as they are stored, by request and recipient."""
    found = defaultdict[int, dict[int, dict[str, Any]]](dict)
    rows = ResponseState.objects.filter(letter_request__in=letter_requests).order_by()
    for letter_request, recipient, *values in rows.values_list("letter_request_id", "recipient_id", *ANSWER):
        found[letter_request][recipient] = dict(zip(ANSWER, values, strict=True))
    return found


def differences(letter_request: LetterRequest) -> list[Difference]:
    """Where the stored projection differs from the ledger; empty where all is well. The instance then says what it should."""
    recipients = recipients_of([letter_request])
    watch, standing = (
        Watch(letter_request.letter.office),
        standings_by([letter_request], recipients)[letter_request.pk],
    )
    names = [*columns_of(letter_request, standing), "next_check_on"]
    stored = {name: getattr(letter_request, name) for name in names}
    set_columns(letter_request, standing, watch=watch)
    found = [
        Difference(name, stored[name], right)
        for name in names
        if (right := getattr(letter_request, name)) != stored[name]
    ]
    answers = stored_answers([letter_request])[letter_request.pk]
    folded = answers_of(standing, recipients.get(letter_request.letter_id, {}))
    if answers != folded:
        found.append(Difference("response_states", answers, folded))
    wrong = wrong_days(due_days(letter_request, promised_on(standing)), watch=watch)
    return found + [Difference(f"due_dates.{kind}", *days) for kind, days in wrong.items()]


def set_columns(letter_request: LetterRequest, standing: Standing, *, watch: Watch) -> list[str]:
    """Sets the projected columns on the instance, without storing them; their names."""
    columns = columns_of(letter_request, standing)
    for column, value in columns.items():
        setattr(letter_request, column, value)
    letter_request.next_check_on = next_check(letter_request, standing, watch=watch)
    return [*columns, "next_check_on"]


def project(letter_requests: Sequence[LetterRequest], *, now: datetime) -> None:
    """Stores the fold of each request, all of one office. Call it with the rows locked, in the transaction of the change."""
    if not letter_requests:
        return
    recipients = recipients_of(letter_requests)
    watch, standings = Watch(letter_requests[0].letter.office), standings_by(letter_requests, recipients)
    moved: set[int] = set()
    days: dict[tuple[int, str], date | None] = {}
    for letter_request in letter_requests:
        standing, looked_after_by = standings[letter_request.pk], letter_request.assigned_to_id
        columns = set_columns(letter_request, standing, watch=watch)
        days.update(due_days(letter_request, promised_on(standing)))
        if looked_after_by != standing.assigned_to:
            moved.add(letter_request.pk)
    LetterRequest.objects.bulk_update(letter_requests, columns, batch_size=BATCH)
    project_answers(letter_requests, standings, recipients)
    store(days, watch=watch, now=now, moved=moved)


def project_answers(
    letter_requests: Sequence[LetterRequest],
    standings: Mapping[int, Standing],
    recipients: Mapping[int, Listed],
) -> None:
    """Stores the response states that changed; two queries."""
    stored = stored_answers(letter_requests)
    changed = [
        ResponseState(letter_request=row, recipient_id=recipient, **columns)
        for row in letter_requests
        for recipient, columns in answers_of(standings[row.pk], recipients.get(row.letter_id, {})).items()
        if stored[row.pk].get(recipient) != columns
    ]
    ResponseState.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["letter_request", "recipient"],
        update_fields=[name.removesuffix("_id") for name in ANSWER],
    )


def answers_of(standing: Standing, recipients: Listed) -> dict[int, dict[str, Any]]:
    """The columns of a request's response states, by recipient."""
    return {
        recipient: {
            "state": answer.state,
            "since_on": answer.since_on,
            "decline_reason": answer.decline_reason,
            "superseded_by_id": answer.superseded_by,
            "due_on": standing.due_on,
            "listed_under_id": recipients[recipient],
        }
        for recipient, answer in standing.answers.items()
    }


def project_first(
    new: Sequence[tuple[LetterRequest, Standing]],
    recipients: Mapping[int, Listed],
    *,
    watch: Watch,
    now: datetime,
) -> None:
    """Inserts new requests, all of one office, as their first facts have them stand. `recipients`: by letter."""
    for letter_request, standing in new:
        set_columns(letter_request, standing, watch=watch)
    insert_with_keys(LetterRequest, [letter_request for letter_request, _ in new])
    insert(
        ResponseState,
        (
            ResponseState(letter_request=letter_request, recipient_id=recipient, **columns)
            for letter_request, standing in new
            for recipient, columns in answers_of(
                standing, recipients.get(letter_request.letter_id, {})
            ).items()
        ),
    )
    days = (due_days(letter_request, promised_on(standing)) for letter_request, standing in new)
    store_first(days, watch=watch, now=now)
