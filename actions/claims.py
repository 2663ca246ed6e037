"""Who may send a digest now: a lease that runs out, and a token that only grows.

A killed process holds its mails until the lease ends and no longer; a process that wakes too late cannot record over
a newer claim, because its token is no longer the row's.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from actions.models import Digest, Digests

BATCH = 20  # mails; what one process holds at a time, and what waits for a lease's end when it is killed
LEASE = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
# What is set further ahead than its length and this was set before the clock was put back. Processes that read the
# clock a little apart, or some seconds before they claim, never are.
SLACK = timedelta(minutes=10)


def claim(*, now: datetime, at_most: int = BATCH) -> list[Digest]:
    """Takes the digests that have waited longest, and that nobody else holds; none where none waits.

    One whose last holder never said what became of it is taken alone: if it is what killed the holder, it takes no
    other with it.
    """
    return take(now, Q(leased_until__isnull=True), at_most) or take(now, abandoned(now), 1)


def abandoned(now: datetime) -> Q:
    """Leases that have run out, or were set before the clock was put back."""
    return Q(leased_until__lt=now) | Q(leased_until__gt=now + LEASE + SLACK)


def due(now: datetime) -> Digests:
    """Digests whose next try may be made, also those put off before the clock was put back."""
    timely = Q(not_before__lte=now) | Q(not_before__gt=now + LONGEST_WAIT + SLACK)
    return Digests(Digest).waiting().filter(timely)


@transaction.atomic
def take(now: datetime, which: Q, at_most: int) -> list[Digest]:
    """Claims some of the digests that are due; rows that another process is just claiming are passed over."""
    free = due(now).filter(which).order_by("not_before", "pk")
    locked = free.select_for_update(of=("self",), skip_locked=True).select_related("office", "user")
    digests = list(locked[:at_most])
    claimed = {"leased_until": now + LEASE, "claims": F("claims") + 1, "attempts": F("attempts") + 1}
    Digest.objects.filter(pk__in=[digest.pk for digest in digests]).update(**claimed)
    for digest in digests:
        digest.leased_until = now + LEASE
        digest.claims += 1
        digest.attempts += 1
    return digests


def finish(digest: Digest, **result: object) -> bool:
    """Records the result and gives the lease back; whether the claim was still the latest one."""
    mine = Digest.objects.filter(pk=digest.pk, claims=digest.claims, leased_until__isnull=False)
    return bool(mine.update(leased_until=None, **result))


def give_back(digests: list[Digest], *, because: str = "") -> None:
    """Returns digests that were not tried; the attempt is not held against them."""
    reason = {"last_error": because} if because else {}
    for digest in digests:
        finish(digest, attempts=F("attempts") - 1, **reason)
