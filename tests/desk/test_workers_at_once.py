"""Several workers at one import at once."""

from tests.worlds import shared_world

SEED = """
from tests.making import NOON, make_office, make_user
from tracker.sheet_imports import SheetImport, ask_for_import, keep_sheet
from tracker.sheet_work import look_over
office = make_office("Office")
sheet = b"Letter,Date,Request\\nA,2026-03-01,Do it.\\nB,2026-03-01,Do it.\\n"
kept = keep_sheet(office=office, data=sheet, name="letters.csv", by=make_user(office), now=NOON)
look_over(sheet_import=kept, now=NOON)
ask_for_import(sheet_import=SheetImport.objects.get(), now=NOON)
"""
WORK = """
from django.utils import timezone
from tracker.working import work_off
print(work_off(clock=timezone.now))
"""
RESULT = """
from letters.models import Letter
from tracker.jobs import Job
print(Job.objects.get().result, Letter.objects.count())
"""


def test_a_job_is_one_workers() -> None:
    with shared_world() as tracker:
        tracker.python(SEED)
        assert sorted(int(printed) for printed in tracker.together(WORK, times=3)) == [0, 0, 1]
        assert tracker.python(RESULT) == "2 letters imported. 2\n"
