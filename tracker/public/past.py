"""A request's progress as it was known at the end of a day. Who may see it at all is decided by today's rules."""

from datetime import date

from django.contrib.auth.models import AnonymousUser

from actions.fold import Standing
from actions.hindsight import There, is_open, standings_before
from letters.models import LetterRequest, Recipient, ResponseState
from letters.progress import RequestProgress, common_state, open_days
from letters.states import OUTCOME_MEANINGS, days_overdue
from offices.models import User
from tracker.clock import end_of


def progress_as_of(
    letter_request: LetterRequest, day: date, reader: User | AnonymousUser
) -> RequestProgress | None:
    """The progress that was known; None where the request was not there yet. Reads the joined letter."""
    letter, moment = letter_request.letter, end_of(day)
    if letter.confirmed_at is None or letter.confirmed_at >= moment:
        return None
    due_on = (letter_request.deadline_on, letter.response_due_on)
    there = There(letter_request.pk, letter.pk, *due_on, letter.confirmed_at)
    standing = standings_before(moment, [there])[letter_request.pk]
    responses = responses_then(letter_request, standing, reader)
    states = [entry.state for entry in responses]
    was_open, last_action_on = is_open(standing), standing.last_action_on
    return RequestProgress(
        response_state=common_state(states),
        responses=responses,
        outcome_state=standing.outcome,
        percent=OUTCOME_MEANINGS[standing.outcome].percent,
        is_open=was_open,
        due_on=standing.due_on,
        overdue_days=days_overdue(states, is_open=was_open, due_on=standing.due_on, on=day),
        open_days=open_days(letter.letter_date, is_open=was_open, last_action_on=last_action_on, on=day),
        last_action_on=last_action_on,
        last_checked_on=standing.last_checked_on,
        next_check_on=None,
        changed_at=None,
    )


def responses_then(
    letter_request: LetterRequest, standing: Standing, reader: User | AnonymousUser
) -> list[ResponseState]:
    """What each recipient had answered, recipients in their order; rows that are nowhere stored."""
    answers = standing.answers
    later = {answer.superseded_by for answer in answers.values()} - {None}
    visible = LetterRequest.objects.visible_to(reader).in_bulk(list(filter(None, later))) if later else {}
    recipients = Recipient.objects.filter(pk__in=answers).select_related("agency").order_by("position")
    return [
        ResponseState(
            letter_request=letter_request,
            recipient=recipient,
            state=answers[recipient.pk].state,
            since_on=answers[recipient.pk].since_on,
            decline_reason=answers[recipient.pk].decline_reason,
            superseded_by=visible.get(answers[recipient.pk].superseded_by or 0),
        )
        for recipient in recipients
    ]
