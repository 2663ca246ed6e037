"""The tables of a request's days, and of how it is checked where that differs from its office.

What stands in them is written by `actions.due_dates` and `actions.policies`.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from letters.models import LetterRequest
from offices.models import User


class DateKind(models.TextChoices):
    """The three days of a request: what the letter asks for, what the agency said, and when to look next."""

    DEADLINE = "deadline", "Deadline"
    PROMISE = "promise", "Promised answer"
    CHECK = "check", "Check"


class DueDates(models.QuerySet["DueDate"]):
    """Days as the sweep, the calendar and the board ask for them."""

    def standing(self) -> Self:
        """Those that count: not called off."""
        return self.filter(is_cancelled=False)


class DueDate(models.Model):
    """A day of a request, as an instant and in the office's time zone: a projection of the ledger and the policy.

    A row is never deleted while its request is there: what is called off stays, so that a calendar hears of it.
    """

    letter_request = models.ForeignKey(LetterRequest, models.CASCADE, related_name="due_dates")
    kind = models.CharField(max_length=10, choices=DateKind.choices)
    on = models.DateField(help_text="The office's day.")
    due_at = models.DateTimeField(help_text="When that day's reminders may leave.")
    time_zone = models.CharField(max_length=60, help_text="The office's, when the row was written.")
    is_cancelled = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0, help_text="How often it has changed.")
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["DueDate"]] = DueDates.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(is_cancelled=False), name="due_date_that_stands")
        ]
        constraints = [
            models.UniqueConstraint(fields=["letter_request", "kind"], name="due_date_once_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=DateKind.values), name="due_date_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.letter_request}: {self.on}"


class OwnPolicy(models.Model):
    """How often one request is to be checked, where that differs from its office; empty means as the office does."""

    letter_request = models.OneToOneField(LetterRequest, models.CASCADE, related_name="own_policy")
    lead_days = models.PositiveSmallIntegerField(null=True, blank=True)
    overdue_interval = models.PositiveSmallIntegerField(null=True, blank=True)
    open_interval = models.PositiveSmallIntegerField(null=True, blank=True)
    escalate_after = models.PositiveSmallIntegerField(null=True, blank=True)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "own policies"
        constraints = [
            models.CheckConstraint(
                condition=(Q(overdue_interval__isnull=True) | Q(overdue_interval__gte=1))
                & (Q(open_interval__isnull=True) | Q(open_interval__gte=1)),
                name="own_policy_intervals_are_at_least_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"Policy of {self.letter_request}"
