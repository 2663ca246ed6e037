"""Handing over the work of a person: what was assigned to them and the letters that they own."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from actions.calendar_feeds import CalendarFeed
from actions.days import DueDate
from actions.ledger import NewAction, NewEffect, record
from letters.intake import hand_over
from letters.models import Letter, LetterRequest
from letters.versions import lock_letters
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.members import check_a_manager_stays
from offices.models import Office, OfficeMembership, User
from offices.policy import require


class HandoverError(Exception):
    """Work that cannot go where it was sent; the message says what to do instead."""


@transaction.atomic
def hand_over_letter(*, letter: Letter, to: User | None, by: User, now: datetime) -> None:
    """Makes another person the letter's owner, None leaves it to the managers; calendars hear of it.

    Raises IntakeError where the person may not write for the office, NotAllowed where `by` may not.
    """
    hand_over(letter=letter, to=to, by=by)
    rows = DueDate.objects.filter(letter_request__letter=letter, is_cancelled=False)
    rows.update(sequence=F("sequence") + 1, changed_at=now)


@transaction.atomic
def hand_over_work(*, office: Office, of: User, to: User | None, by: User, now: datetime) -> int:
    """Hands over all open work of a person in the office; None leaves it to letters' owners and the managers.

    Returns how many requests and letters went over. Raises NotAllowed, and HandoverError where `to` cannot take it.
    """
    require(by, office, "manage the office")
    if to is not None and (to == of or not office.writers().filter(pk=to.pk).exists()):
        raise HandoverError(f"{to} cannot take this over: choose another person who may write for {office}.")
    mine = Letter.objects.filter(office=office, owner=of)
    letters = lock_letters(set(mine.values_list("pk", flat=True)))
    for letter in letters:
        hand_over_letter(letter=letter, to=to, by=by, now=now)
    assigned = LetterRequest.objects.open().filter(letter__office=office, assigned_to=of)
    effects = [NewEffect(row, assigned_to=to) for row in assigned.select_related("letter__office")]
    if effects:
        today = now.astimezone(office.zone).date()
        record(new=NewAction("assigned", today, effects), by=by, now=now)
    return len(letters) + len(effects)


@transaction.atomic
def leave_office(*, membership: OfficeMembership, to: User | None, by: User, now: datetime) -> int:
    """Takes a person out of the office and hands over their work; returns how many requests and letters went over.

    From then on they see nothing of the office: no page, no mail, no calendar, and are signed out everywhere. Raises as
    `hand_over_work` does, and LastManager, since nobody could let anybody in again.
    """
    check_a_manager_stays(membership)
    went = hand_over_work(office=membership.office, of=membership.user, to=to, by=by, now=now)
    CalendarFeed.objects.filter(user=membership.user, office=membership.office).delete()
    membership.delete()
    membership.user.end_sessions()
    note(
        Deed.REMOVED,
        Matter.PERSON,
        str(membership.user_id),
        office=membership.office_id,
        by=by,
        now=now,
        detail=membership.user.email,
    )
    return went
