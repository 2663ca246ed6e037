"""Brings a take-out of another office or tracker into an office, all or nothing (docs/takeout.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from actions.bringing import CannotBring
from actions.management.commands.log_letter import office_named, user_named
from offices.policy import NotAllowed
from tracker.takeout_reading import bring


class Command(BaseCommand):
    """Prints what came in, and who is kept without being let in."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds the file, the office and who brings it in."""
        parser.add_argument("file", type=Path, metavar="FILE.zip")
        parser.add_argument("--office", required=True, help="the office's slug")
        parser.add_argument("--by", required=True, help="e-mail address of a manager of the office")

    def handle(self, *, file: Path, office: str, by: str, **options: Any) -> None:
        """Checks all of it before the first row is written."""
        keeper, user = office_named(office), user_named(by)
        try:
            with file.open("rb") as opened:
                brought = bring(opened, office=keeper, by=user, now=timezone.now(), source=file.name)
        except (CannotBring, NotAllowed, OSError) as error:
            raise CommandError(f"{error} Nothing was written.") from error
        self.stdout.write(str(brought))
        for email in brought.unknown:
            self.stdout.write(f"kept without being let in: {email}")
