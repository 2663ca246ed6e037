"""The stored result of the fold: written here and nowhere else, proven by `manage.py check_ledger`."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from actions.fold import Answer, Fact, Standing, fold
from actions.models import Effect
from actions.schedule import CheckPolicy, check_dates
from letters.models import Letter, LetterRequest, ResponseState
from letters.states import is_closed
from offices.models import Office

# The columns that, with the letter and the office's policy, decide when to check.
DECIDE_THE_CHECK = ("due_on", "last_checked_on", "snoozed_until")


class Difference(NamedTuple):
    """A column that differs from what the ledger says."""

    column: str
    stored: object
    folded: object


def policy_of(office: Office) -> CheckPolicy:
    """How often the office wants to look."""
    return CheckPolicy(office.lead_days, office.overdue_interval, office.open_interval)


def watched_since(letter: Letter) -> date:
    """The day from which a letter's check dates count: its own, or the day it was logged."""
    return letter.letter_date or letter.created_at.astimezone(letter.office.zone).date()


def standing_of(letter_request: LetterRequest) -> Standing:
    """The fold over the request's live actions."""
    live = Effect.objects.filter(letter_request=letter_request, action__superseded_by__isnull=True)
    facts = [
        Fact(
            entry=effect.action_id,
            kind=effect.action.kind,
            occurred_on=effect.action.occurred_on,
            recorded_on=effect.action.recorded_on,
            recipient=effect.recipient_id,
            response=effect.response,
            decline_reason=effect.decline_reason,
            superseded_by=effect.superseded_by_id,
            outcome=effect.outcome,
            due_on=effect.due_on,
            assigned_to=effect.assigned_to_id,
            check_on=effect.check_on,
        )
        for effect in live.select_related("action")
    ]
    recipients = letter_request.letter.recipients.values_list("pk", flat=True)
    first_due_on = letter_request.deadline_on or letter_request.letter.response_due_on
    return fold(facts, recipients=recipients, first_due_on=first_due_on)


def columns_of(letter_request: LetterRequest, standing: Standing) -> dict[str, object]:
    """The request's projected columns."""
    closed = is_closed([answer.state for answer in standing.answers.values()], standing.outcome)
    columns: dict[str, object] = {
        "outcome_state": standing.outcome,
        "due_on": standing.due_on,
        "last_action_on": standing.last_action_on,
        "last_checked_on": standing.last_checked_on,
        "snoozed_until": standing.snoozed_until,
        "assigned_to_id": standing.assigned_to,
    }
    first = next(days_to_check(letter_request.letter, **{name: columns[name] for name in DECIDE_THE_CHECK}))
    return columns | {"next_check_on": None if closed else first}


def days_to_check(letter: Letter, **facts: Any) -> Iterator[date]:
    """The days on which to check a request of the letter, given the columns that decide it, without end."""
    return check_dates(policy_of(letter.office), since=watched_since(letter), **facts)


def stored_answers(letter_request: LetterRequest) -> dict[int, Answer]:
    """The response states as they are stored, by recipient."""
    return {
        row.recipient_id: Answer(row.state, row.since_on, row.decline_reason, row.superseded_by_id)
        for row in ResponseState.objects.filter(letter_request=letter_request)
    }


def differences(letter_request: LetterRequest) -> list[Difference]:
    """Where the stored projection differs from the ledger; empty where all is well."""
    standing = standing_of(letter_request)
    found = [
        Difference(column, getattr(letter_request, column), value)
        for column, value in columns_of(letter_request, standing).items()
        if getattr(letter_request, column) != value
    ]
    stored = stored_answers(letter_request)
    if stored != standing.answers:
        found.append(Difference("response_states", stored, standing.answers))
    return found


def project(letter_requests: Iterable[LetterRequest], *, now: datetime, visible_change: bool) -> None:
    """Stores the fold of each request. Call it with the rows locked, in the transaction of the change.

    `visible_change`: whether readers of the letter can see that something happened; then the version moves.
    """
    for letter_request in letter_requests:
        standing = standing_of(letter_request)
        columns = columns_of(letter_request, standing)
        for column, value in columns.items():
            setattr(letter_request, column, value)
        if visible_change:
            letter_request.version += 1
            letter_request.changed_at = now
        letter_request.save(update_fields=[*columns, "version", "changed_at"])
        project_answers(letter_request, standing)


def project_answers(letter_request: LetterRequest, standing: Standing) -> None:
    """Stores the response state of each recipient that changed."""
    stored = stored_answers(letter_request)
    for recipient, answer in standing.answers.items():
        if stored.get(recipient) != answer:
            ResponseState.objects.update_or_create(
                letter_request=letter_request,
                recipient_id=recipient,
                defaults={
                    "state": answer.state,
                    "since_on": answer.since_on,
                    "decline_reason": answer.decline_reason,
                    "superseded_by_id": answer.superseded_by,
                },
            )
