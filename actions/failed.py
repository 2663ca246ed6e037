"""Mails that were given up: an office's managers see them and have them tried again."""

from datetime import datetime

from django.db import transaction

from actions.models import Digest, Digests
from offices.models import User
from offices.policy import offices_where, require


def failed_for(user: User) -> Digests:
    """The failed mails of the offices that the person manages, the latest first."""
    managed = offices_where(user, "manage the office")
    return (
        Digest.objects.failed()
        .filter(office__in=managed)
        .select_related("office", "user")
        .order_by("-failed_at")
    )


@transaction.atomic
def try_again(*, digest: Digest, by: User, now: datetime) -> bool:
    """Puts one back among those that wait; whether it still was a failed one. Raises NotAllowed."""
    require(by, digest.office, "manage the office")
    return bool(Digest.objects.filter(pk=digest.pk).try_again(now=now))
