"""Letters that an office lets other offices see, such as those that signed them too: with or without what it keeps to itself.

A share is given and taken back by `actions.sharing`, which tells of it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import ClassVar

from django.db import models

from offices.models import Office, User


class LetterShare(models.Model):
    """That another office sees a letter whatever its visibility; `with_notes`: also notes and who has what."""

    letter = models.ForeignKey("letters.Letter", models.CASCADE, related_name="shares")
    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    with_notes = models.BooleanField(default=False)
    shared_at = models.DateTimeField()
    shared_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager["LetterShare"]] = models.Manager()

    class Meta:
        ordering = ["letter", "office"]
        constraints = [models.UniqueConstraint(fields=["letter", "office"], name="share_once_per_office")]

    def __str__(self) -> str:
        return f"{self.letter}: {self.office}"


def partners_of(letters: Collection[int]) -> Mapping[int, Mapping[int, bool]]:
    """By letter the offices that see it too, and whether with notes; one query, none where there is no letter."""
    found = defaultdict[int, dict[int, bool]](dict)
    if letters:
        rows = LetterShare.objects.filter(letter__in=letters).order_by("letter", "office")
        for letter, office, with_notes in rows.values_list("letter", "office", "with_notes"):
            found[letter][office] = with_notes
    return found
