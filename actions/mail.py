"""What mails say. How they leave is `actions.delivery`."""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from actions.answers import Answer, token_for, unsubscribe_token
from actions.models import Delivery, Digest
from offices.models import OfficeMembership


class Words(NamedTuple):
    """A mail's subject, plain text and HTML."""

    subject: str
    text: str
    html: str


def digest_words(digest: Digest, deliveries: list[Delivery], *, on: date) -> Words:
    """The digest of the requests that one person is to check; `on` is the office's day."""
    items = [
        {
            "letter_request": delivery.reminder.letter_request,
            "unanswered": delivery.reminder.unanswered if delivery.is_escalated else 0,
            "days_overdue": delivery.reminder.letter_request.days_overdue(on),
            "answers": [(answer.label, token_for(delivery, answer)) for answer in Answer],
        }
        for delivery in deliveries
    ]
    context = {"digest": digest, "items": items, "site_url": settings.SITE_URL}
    subject = " ".join(render_to_string("mail/digest.subject.txt", context).split())
    return Words(
        subject, render_to_string("mail/digest.txt", context), render_to_string("mail/digest.html", context)
    )


def unsubscribe_address(membership: OfficeMembership) -> str:
    """Where a mail program stops the office's mails to a person with one click (RFC 8058)."""
    return f"{settings.SITE_URL}{reverse('desk:unsubscribe', args=[unsubscribe_token(membership)])}"
