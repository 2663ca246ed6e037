"""Letters that came in together, by one import."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from letters.ids import new_public_id
from offices.models import Office, User
from offices.policy import offices_where


class LetterImports(models.QuerySet["LetterImport"]):
    """Imports as pages ask for them."""

    def visible_to(self, user: User) -> Self:
        """Those into the offices whose letters the person may read."""
        return self.filter(office__in=offices_where(user, "read what the office keeps"))


class LetterImport(models.Model):
    """That an office's letters came in together. It stays when it is undone, and says by whom and when."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="What the file was called.")
    letters = models.PositiveIntegerField(help_text="How many came.")
    requests = models.PositiveIntegerField(help_text="How many came.")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager["LetterImport"]] = LetterImports.as_manager()

    class Meta:
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="letter_import_is_undone_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_undone(self) -> bool:
        """Whether its letters are gone."""
        return self.undone_at is not None
