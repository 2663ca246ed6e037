"""How a digest leaves: claim, look again whether it is still true, send, record.

Recording is exact, sending is at least once: a process killed between the server's 250 and the commit sends the mail
again, with the same Message-ID. A claim is a lease that runs out, so a killed process holds nothing for long; its end
is the fencing token, so a process that wakes too late cannot record over a newer claim.
"""

from datetime import datetime, timedelta
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.urls import reverse

from actions.answers import unsubscribe_token
from actions.mail import Words, digest_words
from actions.models import Digest
from actions.responsible import Responsible
from letters.models import LetterRequest

log = structlog.get_logger("actions.delivery")

LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=1)


def send_waiting(*, now: datetime) -> int:
    """Sends each digest that waits; one that fails is tried later and stops no other. Returns how many left."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    waiting = Digest.objects.filter(free, sent_at__isnull=True, suppressed_because="", not_before__lte=now)
    keys = list(waiting.order_by("not_before", "pk").values_list("pk", flat=True))
    if not keys:
        return 0
    connection = get_connection()
    return sum(send_one(key, connection=connection, now=now) for key in keys)


def send_one(key: int, *, connection: BaseEmailBackend, now: datetime) -> bool:
    """Claims and sends one digest; whether a mail left."""
    digest = claim(key, now=now)
    if digest is None:
        return False
    if not digest.office.memberships.filter(user=digest.user, wants_mail=True).exists():
        finish(digest, suppressed_because="The person wants no mails; the desk lists what is due.")
        return False
    letter_requests = still_due(digest, now=now)
    if not letter_requests:
        finish(digest, suppressed_because="Everything in it had been checked before it left.")
        return False
    try:
        send(
            digest_words(digest, letter_requests, on=now.astimezone(digest.office.zone).date()),
            digest,
            connection=connection,
        )
    except (OSError, SMTPException) as error:
        log.warning("digest_not_sent", digest=digest.pk, attempt=digest.attempts, error=type(error).__name__)
        wait = min(LONGEST_WAIT, timedelta(minutes=2 ** min(digest.attempts, 10)))
        finish(digest, last_error=f"{type(error).__name__}: {error}"[:500], not_before=now + wait)
        return False
    finish(digest, sent_at=now, last_error="")
    return True


def claim(key: int, *, now: datetime) -> Digest | None:
    """Takes the lease, unless another process has it."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    claimed = Digest.objects.filter(free, pk=key, sent_at__isnull=True, suppressed_because="").update(
        leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    return Digest.objects.select_related("office", "user").get(pk=key) if claimed else None


def still_due(digest: Digest, *, now: datetime) -> list[LetterRequest]:
    """The requests in the digest that are still to be checked, by its reader, who may still see them."""
    today = now.astimezone(digest.office.zone).date()
    listed = LetterRequest.objects.visible_to(digest.user).filter(reminders__deliveries__digest=digest)
    due = (
        listed.to_check(today)
        .with_states(digest.user)
        .select_related("letter__office")
        .order_by("due_on", "pk")
        .distinct()
    )
    responsible = Responsible(digest.office)
    return [letter_request for letter_request in due if digest.user in responsible.people(letter_request)]


def send(words: Words, digest: Digest, *, connection: BaseEmailBackend) -> None:
    """Hands the mail to the server. Raises what the server or the network answers."""
    message = EmailMultiAlternatives(
        words.subject,
        words.text,
        to=[digest.user.email],
        headers={
            "Message-ID": digest.message_id,
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{unsubscribe_address(digest)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        connection=connection,
    )
    message.attach_alternative(words.html, "text/html")
    message.send()


def unsubscribe_address(digest: Digest) -> str:
    """Where a mail program stops these mails with one click (RFC 8058)."""
    membership = digest.office.memberships.get(user=digest.user)
    return f"{settings.SITE_URL}{reverse('desk:unsubscribe', args=[unsubscribe_token(membership)])}"


def finish(digest: Digest, **result: object) -> None:
    """Records the result and gives the lease back, unless a newer claim has been made since."""
    Digest.objects.filter(pk=digest.pk, leased_until=digest.leased_until).update(leased_until=None, **result)
