"""Addresses under which a calendar program reads a person's, or an office's, days: the address is the right to read.

Only a hash of the address's secret is kept, so that nobody who reads the database can read a calendar by it; 256
random bits need no slow hash. A feed is as good as its holder: who leaves an office reads nothing of it any more,
and who owes it a second factor reads nothing until they have one.
"""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import models, transaction
from django.db.models import Prefetch, Q

from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office, User
from offices.policy import NotAllowed, offices_where
from offices.second_factors import with_second_factor_owed


class CalendarFeed(models.Model):
    """That a person may read their own days, or an office's, without signing in."""

    user = models.ForeignKey(User, models.CASCADE, related_name="calendar_feeds")
    office = models.ForeignKey(
        Office,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_feeds",
        help_text="Empty: what the person is responsible for, in all offices.",
    )
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["office__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "office"], name="calendar_feed_once_per_user_and_office"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(office__isnull=True), name="calendar_feed_of_own_once_per_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.office or 'own'}"


@transaction.atomic
def open_feed(*, user: User, office: Office | None, now: datetime) -> str:
    """Makes a feed in place of an older one and returns its secret, which cannot be shown again.

    Raises NotAllowed where the person may not read what the office keeps.
    """
    if office is not None and office not in offices_where(user, "read what the office keeps"):
        raise NotAllowed("You do not belong to this office.")
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user=user, office=office, defaults={"token_sha256": hash_of(token), "created_at": now}
    )
    if office is not None:
        note(Deed.MADE, Matter.CALENDAR, office=office.pk, by=user, now=now)
    return token


def close_feed(*, user: User, key: int) -> None:
    """Revokes one of the person's feeds; one that is not there is revoked already."""
    CalendarFeed.objects.filter(user=user, pk=key).delete()


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of an address, None where there is none, or its holder may read nothing by it any more."""
    people = Prefetch("user", with_second_factor_owed(User.objects.all()))
    rows = CalendarFeed.objects.filter(token_sha256=hash_of(token)).select_related("office")
    found = rows.prefetch_related(people).first()
    if found is None:
        return None
    offices = offices_where(found.user, "read what the office keeps")
    if found.office is not None:
        offices = offices.filter(pk=found.office.pk)
    return found if offices.exists() else None


def hash_of(token: str) -> str:
    """What is kept of a secret."""
    return sha256(token.encode()).hexdigest()
