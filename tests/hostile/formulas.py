"""Formulas in every field of a letter: in no file that leaves does a cell begin as one does."""

import csv
import io

from openpyxl import load_workbook

from tests.hostile.corpus import FORMULAS
from tests.hostile.report import Line
from tests.pages.stage import Tracked

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def run(site: Tracked, *, every: int = 1) -> Line:
    """Exports an office whose letters are formulas."""
    found = site.fill_from("tests.hostile.filling", "formulas", site.password, every)
    line = Line(
        "formulas in cells", "evaluated", note=f"{len(FORMULAS[::every])} payloads in {', '.join(found)}"
    )
    text = bytes.fromhex(found["csv"]).decode("utf-8-sig")
    for cell in (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row):
        line.tried += 1
        if cell.startswith(STARTS):
            line.hit(f"csv: {cell!r}")
    for sheet in load_workbook(io.BytesIO(bytes.fromhex(found["xlsx"]))):
        for entry in (entry for row in sheet.iter_rows() for entry in row if entry.value is not None):
            line.tried += 1
            if entry.data_type in ("f", "e"):
                line.hit(f"xlsx: {entry.value!r}")
    return line
