"""Imports letters of one office, all or nothing, from a file with one JSON object a line (docs/imports.md).

An object has title, requests (each with text, label, kind, deadline) and, where they are known, visibility (office or
public), letter_date, sent_on, received_on, backfilled, response_deadline, recipients, signatories and text.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from actions.importing import WrongRows, check_letters, import_letters
from actions.management.commands.log_letter import office_named, user_named
from offices.policy import NotAllowed
from tracker.importing import letters_in


class Command(BaseCommand):
    """Prints a line for each wrong row, or how many letters were imported."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds the file, office and who imports."""
        parser.add_argument("file", type=Path, metavar="FILE.jsonl")
        parser.add_argument("--office", required=True, help="the office's slug")
        parser.add_argument("--by", required=True, help="e-mail address of who imports, for the ledger")
        parser.add_argument("--dry-run", action="store_true", help="only say what is wrong; write nothing")

    def handle(self, *, file: Path, office: str, by: str, dry_run: bool, **options: Any) -> None:
        """Reads and checks all rows before the first is written."""
        keeper, user, now = office_named(office), user_named(by), timezone.now()
        try:
            letters = letters_in(file.read_text(encoding="utf-8-sig").split("\n"))
            if dry_run:
                check_letters(office=keeper, letters=letters, by=user, now=now)
            else:
                import_letters(office=keeper, letters=letters, by=user, now=now, source=file.name)
        except WrongRows as wrong:
            for row in wrong.rows:
                self.stderr.write(str(row))
            raise CommandError(
                f"{len({row.row for row in wrong.rows})} rows are wrong; nothing was imported."
            ) from wrong
        except (NotAllowed, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        requests = sum(len(given.entry.requests) for given in letters)
        found = f"{len(letters)} letters with {requests} requests"
        self.stdout.write(f"{found} can be imported" if dry_run else f"{found} imported")
