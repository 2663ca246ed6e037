"""One click for many requests: each verb makes one entry of the ledger for all of them, or none."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from actions.ledger import LedgerError, NewAction, NewEffect, check_no_request_twice, lock, office_of, record
from actions.models import Action
from letters.models import LetterRequest
from offices.models import Office, User
from offices.policy import require

MOST = 500  # requests at once; one entry of the API may concern as many


@transaction.atomic
def assign_many(
    *, letter_requests: Sequence[LetterRequest], to: User | None, by: User, now: datetime
) -> Action | None:
    """Assigns the requests to a person, None to nobody; those that are so already stay as they are.

    Returns None where that is all of them. Raises LedgerError for the request that cannot be assigned, NotAllowed.
    """
    office = office_of_many(letter_requests, by=by)
    key = to.pk if to else None
    keys = {row.pk for row in lock({row.pk for row in letter_requests}) if row.assigned_to_id != key}
    effects = [NewEffect(row, assigned_to=to) for row in letter_requests if row.pk in keys]
    return enter(NewAction("assigned", day_of(office, now), effects), by=by, now=now)


@transaction.atomic
def put_off_many(
    *, letter_requests: Sequence[LetterRequest], until: date, by: User, now: datetime
) -> Action | None:
    """Puts the next check of the requests off to a day; those that are put off to it already stay as they are.

    Returns None where that is all of them. Raises LedgerError where the day is not to come, NotAllowed.
    """
    office = office_of_many(letter_requests, by=by)
    if until <= day_of(office, now):
        raise LedgerError("Choose a day after today.", field="until")
    keys = {row.pk for row in lock({row.pk for row in letter_requests}) if row.snoozed_until != until}
    effects = [NewEffect(row, check_on=until) for row in letter_requests if row.pk in keys]
    return enter(NewAction("snoozed", day_of(office, now), effects), by=by, now=now)


@transaction.atomic
def record_many(*, new: NewAction, by: User, now: datetime) -> Action:
    """Records one thing that happened, with one source, for many requests of an office.

    Raises LedgerError, whose `effect` is the place of the request that is wrong, and NotAllowed; and then writes nothing.
    """
    check_few(len(new.effects))
    return record(new=new, by=by, now=now)


def check_few(number: int) -> None:
    """Raises LedgerError where so many requests are too many at once."""
    if number > MOST:
        raise LedgerError(f"{number} requests are too many at once; select at most {MOST}.", field="effects")


def office_of_many(letter_requests: Sequence[LetterRequest], *, by: User) -> Office:
    """The office of all the requests, in which `by` may write. Raises LedgerError where they are too many."""
    check_few(len(letter_requests))
    effects = [NewEffect(letter_request) for letter_request in letter_requests]
    check_no_request_twice(effects)
    office = office_of(effects)
    require(by, office, "log letters and record actions")
    return office


def day_of(office: Office, now: datetime) -> date:
    """The office's day."""
    return now.astimezone(office.zone).date()


def enter(new: NewAction, *, by: User, now: datetime) -> Action | None:
    """Records it where it says anything."""
    return record(new=new, by=by, now=now) if new.effects else None
