"""A spreadsheet's cells as text: CSV read here, XLSX in a child process (`letters.reading.sheet_child`). No Django.

The first row with words names the columns; every later one with words is a row. All of it is bounded: a sheet of letters is
small, and what is not may be hostile.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from letters.reading.sandbox import answered
from letters.reading.unreadable import Unreadable
from letters.reading.workbooks import MAX_ROWS

MAX_BYTES = 10 * 1024**2
MAX_COLUMNS = 100
MAX_CHARACTERS = 10_000_000
SEPARATORS = (",", ";", "\t")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also what Excel writes around a workbook with a password
ARMED = re.compile(
    r"^'(?=[=+\-@\t\r\n＝＋－＠])"
)  # the apostrophe that an export puts before what looks like a formula

Row = tuple[int, list[str]]  # its number in the file, from 1, and its cells


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a spreadsheet says: the names of its columns, and the rows below, each as wide as the names."""

    columns: list[str]
    rows: list[Row]


def read_sheet(data: bytes) -> Sheet:
    """The sheet in a CSV or XLSX file. Raises Unreadable, with what to do."""
    if not data.strip():
        raise Unreadable("The file is empty; choose another.")
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"The file is larger than {MAX_BYTES // 1024**2} MB; split it, or leave columns out."
        )
    if data.startswith(OLD_EXCEL):
        raise Unreadable(
            "This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password, or as CSV."
        )
    return sheet_of(workbook_rows(data) if data.startswith(b"PK") else csv_rows(decoded(data)))


def read_lines(data: bytes) -> str:
    """The text of a file that has one thing a line. Raises Unreadable where it is too large for one import."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"The file is larger than {MAX_BYTES // 1024**2} MB; split it.")
    text = decoded(data)
    if len(text.splitlines()) > MAX_ROWS:
        raise Unreadable(f"The file has more than {MAX_ROWS:,} lines; split it.")
    return text


def sheet_of(rows: Iterable[Row]) -> Sheet:
    """The rows as a sheet; those without words are none."""
    wordy = ((number, trimmed(cells)) for number, cells in rows)
    filled = [(number, cells) for number, cells in wordy if cells]
    if len(filled) < 2:
        raise Unreadable("The sheet needs a row that names the columns, and rows below it.")
    (_, columns), *below = filled
    width = max(len(cells) for _, cells in filled)
    if width > MAX_COLUMNS:
        raise Unreadable(f"The sheet has more than {MAX_COLUMNS} columns; leave out what is not needed.")
    if len(below) > MAX_ROWS:
        raise Unreadable(f"The sheet has more than {MAX_ROWS:,} rows; split it.")
    if sum(len(cell) for _, cells in filled for cell in cells) > MAX_CHARACTERS:
        raise Unreadable(f"The sheet has more than {MAX_CHARACTERS:,} characters; split it.")
    return Sheet(padded(columns, width), [(number, padded(cells, width)) for number, cells in below])


def trimmed(cells: Iterable[str]) -> list[str]:
    """The cells without space around them, to the last that has words."""
    found = [cell.replace("\0", "").strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    return found


def padded(cells: list[str], width: int) -> list[str]:
    """The cells, with empty ones to the width."""
    return cells + [""] * (width - len(cells))


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 where it says so, UTF-8 where it can be, else Windows-1252 as Excel writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").replace("\0", "")
    if b"\0" in data:
        raise Unreadable("This is neither a CSV nor an Excel file. Save the sheet as .xlsx or .csv.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def csv_rows(text: str) -> Iterator[Row]:
    """The rows of a CSV text, whatever of SEPARATORS separates its cells: the one that makes most columns of its first row."""
    first = next(filter(str.strip, text.splitlines()), "")
    try:
        separator = max(SEPARATORS, key=lambda sign: len(next(csv.reader([first], delimiter=sign), [])))
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if number > MAX_ROWS * 4:
                raise Unreadable(f"The file has more than {MAX_ROWS * 4:,} lines; split it.")
            yield number, [ARMED.sub("", cell) for cell in cells]
    except csv.Error as error:
        raise Unreadable(f"The CSV file cannot be read: {error}. Save it again, or as .xlsx.") from None


def workbook_rows(data: bytes) -> list[Row]:
    """The rows of the first sheet of a workbook, read by a child that may fail and harm nothing."""
    answer, returncode = answered(data, "sheet.xlsx", module="letters.reading.sheet_child")
    if returncode:
        raise Unreadable(
            "The Excel file could not be read, or needs more time or memory than a sheet of letters does. "
            "Copy the rows into a new workbook, or save the sheet as CSV."
        )
    found = json.loads(answer)
    if "unreadable" in found:
        raise Unreadable(found["unreadable"])
    return [(number, cells) for number, cells in found["rows"]]
