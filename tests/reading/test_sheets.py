"""Spreadsheets as text: whatever separates and encodes them, and nothing that was made to harm."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from letters.reading.sheets import MAX_COLUMNS, Sheet, read_lines, read_sheet
from letters.reading.unreadable import Unreadable
from letters.reading.workbooks import MAX_ROWS

NAMES = ["Letter", "Request"]


def workbook(rows: Sequence[Sequence[Any]], before: Sequence[str] = ()) -> bytes:
    """An XLSX file; `before` are the names of hidden sheets that stand before the rows."""
    book, into = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for name in before:
        book.create_sheet(name, 0).sheet_state = "hidden"
        book[name].append(["hidden", "words"])
    book.save(into)
    return into.getvalue()


def with_part(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name) or old.read(name))
    return into.getvalue()


def refused(data: bytes) -> str:
    """Why a file cannot be read."""
    with pytest.raises(Unreadable) as error:
        read_sheet(data)
    return str(error.value)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_is_read_whatever_separates_and_encodes_it(separator: str, encoding: str) -> None:
    text = f'Letter{separator}Request\r\nCafé{separator}"Say “why”{separator}\nand how"\r\n'
    assert read_sheet(text.encode(encoding)) == Sheet(
        NAMES, [(2, ["Café", f"Say “why”{separator}\nand how"])]
    )


def test_rows_are_numbered_as_the_spreadsheet_program_shows_them() -> None:
    assert read_sheet(b"\n,\nLetter,Request\n\nA,B\n").rows == [(5, ["A", "B"])]
    assert read_sheet(workbook([[], NAMES, [None, None], ["A", "B"]])).rows == [(4, ["A", "B"])]


def test_rows_are_as_wide_as_the_widest() -> None:
    assert read_sheet(b"Letter,Request,,\nA\nA,B,C\n") == Sheet(
        ["Letter", "Request", ""], [(2, ["A", "", ""]), (3, ["A", "B", "C"])]
    )


def test_the_apostrophe_of_an_export_is_taken_off_again() -> None:
    rows = read_sheet(b"Letter,Request\n'=A1,'tis so\n'-x,''=x\n").rows
    assert [cells for _, cells in rows] == [["=A1", "'tis so"], ["-x", "''=x"]]


def test_cells_of_a_workbook_are_text_and_days_are_iso() -> None:
    cells = [
        datetime(2026, 3, 2),  # noqa: DTZ001
        date(2026, 3, 2),
        datetime(2026, 3, 2, 9, 30),  # noqa: DTZ001
        7.0,
        1.5,
        True,
        "x ",
        None,
        "y",
    ]
    [(_, read)] = read_sheet(workbook([list("abcdefghi"), cells])).rows
    assert read == ["2026-03-02", "2026-03-02", "2026-03-02 09:30", "7", "1.5", "TRUE", "x", "", "y"]


def test_a_formula_is_read_as_the_value_that_was_kept_of_it() -> None:
    assert read_sheet(workbook([NAMES, ["=1+1", "B"]])).rows == [(2, ["", "B"])]


def test_the_first_sheet_that_can_be_seen_is_read() -> None:
    assert read_sheet(workbook([NAMES, ["A", "B"]], before=["Old"])) == Sheet(NAMES, [(2, ["A", "B"])])


def test_a_sheet_that_is_formatted_far_down_is_read() -> None:
    book, into = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(NAMES)
    sheet.append(["A", "B"])
    sheet.cell(1_048_576, 16_384).value = "far"
    book.save(into)
    assert read_sheet(into.getvalue()).rows == [(2, ["A", "B"])]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b" \n", "The file is empty"),
        (b"\xef\xbb\xbf\n", "needs a row that names the columns"),
        (b"Letter,Request\n", "needs a row that names the columns, and rows below it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel file (.xls), or one with a password"),
        (b"%PDF-1.7\0\0", "neither a CSV nor an Excel file"),
        (b"PK\x03\x04cut off", "damaged or cut off"),
        (b"a,b\n" + b"x" * 200_000 + b",y\n", "field larger than field limit"),
        (b"a,b\n" + b"x,y\n" * (MAX_ROWS + 1), f"more than {MAX_ROWS:,} rows"),
        (b"\n" * (MAX_ROWS * 4 + 1) + b"a,b\nc,d\n", "lines; split it"),
        (b"a\n" + b"," * MAX_COLUMNS + b"x\n", f"more than {MAX_COLUMNS} columns"),
        (b"a\nb\n" + b" " * 10 * 1024**2, "larger than 10 MB"),
        (b"a\n" + (b"x" * 100_000 + b"\n") * 101, "more than 10,000,000 characters"),
    ],
)
def test_what_is_no_sheet_of_letters_is_refused_with_what_to_do(data: bytes, why: str) -> None:
    assert why in refused(data)


def test_a_workbook_of_too_many_rows_or_columns_is_refused() -> None:
    assert "rows; split it" in refused(workbook([NAMES] + [["A", "B"]] * (MAX_ROWS + 1)))
    assert "columns; leave out" in refused(workbook([NAMES, ["x"] * (MAX_COLUMNS + 1)]))


def test_lines_are_as_many_as_rows_and_have_no_nul() -> None:
    assert read_lines("{}\0\n".encode("utf-16")) == "{}\n"
    with pytest.raises(Unreadable, match="lines; split it"):
        read_lines(b"{}\n" * (MAX_ROWS + 1))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part(workbook([NAMES, ["A", "B"]]), {"xl/worksheets/sheet1.xml": b" " * 70 * 1024**2})
    assert len(bomb) < 1024**2
    assert "unpacks to far more" in refused(bomb)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_an_entity_bomb_is_never_expanded(part: str) -> None:
    book = workbook([NAMES, ["A", "B"]])
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        xml = package.read(part)
    entities = b'<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 10) for name in b"bcdefghij"
    )
    declared = b"<!DOCTYPE x [" + entities + b"]>" + xml.partition(b"?>")[2].replace(b">A<", b">&j;<")
    assert "could not be read" in refused(with_part(book, {part: declared}))
