"""Spreadsheets that unpack to far more than they hold, are far wider than a sheet, or lead away."""

import io
from collections.abc import Callable, Mapping

from openpyxl import Workbook

from tests.hostile.bombs.bait import Bait
from tests.hostile.bombs.packages import MEGABYTE, flat, nested
from tests.hostile.bombs.polyglots import PAGE
from tests.hostile.bombs.xml import TEN
from tests.reading.test_sheets import with_part

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEAD = b"Letter,Request\n"
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"


def book(parts: Mapping[str, str]) -> bytes:
    """A workbook with some of its parts replaced."""
    made, into = Workbook(), io.BytesIO()
    for row in (["Letter", "Request"], ["On specimens", "Publish it."]):
        made.worksheets[0].append(row)
    made.save(into)
    return with_part(into.getvalue(), {name: text.encode() for name, text in parts.items()})


def sheet(rows: str, before: str = "") -> bytes:
    """A workbook with these rows."""
    return book({SHEET: f"{before}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"})


def cell(words: str, more: str = "") -> str:
    """A cell that holds its own words."""
    return f'<c t="inlineStr"{more}><is><t>{words}</t></is></c>'


FILES: dict[str, Callable[[Bait], bytes]] = {
    "flat.xlsx": flat,
    "nested.xlsx": nested,
    "laughing.xlsx": lambda _bait: sheet(
        f"<row>{cell('&a9;')}</row>", f'<!DOCTYPE d [<!ENTITY a0 "ha">{TEN}]>'
    ),
    "from-the-disk.xlsx": lambda bait: sheet(
        f"<row>{cell('&a;')}</row>" * 2,
        f'<!DOCTYPE d SYSTEM "{bait.http}/d" [<!ENTITY a SYSTEM "{bait.file}">]>',
    ),
    "a-million-rows.xlsx": lambda _bait: sheet("<row/>" * 1_000_000 + f"<row>{cell('a')}</row>"),
    "wide.xlsx": lambda _bait: sheet(f"<row>{cell('a') * 500_000}</row>" * 2),
    "far-off.xlsx": lambda _bait: sheet("<row r='9'>" + cell("a", " r='XFD1048576'") + "</row>"),
    "deep.xlsx": lambda _bait: sheet("<row>" * 100_000 + "</row>" * 100_000),
    "strings.xlsx": lambda _bait: book({STRINGS: f"<sst {MAIN}>{'<si><t>a</t></si>' * 3_000_000}</sst>"}),
    "long-string.xlsx": lambda _bait: book(
        {STRINGS: f"<sst {MAIN}><si><t>{'a' * 50 * MEGABYTE}</t></si></sst>"}
    ),
    "styles.xlsx": lambda _bait: book(
        {STYLES: f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * 2_000_000}</cellXfs></styleSheet>"}
    ),
    "long-cell.csv": lambda _bait: HEAD + b'a,"' + b"a" * 9_000_000,
    "wide.csv": lambda _bait: b"," * 10_000_000 + b"a\n",
    "many-rows.csv": lambda _bait: HEAD + b"a,b\n" * 2_000_000,
    "many-lines.csv": lambda _bait: b"\n" * 10_000_000 + HEAD,
    "unclosed.csv": lambda _bait: HEAD + b'"\n' * 3_000_000,
    "utf-16.csv": lambda _bait: "Letter,Request\n\0a,b".encode("utf-16") + b"\0",
    "page.csv": lambda _bait: HEAD + PAGE.encode(),
    "deep.jsonl": lambda _bait: b"[" * 5_000_000,
    "long-number.jsonl": lambda _bait: b'{"title": ' + b"1" * 5_000_000 + b"}",
    "twice.jsonl": lambda _bait: b'{"title": "a", "title": {"\\u0000": "\\ud800"}}\n' * 9,
}
