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

from actions.importing import WrongRows
from letters.reading.sheets import MAX_BYTES, MAX_ROWS
from letters.reading.unreadable import Unreadable
from offices.policy import offices_where, require, signed_in
from tracker.sheet_imports import (
    MAY,
    SheetImport,
    carry_out,
    choose_columns,
    discard_import,
    keep_sheet,
    taken_from,
)
from tracker.sheet_letters import FIELDS, problem_with

SHOWN = 100  # letters, and wrong rows, on the page that says what would be made
SAMPLES = 3  # cells of each column
CHOICES = [("", "Leave out"), *((name, entry.label) for name, entry in FIELDS.items())]


class FileForm(forms.Form):
    """The file."""

    file = forms.FileField(
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
    return get_object_or_404(mine.select_related("office", "by"), public_id=id)


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
            return redirect("desk:import-columns" if kept.is_sheet else "desk:import-check", kept.public_id)
    waiting = SheetImport.objects.of(by).waiting().filter(office=office)
    context = {"office": office, "form": form, "waiting": waiting[:SHOWN]}
    return render(request, "desk/import.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, id: str) -> HttpResponse:
    """Asks what each column says, as guessed by its name."""
    found = own(request, id)
    if found.is_done or not found.is_sheet:
        return redirect("desk:import-check", id)
    form = ColumnsForm(*([request.POST] if request.method == "POST" else []), sheet_import=found)
    if request.method == "POST" and form.is_valid():
        backfilled = form.cleaned_data["backfilled"]
        choose_columns(sheet_import=found, columns=form.columns(), backfilled=bool(backfilled))
        return redirect("desk:import-check", id)
    context = {"import": found, "form": form, "rows": len(found.sheet.rows)}
    return render(request, "desk/import_columns.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def check(request: HttpRequest, id: str) -> HttpResponse:
    """Says what the import would make and what is wrong with which row, or what it has made; writes nothing."""
    found = own(request, id)
    if found.is_done:
        return render(request, "desk/import_done.html", {"import": found})
    problem = problem_with(found.columns) if found.is_sheet else ""
    if problem:
        messages.error(request, problem)
        return redirect("desk:import-columns", id)
    return show(request, found)


def show(request: HttpRequest, found: SheetImport, status: int = 200) -> HttpResponse:
    """What the import would make."""
    taken = taken_from(found, now=timezone.now())
    context = {
        "import": found,
        "letters": taken.letters[:SHOWN],
        "letter_count": len(taken.letters),
        "request_count": sum(len(given.entry.requests) for given in taken.letters),
        "wrong": taken.wrong[:SHOWN],
        "wrong_count": len(taken.wrong),
        "left_out": left_out(found),
    }
    return render(request, "desk/import_check.html", context, status=status)


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
    """Imports all letters, or none; a second click finds it done."""
    found = own(request, id)
    try:
        letters = carry_out(sheet_import=found, now=timezone.now())
    except WrongRows:
        return show(request, found, status=400)
    if letters:
        messages.success(request, "Imported. Each request now has a page and a day to look again.")
    return redirect("desk:import-check", id)


@login_required
@require_POST
def discard(request: HttpRequest, id: str) -> HttpResponse:
    """Forgets a file that was not imported."""
    found = own(request, id)
    discard_import(sheet_import=found)
    if not found.is_done:
        messages.info(request, "The file is gone; nothing of it was imported.")
    return redirect("desk:import", found.office.slug)
