"""Many letters of one office at once, such as an office's spreadsheet: all or nothing.

They come as a person has confirmed them: nothing is read, and there are no drafts. The rows are those that opening the same
letters one after the other would write; no file is kept, as the text stands in the letter's row.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cached_property

from django.db import transaction

from actions.ledger import LedgerError
from actions.opening import Aside, Opening, check, write
from letters.arrivals import LetterImport
from letters.bulk import insert_with_keys
from letters.confirming import members_in, set_columns
from letters.intake import IntakeError, LetterEntry, check_text
from letters.models import Letter
from letters.people import Member
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office, User
from offices.policy import require


@dataclass(frozen=True)
class GivenLetter:
    """A letter to import: the number of its row where it came from, its text if there is one; `backfilled` as in Opening.

    `said` is what its rows say, where more was made of it: by that it is known again, whatever is made of it then.
    """

    row: int
    entry: LetterEntry
    text: str = ""
    backfilled: bool = False
    said: LetterEntry | None = None
    asides: Sequence[Aside] = ()

    @cached_property
    def sha256(self) -> str:
        """By what the office would know the letter again: its text, else all that is said of it."""
        known_by = self.text or json.dumps(self.said or self.entry, default=plain)
        return hashlib.sha256(known_by.encode()).hexdigest()


def plain(value: object) -> object:
    """A part of a letter as JSON knows it."""
    if is_dataclass(value):
        return {part.name: getattr(value, part.name) for part in fields(value)}
    return str(value)


@dataclass(frozen=True, slots=True)
class WrongRow:
    """What is wrong with a row; `field` is the part of the entry, empty for the whole."""

    row: int
    field: str
    problem: str

    def __str__(self) -> str:
        return (
            f"row {self.row}, {self.field}: {self.problem}"
            if self.field
            else f"row {self.row}: {self.problem}"
        )


class WrongRows(Exception):
    """Rows that cannot be imported, in their order; nothing was written."""

    def __init__(self, rows: Sequence[WrongRow]) -> None:
        super().__init__("\n".join(map(str, rows)))
        self.rows = rows


@transaction.atomic
def import_letters(
    *, office: Office, letters: Sequence[GivenLetter], by: User, now: datetime, source: str
) -> LetterImport:
    """Writes the letters with their requests, first entries, first checks and news. `source` names where they came from.

    `actions.undoing` takes them back. Raises WrongRows or NotAllowed, and then writes nothing.
    """
    # So that nobody keeps one of them meanwhile.
    office = Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    members = check_letters(office=office, letters=letters, by=by, now=now)
    came = LetterImport.objects.create(
        office=office,
        by=by,
        imported_at=now,
        name=source[:200],
        letters=len(letters),
        requests=sum(len(given.entry.requests) for given in letters),
    )
    note(
        Deed.BROUGHT,
        Matter.IMPORT,
        came.public_id,
        office=office.pk,
        by=by,
        now=now,
        detail=f"letters: {len(letters)}",
    )
    openings = []
    for given in letters:
        letter = Letter(
            office=office,
            created_by=by,
            owner=by,
            created_at=now,
            imported_in=came,
            text=given.text,
            source_name=source[:200],
            source_sha256=given.sha256,
        )
        set_columns(letter, given.entry, now=now)
        openings.append(Opening(letter, given.entry, given.backfilled, given.asides))
    insert_with_keys(Letter, [opening.letter for opening in openings])
    write(openings, members, office=office, by=by, now=now)
    return came


def check_letters(
    *, office: Office, letters: Sequence[GivenLetter], by: User, now: datetime
) -> dict[str, Member]:
    """Whether the letters could be imported; the members whom they name. Raises WrongRows or NotAllowed."""
    require(by, office, "log letters and record actions")
    members = members_in([given.entry for given in letters])
    if wrong := wrong_rows(letters, members, office=office, now=now):
        raise WrongRows(wrong)
    return members


def wrong_rows(
    letters: Sequence[GivenLetter], members: Mapping[str, Member], *, office: Office, now: datetime
) -> list[WrongRow]:
    """What is wrong with the rows: the first thing of each."""
    kept = dict.fromkeys(Letter.objects.filter(office=office).values_list("source_sha256", flat=True), 0)
    found = []
    for given in letters:
        try:
            check_text(given.text)
            check(given.entry, members, office=office, now=now)
            check_new(given, kept)
        except IntakeError as error:
            found.append(WrongRow(given.row, error.field, str(error)))
        except LedgerError as error:
            field = (
                "sent_on" if error.field == "occurred_on" else error.field
            )  # the entry's day is the letter's
            found.append(WrongRow(given.row, field, str(error)))
        kept.setdefault(given.sha256, given.row)
    return found


def check_new(given: GivenLetter, kept: Mapping[str, int]) -> None:
    """Refuses what the office has. `kept`: the hashes of its letters, each with its row in this import, or 0."""
    row = kept.get(given.sha256)
    if row is not None:
        problem = f"The same letter stands in row {row}." if row else "Your office already has this letter."
        raise IntakeError(problem, field="text" if given.text else "")
