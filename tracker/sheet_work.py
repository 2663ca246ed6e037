"""Finds out what an import would make (at once for a small sheet, by a worker for a large one), and makes it, always by a worker.

Reading and checking the rows takes most of the time, writes nothing and tells how far it is. The letters are then written in one
transaction: nobody sees any of it before its end, so there is no progress to tell of it.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from actions.importing import GivenLetter, WrongRow, WrongRows, check_letters, import_letters
from letters.intake import RecipientEntry
from letters.reading.telling import Tell, silent
from tracker.importing import letters_in
from tracker.jobs import Hold, JobFailed
from tracker.sheet_imports import Findings, FoundLetter, SheetImport, State, note_findings
from tracker.sheet_letters import SheetReader, Taken

SHOWN = 100  # letters, and wrong rows, that are kept to look at


def look_over(*, sheet_import: SheetImport, now: datetime, tell: Tell = silent) -> Taken:
    """Finds the letters that the import would make and every row that is wrong, and keeps the first of them to look at."""
    taken = taken_from(sheet_import, now=now, tell=tell)
    note_findings(sheet_import=sheet_import, findings=findings_of(taken))
    return taken


def check_sheet(hold: Hold) -> None:
    """The job that looks an import over."""
    sheet_import = import_of(hold)
    hold.begin("Reading the rows", sheet_import.row_count)
    taken = taken_from(sheet_import, now=hold.clock(), tell=hold.tell)
    said = (
        f"{counted(len(taken.wrong), 'thing')} to mend first."
        if taken.wrong
        else f"{counted(len(taken.letters), 'letter')} can be imported."
    )
    with transaction.atomic():
        hold.last_act()
        note_findings(sheet_import=sheet_import, findings=findings_of(taken))
        hold.finish(f"The rows are checked: {said}")


def import_sheet(hold: Hold) -> None:
    """The job that imports the letters, all or none."""
    sheet_import = import_of(hold)
    hold.begin("Reading the rows", sheet_import.row_count)
    taken = look_over(sheet_import=sheet_import, now=hold.clock(), tell=hold.tell)
    if taken.wrong or not taken.letters:
        raise JobFailed(f"Nothing was imported: {counted(len(taken.wrong), 'thing')} to mend first.")
    hold.begin(f"Writing {counted(len(taken.letters), 'letter')}, all or none")
    try:
        with transaction.atomic():
            hold.last_act()
            write(sheet_import, taken.letters, now=hold.clock())
            hold.finish(f"{counted(len(taken.letters), 'letter')} imported.")
    except WrongRows as error:  # somebody kept one of them since they were read
        raise JobFailed(f"Nothing was imported: {error}") from error


def import_of(hold: Hold) -> SheetImport:
    """The import that the job is about."""
    found = SheetImport.objects.of(hold.job.by).waiting().filter(public_id=hold.job.about)
    sheet_import = found.select_related("office", "by").first()
    if sheet_import is None:
        raise JobFailed("The file is gone, or you may no longer import it.")
    return sheet_import


def write(sheet_import: SheetImport, letters: list[GivenLetter], *, now: datetime) -> None:
    """Writes the letters, and that they are there. Raises WrongRows or NotAllowed."""
    made = import_letters(
        office=sheet_import.office, letters=letters, by=sheet_import.by, now=now, source=sheet_import.name
    )
    SheetImport.objects.filter(pk=sheet_import.pk).update(
        state=State.DONE, made=made, content="", findings=None
    )


def taken_from(sheet_import: SheetImport, *, now: datetime, tell: Tell = silent) -> Taken:
    """The letters that the import would make, and every row that is wrong: nothing is written."""
    taken, column_of = read(sheet_import, tell)
    try:
        check_letters(office=sheet_import.office, letters=taken.letters, by=sheet_import.by, now=now)
    except WrongRows as error:
        wrong = [
            WrongRow(entry.row, entry.field and column_of(entry.field), entry.problem) for entry in error.rows
        ]
        taken = taken._replace(wrong=sorted([*taken.wrong, *wrong], key=lambda entry: entry.row))
    return taken


def read(sheet_import: SheetImport, tell: Tell) -> tuple[Taken, Callable[[str], str]]:
    """What the file says, and what it calls the fields of a letter."""
    if not sheet_import.is_sheet:
        return lines_taken(sheet_import.content, tell), str
    reader = SheetReader(
        sheet_import.sheet,
        sheet_import.columns,
        backfilled=sheet_import.backfilled,
        colleagues=list(sheet_import.office.writers()),
    )
    return reader.taken(tell), reader.column_of


def lines_taken(text: str, tell: Tell) -> Taken:
    """The letters of JSON lines, or what is wrong with them."""
    try:
        return Taken(letters_in(text.splitlines(), tell), [])
    except WrongRows as error:
        return Taken([], list(error.rows))


def findings_of(taken: Taken) -> Findings:
    """What was found, as it is kept."""
    return {
        "letter_count": len(taken.letters),
        "request_count": sum(len(given.entry.requests) for given in taken.letters),
        "wrong_count": len(taken.wrong),
        "letters": [found_letter(given) for given in taken.letters[:SHOWN]],
        "wrong": [
            {"row": entry.row, "field": entry.field, "problem": entry.problem}
            for entry in taken.wrong[:SHOWN]
        ],
        "assigned": sum(bool(aside.assigned_to) for given in taken.letters for aside in given.asides),
        "notes": sum(bool(aside.note) for given in taken.letters for aside in given.asides),
        "signers": taken.signer_count,
        "matched": taken.signer_count - len(taken.strangers),
        "stranger_count": len(taken.strangers),
        "strangers": [{"row": one.row, "name": one.name, "why": one.why} for one in taken.strangers[:SHOWN]],
    }


def found_letter(given: GivenLetter) -> FoundLetter:
    """A letter as people read it."""
    entry = given.entry
    return {
        "row": given.row,
        "title": entry.title,
        "date": said(entry.letter_date),
        "recipients": "; ".join(addressed(recipient) for recipient in entry.recipients),
        "requests": len(entry.requests),
        "first_request": entry.requests[0].text if entry.requests else "",
    }


def said(day: date | None) -> str:
    """A day as people read it."""
    return f"{day:%B} {day.day}, {day.year}" if day else ""


def addressed(recipient: RecipientEntry) -> str:
    """A recipient as one line."""
    return ", ".join(filter(None, [recipient.title, recipient.organization]))


def counted(count: int, thing: str) -> str:
    """A number with what it counts."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
