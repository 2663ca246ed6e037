"""Rows as files: CSV, XLSX and JSON. Nothing in them is ever a formula.

A program that opens a sheet runs what begins with certain signs, and whoever wrote a letter could have put one there. So text
that begins with one has an apostrophe before it in CSV, as OWASP advises, and is marked as text in XLSX. JSON has the values
themselves. Rows are written as they come; none is kept.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import IO, Any, NamedTuple

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

FORMULA_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # the last four where keyboards are wide
TAKEN_FOR_MORE = ("=", "#")  # openpyxl makes formulas and errors of such text, unless it is told not to
LONGEST_CELL = 32_767  # characters, by Excel's own limit
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WIDTHS = {"letter": 40, "request": 60, "recipients": 40, "responses": 40}

Row = Mapping[str, object]


class Format(NamedTuple):
    """A kind of file: what people call it, its media type and what writes it."""

    label: str
    media_type: str
    write: Callable[[Iterable[Row], IO[bytes]], None]


def headings(columns: Iterable[str]) -> list[str]:
    """The columns' names as people read them."""
    return [name.replace("_", " ").capitalize() for name in columns]


def inert(text: str) -> str:
    """Text that no program takes for a formula when it opens a CSV file."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def said(value: object) -> str:
    """A value as text: lists by semicolons, days as ISO 8601, truth as yes and no."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(value)
        case date():
            return value.isoformat()
    return str(value)


def write_csv(rows: Iterable[Row], into: IO[bytes]) -> None:
    """Writes UTF-8 with the mark by which Excel knows it."""
    into.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(into, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text)
    for place, row in enumerate(rows):
        if place == 0:
            writer.writerow(headings(row))
        writer.writerow([inert(said(value)) for value in row.values()])
    text.flush()
    text.detach()


def write_xlsx(rows: Iterable[Row], into: IO[bytes]) -> None:
    """Writes one sheet, whose rows openpyxl puts down as they come."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Requests")
    sheet.freeze_panes = "A2"
    for place, row in enumerate(rows):
        if place == 0:
            for column, name in enumerate(row, start=1):
                sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, 16)
            sheet.append([heading(sheet, name) for name in headings(row)])
        sheet.append([cell_of(sheet, value) for value in row.values()])
    book.save(into)


def heading(sheet: Any, name: str) -> Any:
    """A column's name."""
    cell = WriteOnlyCell(sheet, name)
    cell.font = Font(bold=True)
    return cell


def cell_of(sheet: Any, value: object) -> Any:
    """A cell of the value's own type: numbers and days stay such, and text is text, whatever it begins with."""
    if isinstance(value, int | date) and not isinstance(value, bool):
        return value
    text = NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", said(value))
    if len(text) > LONGEST_CELL:
        text = f"{text[: LONGEST_CELL - 1]}…"
    if not text.startswith(TAKEN_FOR_MORE):
        return text or None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def write_json(rows: Iterable[Row], into: IO[bytes]) -> None:
    """Writes one array of objects, a line each."""
    for piece in json_pieces(rows):
        into.write(piece)


def json_pieces(rows: Iterable[Row]) -> Iterator[bytes]:
    """The array in pieces."""
    before = b"[\n"
    for row in rows:
        yield before + orjson.dumps(row)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


FORMATS = {
    "csv": Format("CSV, for any spreadsheet program", "text/csv; charset=utf-8", write_csv),
    "xlsx": Format(
        "Excel (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx
    ),
    "json": Format("JSON, for programs", "application/json", write_json),
}
