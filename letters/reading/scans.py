"""Pages that are pictures: which they are, and how their words come into a document's text.

Reading one takes about three seconds, so whoever opens a document decides where its pages are read (`letters.reading.sandbox`
gives each to a process of its own) and puts them in with `text_with`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from letters.reading.mending import mended
from letters.reading.page_layout import Line, running_text
from letters.reading.pdf_text import picture_of_page
from letters.reading.unreadable import Unreadable

MAX_SCANNED_PAGES = 40
IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")  # how PNG, JPEG and TIFF files begin
_NO_READER = "This installation has no reader for scans. Paste the letter's text, or upload a file with text."


@dataclass(frozen=True, slots=True)
class Scan:
    """A file with scanned pages: the lines of each page that has text, None for one that is a picture."""

    data: bytes
    pages: Sequence[Sequence[Line] | None]

    def pictures(self) -> list[int]:
        """The numbers, from 0, of the pages that are to be read as pictures."""
        found = [number for number, page in enumerate(self.pages) if page is None]
        return found[:MAX_SCANNED_PAGES]


def image_pages(data: bytes) -> int:
    """How many pages an image file holds. Raises Unreadable."""
    pages: int = _reader().image_pages(data)
    return pages


def read_page(scan: Scan, number: int) -> list[Line]:
    """The lines of a page that is a picture. Raises Unreadable."""
    reader = _reader()
    is_image = scan.data.startswith(IMAGES)
    picture = reader.page_of_image(scan.data, number) if is_image else picture_of_page(scan.data, number)
    lines: list[Line] = reader.lines_of_page(picture)
    return lines


def _reader() -> ModuleType:
    """The module with Tesseract, which takes a moment to load and is not made for every platform."""
    try:
        return import_module("letters.reading.scan_text")
    except ImportError:
        raise Unreadable(_NO_READER) from None


def text_with(scan: Scan, read: Mapping[int, list[Line]]) -> tuple[str, tuple[str, ...]]:
    """The text of all pages, those that are pictures as they were read, and what is doubtful about it.

    Raises Unreadable where not one page could be read.
    """
    pages = [list(page or read.get(number, [])) for number, page in enumerate(scan.pages)]
    doubts = ["The letter was read from a scan: compare names, dates and numbers with the paper."]
    if unread := [
        str(number + 1) for number, page in enumerate(scan.pages) if page is None and number not in read
    ]:
        doubts.append(
            f"Could not be read, or not in time: page {', '.join(unread[:20])}. Add its words by hand."
        )
    if empty := [
        str(number + 1) for number, page in enumerate(pages) if not page and str(number + 1) not in unread
    ]:
        doubts.append(f"No text was found on page {', '.join(empty[:20])}.")
    text = running_text(pages)
    if not text.strip() and len(unread) == len(pages):
        raise Unreadable(
            "None of the scanned pages could be read, or not in time. Upload fewer pages, or paste the letter's text."
        )
    # What has words of its own beside the pictures stays as it is.
    return text if any(scan.pages) else mended(text), tuple(doubts)
