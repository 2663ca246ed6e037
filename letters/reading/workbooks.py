"""The rows of an XLSX file, by openpyxl, whose XML parsers expand no entity: defusedxml, and lxml told so where it is there.

Only the child of `letters.reading.sheets` calls this: what is bounded here is what could take long before its limits end it.
"""

import io
import zipfile
from datetime import date, datetime, time

from openpyxl import load_workbook

from letters.reading.unreadable import Unreadable

MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 10_000
WIDEST = 101  # one more than a sheet may have, so that it is noticed
MOST_ROWS = MAX_ROWS + 2  # the names, and one row more than a sheet may have
EMPTY_ROWS = 1_000  # so many without words in a row end the sheet: some are formatted down to the millionth


def rows_in(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows of the first sheet that has words and can be seen, with their numbers. Raises Unreadable."""
    check_package(data)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible" and (
            rows := rows_of(sheet.iter_rows(max_col=WIDEST, values_only=True))
        ):
            return rows
    return []


def check_package(data: bytes) -> None:
    """Refuses what unpacks to more than a sheet of letters does."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError):
        raise Unreadable("The Excel file is damaged or cut off. Save it again.") from None
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise Unreadable("This is no Excel workbook. Save the sheet as .xlsx or .csv.")
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable(
            "The Excel file unpacks to far more than a sheet of letters. Copy the rows into a new one."
        )


def rows_of(values: object) -> list[tuple[int, list[str]]]:
    """The rows that have words, with their numbers."""
    found: list[tuple[int, list[str]]] = []
    empty = 0
    for number, row in enumerate(values, start=1):  # type: ignore[arg-type, var-annotated]  # openpyxl's
        if any(value is not None for value in row):
            found.append((number, [said(value) for value in row]))
            empty = 0
        else:
            empty += 1
        if len(found) >= MOST_ROWS or empty >= EMPTY_ROWS:
            break
    return found


def said(value: object) -> str:
    """A cell's value as text: days as ISO 8601, whole numbers without a point."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
