"""How digests leave: claim a few, look again whether they are still true, send each, record each.

Recording is exact, sending is at least once: a process killed between the server's 250 and the commit sends the mail
again, with the same Message-ID. One mail at a time is in flight, so that is one mail a kill. Each result is recorded
before the next mail is sent.

A mail that fails waits longer after each try and is given up after MOST_TRIES; it stops no other. A server that
cannot be reached at all is no mail's fault: nothing is held against any, and the next wake-up tries again.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import structlog
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction

from actions.claims import LONGEST_WAIT, claim, finish, give_back
from actions.mail import digest_words, unsubscribe_address
from actions.models import Delivery, Digest
from actions.still_due import Contents, look_again
from offices.models import OfficeMembership

log = structlog.get_logger("actions.delivery")

MOST_TRIES = 16  # with the waits between them about half a day
NOTHING_LEFT = "Everything in it had been settled before it left."


def always() -> bool:
    """No limit to how long the work may go on."""
    return True


class ServerAway(Exception):
    """The mail server cannot be reached; the message says what it or the network answered."""


class Post:
    """The mail server, over one connection that is kept from mail to mail; a broken one is made anew."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.hang_up()

    def connect(self) -> None:
        """Connects, unless that has been done. Raises ServerAway."""
        try:
            self.connection.open()
        except OSError as error:
            raise ServerAway(described(error)) from error

    def send(self, message: EmailMultiAlternatives) -> None:
        """Hands the mail to the server. Raises what the server or the network answers; then the connection is closed."""
        try:
            self.connection.send_messages([message])
        except OSError:
            self.hang_up()
            raise

    def hang_up(self) -> None:
        """Closes the connection; what the server says to that no longer matters."""
        with suppress(OSError):
            self.connection.close()


def described(error: Exception) -> str:
    """An error for the column that keeps it."""
    return f"{type(error).__name__}: {error}"[:500]


def send_waiting(*, now: datetime, goes_on: Callable[[], bool] = always) -> int:
    """Sends what waits, until nothing does, the server is away, or `goes_on` says no; how many mails left."""
    sent = 0
    with Post() as post:
        while digests := claim(now=now):
            try:
                sent += send_batch(digests, post, now=now, goes_on=goes_on)
            except ServerAway as error:
                log.warning("mail_server_away", error=str(error))
                return sent
            if not goes_on():
                return sent
    return sent


def send_batch(digests: list[Digest], post: Post, *, now: datetime, goes_on: Callable[[], bool]) -> int:
    """Sends the first of the claimed digests and, while `goes_on` allows, the others; gives back what it did not try.

    Returns how many left. Raises ServerAway, and has then given back all that are left.
    """
    sent, found = 0, look_again(digests, now=now)
    for place, digest in enumerate(digests):
        if place and not goes_on():
            give_back(digests[place:])
            break
        try:
            sent += deliver(digest, found[digest.pk], post, now=now)
        except ServerAway as error:
            give_back(digests[place:], because=str(error))
            raise
    return sent


def deliver(digest: Digest, contents: Contents, post: Post, *, now: datetime) -> bool:
    """Sends one claimed digest and records what came of it; whether a mail left. Raises ServerAway."""
    if digest.attempts > MOST_TRIES:
        finish(digest, failed_at=now, last_error="Each process that tried to send it ended before it could.")
        return False
    if contents.membership is None or not contents.listed:
        record(digest, contents, suppressed_because=reason_for_none(contents))
        return False
    post.connect()
    try:
        post.send(message(digest, contents.listed, contents.membership, now=now))
    except Exception as error:
        # Whatever one mail raises, in its words or on its way, must not keep the others.
        expected = isinstance(error, OSError)
        log.warning("digest_not_sent", digest=digest.pk, attempt=digest.attempts, exc_info=not expected)
        put_off(digest, error, now=now)
        return False
    record(digest, contents, sent_at=now, last_error="")
    return True


def put_off(digest: Digest, error: Exception, *, now: datetime) -> None:
    """Records a failed try: waits 1, 2, 4 … minutes, at most an hour; the last one is given up."""
    if digest.attempts >= MOST_TRIES:
        finish(digest, failed_at=now, last_error=described(error))
        return
    wait = min(LONGEST_WAIT, timedelta(minutes=2 ** min(digest.attempts - 1, 10)))
    finish(digest, last_error=described(error), not_before=now + wait)


def record(digest: Digest, contents: Contents, **result: object) -> None:
    """Records that the digest is done with, and why anything was left out of it, unless a newer claim was made."""
    if not contents.left_out:
        finish(digest, **result)
        return
    with transaction.atomic():
        if finish(digest, **result):
            for reason, deliveries in contents.left_out.items():
                keys = [delivery.pk for delivery in deliveries]
                Delivery.objects.filter(pk__in=keys).update(suppressed_because=reason)


def reason_for_none(contents: Contents) -> str:
    """Why there is no mail at all: the one reason where there is one."""
    reasons = list(contents.left_out)
    return reasons[0] if len(reasons) == 1 else NOTHING_LEFT


def message(
    digest: Digest, listed: list[Delivery], membership: OfficeMembership, *, now: datetime
) -> EmailMultiAlternatives:
    """The digest's mail. Its Message-ID is that of every try."""
    words = digest_words(digest, listed, on=now.astimezone(digest.office.zone).date())
    made = EmailMultiAlternatives(
        words.subject,
        words.text,
        to=[digest.user.email],
        headers={
            "Message-ID": digest.message_id,
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{unsubscribe_address(membership)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    made.attach_alternative(words.html, "text/html")
    return made
