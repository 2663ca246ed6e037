"""A spreadsheet on its way in: kept as a row from its upload until a person has imported or discarded it.

A file's cells are kept, not its bytes; what is wrong is found anew each time, since letters may have come meanwhile. Until it
is imported nothing of it is anybody else's, so discarding it undoes it all; imported letters stay, as the ledger does.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models, transaction

from actions.importing import WrongRow, WrongRows, check_letters, import_letters
from letters.models import Letter, new_public_id
from letters.reading.sheets import Sheet, read_lines, read_sheet
from offices.models import Office, User
from offices.policy import offices_where, require
from tracker.importing import letters_in
from tracker.sheet_letters import SheetReader, Taken, guessed

KEPT = timedelta(days=7)
MAY = "log letters and record actions"


class State(models.TextChoices):
    """How far an import has come."""

    WAITING = "waiting", "Waiting"
    DONE = "done", "Imported"


class SheetImports(models.QuerySet["SheetImport"]):
    """Imports as pages ask for them."""

    def of(self, user: User) -> Self:
        """Those that the person began, in the offices for which they may still write."""
        return self.filter(by=user, office__in=offices_where(user, MAY))

    def waiting(self) -> Self:
        """Those that are neither imported nor discarded."""
        return self.filter(state=State.WAITING)


class SheetImport(models.Model):
    """A spreadsheet, or a file of JSON lines, that somebody imports into an office."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="The name of the file as it was given.")
    content = models.TextField(help_text="The cells as JSON, or the lines; empty once it is imported.")
    columns = models.JSONField(default=list, help_text="What each column says; empty for JSON lines.")
    backfilled = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    letters = models.PositiveIntegerField(default=0, help_text="How many were imported.")
    requests = models.PositiveIntegerField(default=0, help_text="How many were imported.")

    objects: ClassVar[models.Manager["SheetImport"]] = SheetImports.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="sheet_import_state_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_done(self) -> bool:
        """Whether its letters are there."""
        return self.state == State.DONE

    @property
    def is_sheet(self) -> bool:
        """Whether it has columns; JSON lines name their fields themselves."""
        return bool(self.columns)

    @property
    def sheet(self) -> Sheet:
        """Its cells."""
        found = json.loads(self.content)
        return Sheet(found["columns"], [(number, cells) for number, cells in found["rows"]])


def keep_sheet(*, office: Office, data: bytes, name: str, by: User, now: datetime) -> SheetImport:
    """Reads a file and keeps it to be imported. Raises Unreadable or NotAllowed."""
    require(by, office, MAY)
    kept = SheetImport(office=office, by=by, created_at=now, name=name[:200])
    if name.lower().endswith((".jsonl", ".ndjson")):
        kept.content = read_lines(data)
        kept.backfilled = False  # each line says so itself
    else:
        sheet = read_sheet(data)
        kept.content, kept.columns = json.dumps(asdict(sheet)), guessed(sheet.columns)
    kept.save()
    return kept


def choose_columns(*, sheet_import: SheetImport, columns: list[str], backfilled: bool) -> None:
    """Sets what each column says; an import that is done stays as it is."""
    chosen = SheetImport.objects.waiting().filter(pk=sheet_import.pk)
    chosen.update(columns=columns, backfilled=backfilled)


def taken_from(sheet_import: SheetImport, *, now: datetime) -> Taken:
    """The letters that the import would make, and every row that is wrong: nothing is written."""
    taken, column_of = read(sheet_import)
    try:
        check_letters(office=sheet_import.office, letters=taken.letters, by=sheet_import.by, now=now)
    except WrongRows as error:
        wrong = [
            WrongRow(entry.row, entry.field and column_of(entry.field), entry.problem) for entry in error.rows
        ]
        taken = Taken(taken.letters, sorted([*taken.wrong, *wrong], key=lambda entry: entry.row))
    return taken


def read(sheet_import: SheetImport) -> tuple[Taken, Callable[[str], str]]:
    """What the file says, and what it calls the fields of a letter."""
    if not sheet_import.is_sheet:
        return lines_taken(sheet_import.content), str
    reader = SheetReader(sheet_import.sheet, sheet_import.columns, backfilled=sheet_import.backfilled)
    return reader.taken(), reader.column_of


def lines_taken(text: str) -> Taken:
    """The letters of JSON lines, or what is wrong with them."""
    try:
        return Taken(letters_in(text.splitlines()), [])
    except WrongRows as error:
        return Taken([], list(error.rows))


@transaction.atomic
def carry_out(*, sheet_import: SheetImport, now: datetime) -> list[Letter]:
    """Imports the letters, all or none; nothing where that was done already. Raises WrongRows or NotAllowed."""
    claimed = SheetImport.objects.waiting().filter(pk=sheet_import.pk).update(state=State.DONE)
    if not claimed:
        return []
    sheet_import.refresh_from_db()
    taken = taken_from(sheet_import, now=now)
    if taken.wrong or not taken.letters:
        raise WrongRows(taken.wrong)
    letters = import_letters(
        office=sheet_import.office,
        letters=taken.letters,
        by=sheet_import.by,
        now=now,
        source=sheet_import.name,
    )
    SheetImport.objects.filter(pk=sheet_import.pk).update(
        letters=len(letters), requests=sum(len(given.entry.requests) for given in taken.letters), content=""
    )
    return letters


def discard_import(*, sheet_import: SheetImport) -> None:
    """Forgets the file, where it has not been imported."""
    SheetImport.objects.waiting().filter(pk=sheet_import.pk).delete()


def forget_imports(*, before: datetime) -> None:
    """Forgets what was uploaded before, whatever became of it; the letters stay."""
    SheetImport.objects.filter(created_at__lt=before).delete()
