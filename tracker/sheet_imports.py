"""A spreadsheet on its way in: kept as a row from its upload until a person has imported or discarded it.

A file's cells are kept, not its bytes, and what a check has found in them. Until it is imported nothing of it is anybody
else's, so discarding it undoes it all. While a job works at it, neither columns nor file change.
"""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import ClassVar, Self, TypedDict

from django.db import models, transaction

from letters.arrivals import LetterImport
from letters.ids import new_public_id
from letters.reading.sheets import Sheet, read_lines, read_sheet
from offices.models import Office, User
from offices.policy import offices_where, require
from tracker.jobs import Job, Kind, ask_for
from tracker.sheet_columns import guessed

KEPT = timedelta(days=7)
MAY = "log letters and record actions"


class FoundLetter(TypedDict):
    """A letter that an import would make, as people read it."""

    row: int
    title: str
    date: str
    recipients: str
    requests: int
    first_request: str


class FoundWrong(TypedDict):
    """What is wrong with a row."""

    row: int
    field: str
    problem: str


class FoundStranger(TypedDict):
    """A signer who stays a name."""

    row: int
    name: str
    why: str


class Findings(TypedDict):
    """What a check has found: how many, and the first of each to look at."""

    letter_count: int
    request_count: int
    wrong_count: int
    letters: list[FoundLetter]
    wrong: list[FoundWrong]
    assigned: int
    notes: int
    signers: int
    matched: int
    stranger_count: int
    strangers: list[FoundStranger]


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
    findings = models.JSONField(null=True, help_text="What the last check found; empty before it.")
    made = models.ForeignKey(LetterImport, models.CASCADE, null=True, related_name="+")

    objects: ClassVar[models.Manager["SheetImport"]] = SheetImports.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=State.DONE, made__isnull=False)
                | models.Q(state=State.WAITING, made__isnull=True),
                name="sheet_import_made_letters_where_done",
            ),
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
    def row_count(self) -> int:
        """How many rows, or lines, there are to read."""
        return len(self.sheet.rows) if self.is_sheet else len(self.content.splitlines())

    @property
    def job(self) -> Job | None:
        """The job that waits to work at it, or does."""
        jobs = Job.objects.unfinished().filter(kind__in=[Kind.CHECK, Kind.IMPORT])
        return jobs.filter(office=self.office_id, by=self.by_id, about=self.public_id).first()

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


@transaction.atomic
def choose_columns(*, sheet_import: SheetImport, columns: list[str], backfilled: bool) -> None:
    """Sets what each column says; an import that is done, or that a job works at, stays as it is."""
    if at_rest(sheet_import):
        chosen = SheetImport.objects.filter(pk=sheet_import.pk)
        chosen.update(columns=columns, backfilled=backfilled, findings=None)


def at_rest(sheet_import: SheetImport) -> bool:
    """Whether it waits and no job works at it; then it is held so until the transaction ends."""
    held = SheetImport.objects.waiting().select_for_update(of=("self",)).filter(pk=sheet_import.pk).first()
    return held is not None and held.job is None


@transaction.atomic
def ask_for_check(*, sheet_import: SheetImport, now: datetime) -> Job:
    """Has a worker find out what the import would make."""
    return queued(Kind.CHECK, sheet_import, now=now)


@transaction.atomic
def ask_for_import(*, sheet_import: SheetImport, now: datetime) -> Job | None:
    """Has a worker import the letters; None where that is done already, or a check has found none, or wrong rows."""
    if not at_rest(sheet_import):
        return sheet_import.job
    sheet_import.refresh_from_db(
        fields=["findings"]
    )  # somebody may have chosen other columns since it was read
    found = sheet_import.findings
    if found is None or found["wrong_count"] or not found["letter_count"]:
        return None
    return queued(Kind.IMPORT, sheet_import, now=now)


def queued(kind: Kind, sheet_import: SheetImport, *, now: datetime) -> Job:
    """A job that works at the import."""
    office, by = sheet_import.office, sheet_import.by
    require(by, office, MAY)
    return ask_for(
        kind=kind, about=sheet_import.public_id, name=sheet_import.name, office=office, by=by, now=now
    )


def note_findings(*, sheet_import: SheetImport, findings: Findings) -> None:
    """Keeps what a check has found, unless other columns were chosen meanwhile."""
    same = SheetImport.objects.waiting().filter(
        pk=sheet_import.pk, columns=sheet_import.columns, backfilled=sheet_import.backfilled
    )
    same.update(findings=findings)


@transaction.atomic
def discard_import(*, sheet_import: SheetImport) -> bool:
    """Forgets the file, where it has not been imported and no job works at it; whether it did."""
    rests = at_rest(sheet_import)
    if rests:
        SheetImport.objects.filter(pk=sheet_import.pk).delete()
    return rests


def forget_imports(*, before: datetime) -> None:
    """Forgets what was uploaded before, whatever became of it; the letters stay."""
    SheetImport.objects.filter(created_at__lt=before).delete()
