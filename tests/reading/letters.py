"""Letters that were made up for the tests, and the files made from letters."""

import io
from pathlib import Path

import docx
from reportlab.lib.pagesizes import letter as page_size
from reportlab.pdfgen.canvas import Canvas

SEED = (Path(__file__).resolve().parents[2] / "seeds" / "pompeo-2020-10-01.txt").read_text(encoding="utf-8")

HEAD = """March 4, 2019

The Honorable Ada Example
Administrator
Agency of Examples
1 Sample Street, NW
Washington, DC 20500

Dear Administrator Example:

"""
TAIL = """

Sincerely,

Jane Q. Roe
United States Senator

John Doe, Jr.
Member of Congress
"""


def a_letter(body: str) -> str:
    """A whole letter of 4 March 2019 around a body."""
    return HEAD + body + TAIL


def wrapped(text: str, width: int = 88) -> list[str]:
    """The text's lines, broken where a typist would."""
    lines: list[str] = []
    for line in text.splitlines():
        current = ""
        for word in line.split():
            if current and len(current) + len(word) >= width:
                lines.append(current)
                current = word
            else:
                current = f"{current} {word}".strip()
        lines.append(current)
    return lines


def as_pdf(text: str, *, password: str | None = None) -> bytes:
    """A PDF of the text in Times, 46 lines a page with page numbers."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=page_size, encrypt=password)
    lines = wrapped(text)
    for number, first in enumerate(range(0, max(len(lines), 1), 46), start=1):
        canvas.setFont("Times-Roman", 11)
        for row, line in enumerate(lines[first : first + 46]):
            canvas.drawString(72, 730 - 14 * row, line)
        canvas.drawString(300, 40, str(number))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def as_docx(text: str) -> bytes:
    """A Word file with a paragraph for each line."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
