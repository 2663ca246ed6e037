"""The text of a PDF, line by line, with an empty line where the page leaves a gap."""

import itertools
import threading
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from letters.reading.unreadable import Unreadable

MAX_PAGES = 2_000
MAX_CHARACTERS = 5_000_000
_GAP = 1.45  # a step between two lines of so many usual steps is a paragraph's end

# PDFium keeps global state and is not thread-safe: one document at a time in a process.
_LOCK = threading.Lock()

_ENCRYPTED = "The PDF is encrypted with a password. Save it without one and upload it again."
_DAMAGED = (
    "The PDF is damaged or cut off. Export it again from where it was made, or paste the letter's text."
)


def pdf_text(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of all pages in order, and warnings about pages without text. Raises Unreadable."""
    with _LOCK:
        document = _opened(data)
        try:
            return _all_pages(document)
        except pypdfium2.PdfiumError:
            raise Unreadable(_DAMAGED) from None
        finally:
            document.close()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise Unreadable(_ENCRYPTED) from None
        raise Unreadable(_DAMAGED) from None


def _all_pages(document: pypdfium2.PdfDocument) -> tuple[str, tuple[str, ...]]:
    count = len(document)
    if not count:
        raise Unreadable(_DAMAGED)
    if count > MAX_PAGES:
        raise Unreadable(
            f"The PDF has {count:,} pages; at most {MAX_PAGES:,} are read. Upload only the letter's pages."
        )
    texts, size = [], 0
    for number in range(count):
        texts.append(_page(document, number))
        size += len(texts[-1])
        if size > MAX_CHARACTERS:
            raise Unreadable("The PDF holds far more text than a letter. Upload only the letter's pages.")
    if not any(text.strip() for text in texts):
        raise Unreadable(
            "The PDF holds no text: it appears to be a scan. Paste the letter's text, or upload one with text."
        )
    empty = [str(number) for number, text in enumerate(texts, start=1) if not text.strip()]
    warnings = (f"No text on page {', '.join(empty[:20])}: perhaps scanned.",) if empty else ()
    return "\n\n".join(text for text in texts if text.strip()), warnings


def _page(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        words = page.get_textpage()
        try:
            return _with_gaps(words)
        finally:
            words.close()
    finally:
        page.close()


def _with_gaps(words: pypdfium2.PdfTextPage) -> str:
    """The page's lines; where the step to the next one is larger than usual, an empty line stands between."""
    count = words.count_chars()
    text = words.get_text_range() if count > 0 else ""
    if (
        len(text) != count
    ):  # characters beyond the basic plane count twice in PDFium: positions would not match
        return text.replace("\r\n", "\n")
    lines, tops, start = [], [], 0
    for line in text.split("\r\n"):
        lines.append(line)
        tops.append(_baseline(words, start, line))
        start += len(line) + 2
    steps = [above - below for above, below in itertools.pairwise(tops)]
    usual = median(usual_steps) if (usual_steps := [step for step in steps if 4 < step < 40]) else 0.0
    parts = lines[:1]
    for line, step in zip(lines[1:], steps, strict=False):
        parts.append("\n" if usual and step > _GAP * usual else "")
        parts.append(line)
    return "\n".join(part for part in parts if part != "").replace("\n\n\n", "\n\n")


def _baseline(words: pypdfium2.PdfTextPage, start: int, line: str) -> float:
    """The height of a line on the page in points: that of its first visible letter."""
    offset = len(line) - len(line.lstrip())
    if offset == len(line):
        return 0.0
    return float(words.get_charbox(start + offset, loose=True)[1])
