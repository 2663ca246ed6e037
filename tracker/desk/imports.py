"""Importing a spreadsheet at the desk: give the file, say what its columns are, see what would be made, confirm once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.undoing import CannotUndo, obstacle, undo_import
from letters.arrivals import LetterImport
from letters.reading.sheets import MAX_BYTES
from letters.reading.unreadable import Unreadable
from letters.reading.workbooks import MAX_ROWS
from offices.policy import offices_where, require, signed_in
from tracker.sheet_columns import FIELDS, problem_with
from tracker.sheet_imports import (
    MAY,
    SheetImport,
    ask_for_check,
    ask_for_import,
    choose_columns,
    discard_import,
    keep_sheet,
)
from tracker.sheet_work import look_over
from tracker.tasks import wake
from tracker.uploads import UploadField

SHOWN = 100  # files of either list
AT_ONCE = 2_000  # rows; more are checked by a worker
SAMPLES = 3  # cells of each column
CHOICES = [("", "Leave out"), *((name, entry.label) for name, entry in FIELDS.items())]


class FileForm(forms.Form):
    """The file."""

    file = UploadField(
        label="The spreadsheet",
        help_text=f"CSV or Excel (.xlsx), up to {MAX_BYTES // 1024**2} MB and {MAX_ROWS:,} rows; or JSON lines.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson"}),
    )

    def clean_file(self) -> File[bytes]:
        """No larger than a sheet of letters, told before it is read into memory."""
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // 1024**2} MB; split it.")
        return file


class ColumnsForm(forms.Form):
    """What each column says, and how the requests start."""

    backfilled = forms.BooleanField(
        required=False,
        label="These are older letters of which nobody has looked yet what came of them",
        help_text="Their requests then start as not reviewed. Without it they await a response from the day they were sent.",
    )

    def __init__(self, *args: Any, sheet_import: SheetImport) -> None:
        super().__init__(*args)
        self.fields["backfilled"].initial = sheet_import.backfilled
        sheet = sheet_import.sheet
        for place, name in enumerate(sheet.columns):
            samples = [cells[place] for _, cells in sheet.rows if cells[place]][:SAMPLES]
            self.fields[f"column-{place}"] = forms.ChoiceField(
                choices=CHOICES,
                required=False,
                label=name or f"Column {place + 1}",
                help_text=" · ".join(sample[:60] for sample in samples) or "Empty in every row",
                initial=sheet_import.columns[place],
            )
        self.order_fields([*(name for name in self.fields if name != "backfilled"), "backfilled"])

    def columns(self) -> list[str]:
        """What each column says, in their order."""
        return [value for name, value in self.cleaned_data.items() if name != "backfilled"]

    def clean(self) -> dict[str, Any]:
        """Each thing is said by one column, and the needed ones are."""
        super().clean()
        self.cleaned_data = {name: self.cleaned_data.get(name, "") for name in self.fields}
        if problem := problem_with(self.columns()):
            raise forms.ValidationError(problem)
        return self.cleaned_data


def own(request: HttpRequest, id: str) -> SheetImport:
    """The import, where the person began it and may still write for its office."""
    mine = SheetImport.objects.of(signed_in(request.user))
    return get_object_or_404(mine.select_related("office", "by", "made"), public_id=id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a file in, and leads to its columns."""
    office = get_object_or_404(offices_where(request.user, "read what the office keeps"), slug=slug)
    by = signed_in(request.user)
    require(by, office, MAY)
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = keep_sheet(office=office, data=file.read(), name=file.name, by=by, now=timezone.now())
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect("desk:import-columns", kept.public_id) if kept.is_sheet else checked(kept)
    waiting = SheetImport.objects.of(by).waiting().filter(office=office)
    context = {
        "office": office,
        "form": form,
        "waiting": waiting[:SHOWN],
        "imported": LetterImport.objects.visible_to(by).filter(office=office)[:SHOWN],
    }
    return render(request, "desk/import.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, id: str) -> HttpResponse:
    """Asks what each column says, as guessed by its name."""
    found = own(request, id)
    if found.is_done or not found.is_sheet or found.job:
        return redirect("desk:import-check", id)
    form = ColumnsForm(*([request.POST] if request.method == "POST" else []), sheet_import=found)
    if request.method == "POST" and form.is_valid():
        backfilled = form.cleaned_data["backfilled"]
        choose_columns(sheet_import=found, columns=form.columns(), backfilled=bool(backfilled))
        return checked(own(request, id))
    context = {"import": found, "form": form, "rows": len(found.sheet.rows)}
    return render(request, "desk/import_columns.html", context, status=400 if form.errors else 200)


def checked(sheet_import: SheetImport) -> HttpResponse:
    """Finds out what the import would make, or has a worker do so, and leads there."""
    if sheet_import.row_count <= AT_ONCE:
        look_over(sheet_import=sheet_import, now=timezone.now())
        return redirect("desk:import-check", sheet_import.public_id)
    job = ask_for_check(sheet_import=sheet_import, now=timezone.now())
    wake()
    return redirect("desk:job", job.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, id: str) -> HttpResponse:
    """Says what the import would make and what is wrong with which row, or what it has made; asked to, looks again."""
    found = own(request, id)
    if found.made:
        return redirect("desk:imported", found.made.public_id)
    if job := found.job:
        return redirect("desk:job", job.public_id)
    if found.is_sheet and (problem := problem_with(found.columns)):
        messages.error(request, problem)
        return redirect("desk:import-columns", id)
    if request.method == "POST":
        return checked(found)
    context = {"import": found, "left_out": left_out(found), **(found.findings or {"is_unchecked": True})}
    return render(request, "desk/import_check.html", context)


def left_out(found: SheetImport) -> list[str]:
    """The columns that are not imported."""
    if not found.is_sheet:
        return []
    return [
        name for name, chosen in zip(found.sheet.columns, found.columns, strict=True) if name and not chosen
    ]


@login_required
@require_POST
def confirm(request: HttpRequest, id: str) -> HttpResponse:
    """Has a worker import all letters, or none; a second click finds the same job, or its end."""
    job = ask_for_import(sheet_import=own(request, id), now=timezone.now())
    if job is None:
        return redirect("desk:import-check", id)
    wake()
    return redirect("desk:job", job.public_id)


@login_required
@require_POST
def discard(request: HttpRequest, id: str) -> HttpResponse:
    """Forgets a file that was not imported."""
    found = own(request, id)
    if discard_import(sheet_import=found):
        messages.info(request, "The file is gone; nothing of it was imported.")
        return redirect("desk:import", found.office.slug)
    return redirect("desk:import-check", id)


@login_required
@require_safe
def imported(request: HttpRequest, id: str) -> HttpResponse:
    """What an import has made, and whether it can still be undone."""
    found = came(request, id)
    may_undo = offices_where(request.user, MAY).filter(pk=found.office_id).exists()
    context = {"import": found, "may_undo": may_undo, "obstacle": obstacle(found)}
    return render(request, "desk/imported.html", context)


@login_required
@require_POST
def undo(request: HttpRequest, id: str) -> HttpResponse:
    """Takes the letters of an import out again."""
    found = came(request, id)
    try:
        undo_import(letter_import=found, by=signed_in(request.user), now=timezone.now())
    except CannotUndo as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Undone: the letters are gone.")
    return redirect("desk:imported", id)


def came(request: HttpRequest, id: str) -> LetterImport:
    """The import, where it is of an office of the person's."""
    seen = LetterImport.objects.visible_to(signed_in(request.user))
    return get_object_or_404(seen.select_related("office", "by", "undone_by"), public_id=id)
