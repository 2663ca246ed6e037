"""A check of a sheet counts for the columns that it has read, and for no others."""

import pytest
from django.utils import timezone

from offices.models import Office, User
from tests.making import make_office, make_user
from tracker.jobs import Job
from tracker.sheet_imports import SheetImport, ask_for_import, choose_columns, keep_sheet
from tracker.sheet_work import look_over

pytestmark = pytest.mark.django_db

SHEET = b"Letter,Date,Request,Other\nA sample,2026-03-01,Do it.,Do something else.\n"


def kept() -> SheetImport:
    """A sheet whose columns were guessed."""
    office: Office = make_office()
    user: User = make_user(office)
    sheet = keep_sheet(office=office, data=SHEET, name="letters.csv", by=user, now=timezone.now())
    return SheetImport.objects.get(pk=sheet.pk)


def swap(sheet: SheetImport) -> None:
    """Somebody says meanwhile that the requests stand in the other column."""
    first, date, request, other = sheet.columns
    other_tab = SheetImport.objects.get(pk=sheet.pk)
    choose_columns(sheet_import=other_tab, columns=[first, date, other, request], backfilled=False)


def test_a_check_of_columns_that_were_changed_meanwhile_is_not_kept() -> None:
    sheet = kept()
    swap(sheet)
    look_over(sheet_import=sheet, now=timezone.now())
    assert SheetImport.objects.get().findings is None


def test_an_import_whose_check_was_withdrawn_meanwhile_does_not_begin() -> None:
    sheet = kept()
    look_over(sheet_import=sheet, now=timezone.now())
    seen = SheetImport.objects.get()
    swap(sheet)
    assert ask_for_import(sheet_import=seen, now=timezone.now()) is None
    assert not Job.objects.exists()
