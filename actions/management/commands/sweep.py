"""Runs the sweep once, now: what Celery does every minute."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from actions.sweep import sweep


class Command(BaseCommand):
    """Writes reminders, sends what is due, and prints how many mails left."""

    help = __doc__

    def handle(self, **options: Any) -> None:
        """Sweeps."""
        self.stdout.write(f"{sweep(now=timezone.now())} mails left")
