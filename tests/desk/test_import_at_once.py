"""Several processes confirming one import at once."""

from pathlib import Path

from tests.worlds import world

SEED = """
from tests.making import NOON, make_office, make_user
from tracker.sheet_imports import keep_sheet
office = make_office("Office")
sheet = b"Letter,Date,Request\\nA,2026-03-01,Do it.\\nB,2026-03-01,Do it.\\n"
keep_sheet(office=office, data=sheet, name="letters.csv", by=make_user(office), now=NOON)
"""
CONFIRM = """
from tests.making import NOON
from tracker.sheet_imports import SheetImport, carry_out
print(len(carry_out(sheet_import=SheetImport.objects.get(), now=NOON)))
"""


def test_two_clicks_at_once_import_once(tmp_path: Path) -> None:
    with world(tmp_path) as tracker:
        tracker.python(SEED)
        assert sorted(int(printed) for printed in tracker.together(CONFIRM, times=3)) == [0, 0, 2]
