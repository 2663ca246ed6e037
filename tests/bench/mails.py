"""Mails that are claimed, looked at again, made, sent and recorded, against a loop around smtplib over one kept connection.

Once against a loop that makes the same mails and sends them, once against one that sends bytes which are ready. Our commits
wait for the disk in one figure and not in the other: the loop writes nothing. The mail server is a process of its own.
`MAILS=50` names another number of mails.
"""

import logging
import os
import smtplib
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.faults.stage import Stage, stage

if TYPE_CHECKING:
    from actions.models import Digest

MAILS = int(os.environ.get("MAILS", "500"))
ROUNDS = 3
LEAST = 0.7  # times the loop's


def main() -> None:
    """Prints the ratios."""
    with stage() as servers:
        django.setup()
        logging.disable(logging.WARNING)
        call_command("migrate", verbosity=0)
        measure(servers)


def measure(servers: Stage) -> None:
    """Sends the same mails in four ways, in turns."""
    # Django's models can be imported only after the servers have been named to it.
    from actions.delivery import send_waiting  # noqa: PLC0415
    from actions.sweep import plan_all  # noqa: PLC0415
    from tests.faults.due import make_due  # noqa: PLC0415

    now = timezone.now()
    make_due(MAILS, now=now, offices=25, requests_each=2)
    plan_all(now=now)
    bytes_ready = list(mails(now))
    ours, durable, made, ready = [], [], [], []
    for _ in range(ROUNDS):
        ready.append(rate(servers, lambda: send_plainly(bytes_ready), now))
        made.append(rate(servers, partial(send_plainly, mails(now)), now))
        ours.append(rate(servers, lambda: send_waiting(now=now), now))
        durable.append(rate(servers, lambda: send_waiting(now=now), now, commit="on"))
    loop = median(made)
    print(
        f"mails: {median(ours):.0f} a second; smtplib making the same {loop:.0f}: {median(ours) / loop:.2f} of it "
        f"(goal: at least {LEAST}); with each commit on disk {median(durable) / loop:.2f}; "
        f"smtplib with ready bytes {median(ready):.0f}: {median(ours) / median(ready):.2f} of it",
        flush=True,
    )


def rate(servers: Stage, work: Callable[[], object], now: datetime, *, commit: str = "off") -> float:
    """Mails a second; every mail must arrive."""
    servers.inbox.write_bytes(b"")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE actions_digest SET sent_at = NULL, leased_until = NULL, attempts = 0, not_before = %s",
            [now],
        )
        cursor.execute(f"SET synchronous_commit TO {commit}")
    start = time.perf_counter()
    work()
    taken = time.perf_counter() - start
    assert servers.mail_count() == MAILS
    return MAILS / taken


def mails(now: datetime) -> Iterator[tuple[str, bytes]]:
    """The address and the bytes of each mail; all is read at once, each is made when it is asked for."""
    from actions.models import Digest  # noqa: PLC0415  # see measure
    from actions.still_due import look_again  # noqa: PLC0415

    digests = list(Digest.objects.select_related("office", "user"))
    found = look_again(digests, now=now)
    return (made_of(digest, found[digest.pk], now) for digest in digests)


def made_of(digest: "Digest", contents: object, now: datetime) -> tuple[str, bytes]:
    """A mail as the sweep makes it."""
    from actions.delivery import message  # noqa: PLC0415  # see measure

    made = message(digest, contents.listed, contents.membership, now=now).message()  # type: ignore[attr-defined]
    return digest.user.email, made.as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django adds it


def send_plainly(ready: Iterable[tuple[str, bytes]]) -> None:
    """The loop."""
    from django.conf import settings  # noqa: PLC0415  # see measure

    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
        for address, mail in ready:
            server.sendmail(settings.DEFAULT_FROM_EMAIL, [address], mail)
