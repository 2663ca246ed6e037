"""Proves that the stored standing of every request is what its ledger says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from actions.ledger import lock
from actions.news import announce_standing
from actions.projection import differences, project
from letters.models import LetterRequest


class Command(BaseCommand):
    """Prints each difference and fails where there is one; `--repair` stores what the ledger says."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds --repair."""
        parser.add_argument("--repair", action="store_true", help="store what the ledger says")

    def handle(self, *, repair: bool, **options: Any) -> None:
        """Folds every request anew, one at a time, so that memory stays flat."""
        checked = wrong = 0
        for key in (
            LetterRequest.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1000)
        ):
            with transaction.atomic():
                for letter_request in lock([key]):
                    checked += 1
                    found = differences(letter_request)
                    wrong += bool(found)
                    for difference in found:
                        self.stdout.write(
                            f"{letter_request.public_id} {difference.column}: "
                            f"stored {difference.stored}, the ledger says {difference.folded}"
                        )
                    if found and repair:
                        project([letter_request], now=timezone.now())
                        announce_standing(letter_request, now=timezone.now())
        self.stdout.write(
            f"{checked} requests checked, {wrong} differ" + (", repaired" if wrong and repair else "")
        )
        if wrong and not repair:
            raise CommandError("The projection differs from the ledger; run check_ledger --repair.")
