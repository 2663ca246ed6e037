"""The text of a DOCX file: paragraphs and tables in order, with the numbers that Word would show."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from letters.reading.unreadable import Unreadable
from letters.reading.word_numbering import Numbering

MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 5_000
_CONTAINERS = frozenset(qn(tag) for tag in ("w:tbl", "w:tr", "w:tc", "w:sdt", "w:sdtContent", "w:ins"))
_DAMAGED = "The Word file is damaged or cut off. Save it again in Word, or paste the letter's text."
_ENCRYPTED = "The Word file is encrypted with a password. Save it without one and upload it again."


def word_text(data: bytes) -> str:
    """The text of a DOCX, a line for each paragraph with an empty line between. Raises Unreadable."""
    _check_archive(data)
    try:
        document = docx.Document(io.BytesIO(data))
        numbering = Numbering(document)
        return "\n\n".join(_blocks(document.element.body, numbering))
    except Exception as error:
        # python-docx does not wrap what a broken package raises: zlib's, lxml's, zipfile's and its own errors.
        raise Unreadable(_DAMAGED) from error


def _check_archive(data: bytes) -> None:
    """Refuse archives that are not Word files, and those that would unpack to more than a letter."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError, NotImplementedError):
        raise Unreadable(_DAMAGED) from None
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries) or "EncryptedPackage" in names:
        raise Unreadable(_ENCRYPTED)
    if "word/document.xml" not in names:
        raise Unreadable(
            f"The file appears to be {_appearance(names)}. Upload the letter itself as text, Word (.docx) or PDF."
        )
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable(
            "The Word file unpacks to far more than a letter. Save it without its media, or paste the text."
        )


def _appearance(names: set[str]) -> str:
    for marker, appearance in (
        ("xl/workbook.xml", "an Excel workbook"),
        ("ppt/presentation.xml", "a PowerPoint presentation"),
        ("content.xml", "an OpenDocument file; save it as .docx or PDF"),
    ):
        if marker in names:
            return appearance
    return "a ZIP archive"


def _blocks(container: Any, numbering: Numbering) -> Iterator[str]:
    """The paragraphs of a body or a cell in order, those of tables and content controls at their place."""
    for element in container.iterchildren():
        if element.tag == qn("w:p"):
            if text := _paragraph(element, numbering):
                yield text
        elif element.tag in _CONTAINERS:
            yield from _blocks(element, numbering)


def _paragraph(element: Any, numbering: Numbering) -> str:
    words = "".join(_runs(element))
    return numbering.label(element) + words.strip("\n") if words.strip() else ""


def _runs(element: Any) -> Iterator[str]:
    for node in element.iter():
        if node.tag == qn("w:t"):
            yield node.text or ""
        elif node.tag == qn("w:tab"):
            # Tab stops are described by elements of the same name that stand in the paragraph's properties.
            yield "" if node.getparent().tag == qn("w:tabs") else "\t"
        elif node.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif node.tag == qn("w:noBreakHyphen"):
            yield "-"
