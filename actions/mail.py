"""What mails say. How they leave is `actions.delivery`."""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string

from actions.answers import Answer, token_for
from actions.models import Digest
from letters.models import LetterRequest


class Words(NamedTuple):
    """A mail's subject, plain text and HTML."""

    subject: str
    text: str
    html: str


def digest_words(digest: Digest, letter_requests: list[LetterRequest], *, on: date) -> Words:
    """The digest of the requests that one person is to check; `on` is the office's day."""
    deliveries = {row.reminder.letter_request_id: row for row in digest.deliveries.select_related("reminder")}
    items = [
        {
            "letter_request": letter_request,
            "days_overdue": letter_request.days_overdue(on),
            "answers": [
                (answer.label, token_for(deliveries[letter_request.pk], answer)) for answer in Answer
            ],
        }
        for letter_request in letter_requests
    ]
    context = {"digest": digest, "items": items, "site_url": settings.SITE_URL}
    subject = " ".join(render_to_string("mail/digest.subject.txt", context).split())
    return Words(
        subject, render_to_string("mail/digest.txt", context), render_to_string("mail/digest.html", context)
    )
