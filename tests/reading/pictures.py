"""Small scans, each page of which takes a moment to read."""

import io

from PIL import Image, ImageDraw, ImageFont

DOTS = 300  # an inch


def picture_of(*pages: str) -> bytes:
    """A TIFF file with a line of words on each page; an empty one has none."""
    sheets = [sheet_of(words) for words in pages]
    target = io.BytesIO()
    sheets[0].save(target, "TIFF", dpi=(DOTS, DOTS), save_all=True, append_images=sheets[1:])
    return target.getvalue()


def sheet_of(words: str) -> Image.Image:
    """A strip of paper with a line of words."""
    sheet = Image.new("L", (1200, 300), 255)
    ImageDraw.Draw(sheet).text((60, 100), words, 0, ImageFont.load_default(72))
    return sheet


def blank(pages: int = 1) -> bytes:
    """So many pages without a word."""
    return picture_of(*[""] * pages)
