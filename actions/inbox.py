"""A person's reminders at the desk: the second channel, which needs no mail server."""

from datetime import datetime

from actions.models import Delivery
from offices.models import User


def mark_read(*, user: User, now: datetime, key: int | None = None) -> int:
    """Marks one of the person's reminders as read, or all of them; how many were not."""
    mine = Delivery.objects.in_inbox_of(user).filter(read_at__isnull=True)
    if key is not None:
        mine = mine.filter(pk=key)
    return Delivery.objects.filter(pk__in=mine.values("pk")).update(read_at=now)
