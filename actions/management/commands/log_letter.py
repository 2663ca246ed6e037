"""Logs letters unattended: keeps each file as a draft, read as far as it can be; `--confirm` opens it as read."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from actions.ledger import LedgerError
from actions.opening import open_letter
from letters.drafts import draft_of, may_lack
from letters.intake import AlreadyKept, IntakeError, keep_file
from letters.models import Letter
from offices.audit_entries import Via
from offices.models import Office, User
from offices.policy import NotAllowed


class Command(BaseCommand):
    """Prints a line for each file; fails where one could not be taken in."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds files, office and who logs."""
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--office", required=True, help="the office's slug")
        parser.add_argument("--by", help="e-mail address of who logs; needed with --confirm")
        parser.add_argument("--confirm", action="store_true", help="confirm what was read, as it was read")

    def handle(
        self, *, files: list[Path], office: str, by: str | None, confirm: bool, **options: Any
    ) -> None:
        """Takes in one file after the other; one that fails stops no other."""
        keeper, user = office_named(office), user_named(by) if by else None
        if confirm and user is None:
            raise CommandError("--confirm needs --by: the ledger records who entered what.")
        failed = 0
        for file in files:
            try:
                letter = keep_file(office=keeper, by=user, data=file.read_bytes(), name=file.name)
                if confirm and user is not None and letter.text:
                    entry = draft_of(letter)
                    letter = open_letter(
                        letter=letter, entry=entry, backfilled=True, by=user, now=timezone.now()
                    )
                    self.stderr.write("".join(f"{file}: {lack}\n" for lack in may_lack(entry)), ending="")
                self.stdout.write(f"{file}: {described(letter)}")
            except AlreadyKept as known:
                self.stdout.write(f"{file}: {known}")
            except (IntakeError, LedgerError, NotAllowed, OSError) as error:
                failed += 1
                self.stderr.write(f"{file}: {error}")
        if failed:
            raise CommandError(f"{failed} of {len(files)} files were not logged as asked.")


def office_named(slug: str) -> Office:
    """The office, or an error that lists those there are."""
    office = Office.objects.filter(slug=slug).first()
    if office is None:
        known = ", ".join(Office.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no office “{slug}”. Offices: {known}.")
    return office


def user_named(email: str) -> User:
    """The user with that address."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        raise CommandError(f"Nobody here has the address {email}.")
    user.via = Via.COMMAND
    return user


def described(letter: Letter) -> str:
    """What has become of the file."""
    if letter.unread_because:
        return f"kept as draft {letter.public_id}, not read: {letter.unread_because}"
    if letter.is_draft:
        return f"kept as draft {letter.public_id}; confirm it at the desk"
    return f"logged as {letter.public_id} with {letter.requests.count()} requests"
