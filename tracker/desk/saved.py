"""Views that a person keeps of an office's letters: a name, and the filters as they stand in the address."""

from datetime import datetime

from django.db import models

from offices.models import OfficeMembership

MOST = 50  # of a person in an office
LONGEST = 1000  # characters of a query


class SavedView(models.Model):
    """A person's view of an office's letters; it ends with their membership."""

    membership = models.ForeignKey(OfficeMembership, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=LONGEST, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "name"], name="saved_view_once_per_name"),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class TooManyViews(Exception):
    """The person keeps as many views as they can."""


def save_view(*, membership: OfficeMembership, name: str, query: str, now: datetime) -> SavedView:
    """Keeps a view under a name; an older one of that name is replaced. Raises TooManyViews."""
    others = SavedView.objects.filter(membership=membership).exclude(name=name)
    if others.count() >= MOST:
        raise TooManyViews(f"You keep {MOST} views already; delete one first.")
    said = {"query": query, "saved_at": now}
    return SavedView.objects.update_or_create(membership=membership, name=name, defaults=said)[0]
