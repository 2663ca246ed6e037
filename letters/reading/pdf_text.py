"""The text of a PDF: the lines that PDFium finds on its pages, and where they stand."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from letters.reading.page_layout import Line, joined_words
from letters.reading.unreadable import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PAGES = 2_000
MAX_CHARACTERS = 5_000_000
_RAISED = 0.8  # of a word's height: the mark of a footnote
_FEW_LINES = 4  # a stamp or a fax's header on a scanned page
_MOST = 0.5
_DOTS = 300  # an inch
_MAX_PIXELS = 12_000_000
_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")
_WORD = re.compile(r"\S+")
_NOTE_MARK = re.compile(r"(?:\[?\d{1,3}\]?|[*†‡§])$")

# PDFium keeps global state and is not thread-safe: one document at a time in a process.
_LOCK = threading.Lock()

_ENCRYPTED = "The PDF is encrypted with a password. Save it without one and upload it again."
_DAMAGED = (
    "The PDF is damaged or cut off. Export it again from where it was made, or paste the letter's text."
)


def pdf_pages(data: bytes) -> list[list[Line] | None]:
    """The lines of all pages in order; None for a page that is a picture without text. Raises Unreadable."""
    with _opened(data) as document:
        count = len(document)
        if not count:
            raise Unreadable(_DAMAGED)
        if count > MAX_PAGES:
            raise Unreadable(
                f"The PDF has {count:,} pages; at most {MAX_PAGES:,} are read. Upload only the letter's pages."
            )
        return _all_pages(document)


def picture_of_page(data: bytes, number: int) -> "Image":
    """A page as a grey picture. Raises Unreadable."""
    with _opened(data) as document:
        page = document[number]
        try:
            scale = min(_DOTS / 72, (_MAX_PIXELS / (page.get_width() * page.get_height())) ** 0.5)
            picture: Image = page.render(scale=scale, grayscale=True).to_pil()
            return picture
        finally:
            page.close()


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _LOCK:
        document = None
        try:
            document = pypdfium2.PdfDocument(data)
            yield document
        except pypdfium2.PdfiumError as error:
            is_locked = (
                getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
                or "password" in str(error).lower()
            )
            raise Unreadable(_ENCRYPTED if is_locked else _DAMAGED) from None
        finally:
            if document is not None:
                document.close()


def _all_pages(document: pypdfium2.PdfDocument) -> list[list[Line] | None]:
    pages: list[list[Line] | None] = []
    size = 0
    for number in range(len(document)):
        page = _page(document, number)
        pages.append(page)
        size += sum(len(line.text) for line in page or ())
        if size > MAX_CHARACTERS:
            raise Unreadable("The PDF holds far more text than a letter. Upload only the letter's pages.")
    return pages


def _page(document: pypdfium2.PdfDocument, number: int) -> list[Line] | None:
    page = document[number]
    try:
        words = page.get_textpage()
        try:
            lines = _lines(words, page.get_height())
        finally:
            words.close()
        return None if len(lines) < _FEW_LINES and _is_picture(page) else lines
    finally:
        page.close()


def _lines(page: pypdfium2.PdfTextPage, height: float) -> list[Line]:
    """The page's lines, cut where a gap is too wide for a blank."""
    count = page.count_chars()
    text = page.get_text_range() if count > 0 else ""
    if len(text) != count:  # PDFium counts characters beyond the basic plane twice
        text = "".join(letter if letter <= "\uffff" else f"{letter}\0" for letter in text)
    return [
        line
        for found in _LINE.finditer(text[:count])
        for line in joined_words(_words(page, text, *found.span(), height))
    ]


def _words(page: pypdfium2.PdfTextPage, text: str, start: int, end: int, height: float) -> Iterator[Line]:
    for found in _WORD.finditer(text, start, end):
        left, bottom, _, top = page.get_charbox(found.start(), loose=True)
        _, last_bottom, right, last_top = page.get_charbox(found.end() - 1, loose=True)
        size = top - bottom
        is_raised = last_bottom > bottom + 0.2 * size or last_top - last_bottom < _RAISED * size
        word = _NOTE_MARK.sub("", found[0]) if is_raised else found[0]
        if word:
            yield Line(word, left, right, height - bottom, size)


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether one image covers most of the page."""
    area = page.get_width() * page.get_height()
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > _MOST * area:
            return True
    return False
