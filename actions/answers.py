"""Answers to a reminder, given from the mail itself: each link is signed, runs out, and acts once.

A link says which delivery and which answer; it acts for the person whom the mail went to, and for nothing else.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core import signing
from django.db import models, transaction

from actions.handover import hand_over_letter
from actions.ledger import NewAction, NewEffect, record, snooze
from actions.models import Delivery
from letters.models import LetterRequest
from offices.models import OfficeMembership

SALT = "actions.answers"
VALID_FOR = timedelta(days=30)


class Answer(models.TextChoices):
    """What a person can answer, in the words of the mail."""

    NOTHING_NEW = "nothing-new", "Nothing new"
    GOT_SOMETHING = "got-something", "Got something"
    SNOOZE = "snooze", "Remind me later"
    NOT_MINE = "not-mine", "Not mine"


class LinkError(Exception):
    """A link that cannot act; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link asks: of which delivery, and what would be answered."""

    delivery: Delivery
    answer: Answer

    @property
    def letter_request(self) -> LetterRequest:
        """The request that the reminder is about."""
        return self.delivery.reminder.letter_request


def token_for(delivery: Delivery, answer: Answer) -> str:
    """The signed part of a link."""
    return signing.dumps([delivery.pk, answer.value], salt=SALT)


def asked_by(token: str) -> Asked:
    """What the link asks. Raises LinkError where it is no link of ours, has run out or has been answered."""
    try:
        key, answer = signing.loads(token, salt=SALT, max_age=VALID_FOR)
        delivery = deliveries().get(pk=key)
    except signing.SignatureExpired as error:
        raise LinkError("This link has run out after 30 days. Sign in to record what you know.") from error
    except (signing.BadSignature, Delivery.DoesNotExist) as error:
        raise LinkError("This link is not whole. Open it again from the mail, or sign in.") from error
    if delivery.answered_at is not None:
        raise LinkError(f"This reminder has been answered already: {Answer(delivery.answer).label}.")
    return Asked(delivery, Answer(answer))


def deliveries() -> models.QuerySet[Delivery]:
    """Deliveries with all that an answer needs."""
    return Delivery.objects.select_related("user", "reminder__letter_request__letter__office")


@transaction.atomic
def give(asked: Asked, *, now: datetime, until: date | None = None, words: str = "") -> None:
    """Does what was answered, for the person whom the mail went to, once.

    `until` goes with “remind me later”, `words` with “got something”. Raises LinkError where another click was
    first, LedgerError and NotAllowed as the ledger does; then nothing is written.
    """
    delivery = Delivery.objects.select_for_update().get(pk=asked.delivery.pk)
    if delivery.answered_at is not None:
        raise LinkError(f"This reminder has been answered already: {Answer(delivery.answer).label}.")
    by, letter_request = asked.delivery.user, asked.letter_request
    today = now.astimezone(letter_request.letter.office.zone).date()
    match asked.answer:
        case Answer.NOTHING_NEW:
            entry = NewAction("status_check", today, [NewEffect(letter_request)])
            record(new=entry, by=by, now=now)
        case Answer.GOT_SOMETHING:
            summary = f"Something came: {words.strip() or 'still to be recorded'}"
            record(new=NewAction("note", today, [NewEffect(letter_request)], summary), by=by, now=now)
        case Answer.SNOOZE:
            later = until or today + timedelta(days=7)
            snooze(letter_request=letter_request, until=later, by=by, now=now)
        case Answer.NOT_MINE:
            let_go(letter_request, delivery, now=now)
    delivery.answer, delivery.answered_at = asked.answer, now
    delivery.save(update_fields=["answer", "answered_at"])


def let_go(letter_request: LetterRequest, delivery: Delivery, *, now: datetime) -> None:
    """The person is no longer reminded of the request: it goes to the letter's owner, from the owner to the managers."""
    by = delivery.user
    if letter_request.assigned_to_id == by.pk:
        today = now.astimezone(letter_request.letter.office.zone).date()
        record(new=NewAction("assigned", today, [NewEffect(letter_request)]), by=by, now=now)
    elif letter_request.letter.owner_id == by.pk:
        hand_over_letter(letter=letter_request.letter, to=None, by=by, now=now)
    else:
        raise LinkError(
            "Nobody else keeps this letter: you are reminded as a manager. Assign it to somebody first."
        )


def unsubscribe_token(membership: OfficeMembership) -> str:
    """The signed part of the link that stops the mails of one office to one person."""
    return signing.dumps(membership.pk, salt=f"{SALT}.unsubscribe")


def stop_mails(token: str) -> OfficeMembership:
    """Stops them: the desk goes on listing what is due. Doing it twice changes nothing. Raises LinkError."""
    try:
        key = signing.loads(token, salt=f"{SALT}.unsubscribe")
        membership = OfficeMembership.objects.select_related("office", "user").get(pk=key)
    except (signing.BadSignature, OfficeMembership.DoesNotExist) as error:
        raise LinkError("This link is not whole. Open it again from the mail, or sign in.") from error
    membership.wants_mail = False
    membership.save(update_fields=["wants_mail"])
    return membership
