"""Scanned pages become text where they are pictures only; a page that fails takes no other with it."""

import io
import os
import subprocess
from collections.abc import Callable
from datetime import date
from difflib import SequenceMatcher
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from letters.reading import sandbox
from letters.reading.documents import Unreadable, read_document
from letters.reading.page_layout import Line
from letters.reading.reader import read
from letters.reading.sandbox import open_untrusted, read_scan, read_untrusted
from letters.reading.scans import Scan, text_with
from tests.reading.pictures import blank
from tests.scoring.renditions import fax, scan

from .letters import SEED, a_letter

ASK = "We urge you to publish the list of examples no later than April 15, 2019."
LETTER = a_letter(ASK)


def line(words: str) -> Line:
    """A line of a page."""
    return Line(words, 72, 400, 100, 12)


def as_image(data: bytes, kind: str) -> bytes:
    """The pages of a PDF as an image file."""
    pages = [page.render(scale=200 / 72).to_pil().convert("L") for page in pypdfium2.PdfDocument(data)]
    target = io.BytesIO()
    pages[0].save(target, kind, **({"save_all": True, "append_images": pages} if kind == "TIFF" else {}))
    return target.getvalue()


@pytest.mark.parametrize("form", [scan, fax])
def test_a_scanned_letter_is_read(form: Callable[[str], bytes]) -> None:
    document = read_document(form(LETTER), "letter.pdf")
    found = read(document.text)
    assert found.date == date(2019, 3, 4)
    assert [signer.name for signer in found.signers] == ["Jane Q. Roe", "John Doe, Jr."]
    (ask,) = found.requests
    assert SequenceMatcher(None, ask.text, ASK).ratio() > 0.95
    assert ask.deadline
    assert ask.deadline.due_on == date(2019, 4, 15)
    assert "from a scan" in document.warnings[0]


def test_an_image_is_read_in_a_child_of_its_own() -> None:
    document = read_untrusted(as_image(scan(LETTER), "PNG"), "letter.png")
    assert document.kind == "image"
    assert "Jane Q. Roe" in document.text


def test_each_page_of_a_tiff_is_read() -> None:
    assert read_untrusted(as_image(scan(LETTER), "TIFF"), "letter.tif").text.count("Jane Q. Roe") == 2


def test_a_page_that_comes_too_late_is_named() -> None:
    text, doubts = text_with(Scan(b"", [None, None]), {0: [line("We urge you. To act")]})
    assert text.strip() == "We urge you. To act"
    assert doubts[1] == "Could not be read, or not in time: page 2. Add its words by hand."


def test_where_every_page_comes_too_late_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    two_pages = as_image(scan(LETTER), "TIFF")
    document = open_untrusted(two_pages, "letter.tif")
    monkeypatch.setattr(sandbox, "PAGE_WALL_SECONDS", -2)
    with pytest.raises(Unreadable, match="not in time"):
        read_scan(document, two_pages, "letter.tif")


def test_a_scan_is_opened_without_being_read() -> None:
    document = open_untrusted(as_image(scan(LETTER), "PNG"), "letter.png")
    assert document.text == ""
    assert document.scan
    assert document.scan.pictures() == [0]


def test_each_page_is_told_when_it_is_read() -> None:
    told, pages = [], blank(3)
    with pytest.raises(Unreadable, match="no text"):
        read_scan(
            open_untrusted(pages, "a.tif"), pages, "a.tif", lambda done, total: told.append((done, total))
        )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_who_need_not_go_on_leaves_the_other_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    class Enough(Exception):
        pass

    class Child(subprocess.Popen[bytes]):
        started = 0

        def __init__(self, *args: Any, **options: Any) -> None:
            Child.started += 1
            super().__init__(*args, **options)

    def tell(done: int, total: int) -> None:
        raise Enough

    pages = blank(20)
    document = open_untrusted(pages, "a.tif")
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setattr(subprocess, "Popen", Child)
    with pytest.raises(Enough):
        read_scan(document, pages, "a.tif", tell)
    assert Child.started < 5


def test_words_that_the_file_has_itself_are_not_mended() -> None:
    scanned = text_with(Scan(b"", [None]), {0: [line("by March I5, 2019")]})[0]
    assert scanned.strip() == "by March 15, 2019"
    beside, _ = text_with(Scan(b"", [[line("by March I5, 2019")], None]), {1: [line("page two")]})
    assert "March I5" in beside


def test_an_empty_sheet_holds_no_text() -> None:
    target = io.BytesIO()
    Image.new("L", (850, 1100), 255).save(target, "PNG")
    with pytest.raises(Unreadable, match="no text"):
        read_untrusted(target.getvalue(), "letter.png")


def test_an_image_of_far_too_many_dots_is_refused() -> None:
    target = io.BytesIO()
    Image.new("1", (40_000, 4_000), 1).save(target, "PNG")
    with pytest.raises(Unreadable):
        read_untrusted(target.getvalue(), "letter.png")


def test_every_page_is_read_also_one_that_is_nearly_empty() -> None:
    document = read_untrusted(scan(SEED), "letter.pdf")
    assert "Elizabeth Warren" in document.text
    assert document.warnings == (
        "The letter was read from a scan: compare names, dates and numbers with the paper.",
    )
