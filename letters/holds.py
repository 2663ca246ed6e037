"""What keeps letters from being deleted, and what says that they were: legal holds and removals.

A hold is there as long as its row; that it was put and lifted is told by the audit. The database lets no letter go that has one.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from offices.models import Office, User


class LegalHold(models.Model):
    """That nothing of a letter, or (without one) of an office, may be deleted."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="holds")
    letter = models.ForeignKey("letters.Letter", models.PROTECT, null=True, blank=True, related_name="holds")
    reason = models.CharField(max_length=300)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["LegalHold"]] = models.Manager()

    class Meta:
        ordering = ["office", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter"], name="hold_once_per_letter"),
            models.UniqueConstraint(
                fields=["office"], condition=Q(letter__isnull=True), name="hold_once_per_office"
            ),
        ]

    def __str__(self) -> str:
        return self.reason


def holding(letter: str = "pk", office: str = "office") -> Exists:
    """Whether the outer query's letter, or its office, is held; the names are the columns that lead to them."""
    of_letter, of_office = Q(letter=OuterRef(letter)), Q(letter__isnull=True, office=OuterRef(office))
    return Exists(LegalHold.objects.filter(of_letter | of_office))


class Because(models.TextChoices):
    """Why a letter goes."""

    DRAFT = "draft", "A draft that nobody confirmed"
    AGE = "age", "A private letter that has been closed for long"
    CLOSING = "closing", "Its office has closed"


class Removals(models.QuerySet["Removal"]):
    """Removals as the daily work and pages ask for them."""

    def to_come(self) -> Self:
        """Those of letters that are still there."""
        return self.filter(removed_at__isnull=True)


class Removal(models.Model):
    """That a letter is to be deleted on a day, as its managers were told, and then that it was: the row stays, and frees the ledger.

    It names the letter by its key, which is never given again.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    letter_key = models.BigIntegerField(unique=True)
    public_id = models.CharField(max_length=12)
    because = models.CharField(max_length=10, choices=Because.choices)
    told_at = models.DateTimeField(null=True, blank=True)
    goes_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Removal"]] = Removals.as_manager()

    class Meta:
        ordering = ["goes_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(because__in=Because.values), name="removal_reason_is_known"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True)
                | Q(told_at__isnull=False, removed_at__gte=models.F("goes_at")),
                name="removal_comes_after_its_notice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.get_because_display()}"
