"""Sets a letter as an office would: letterhead, wrapped lines, page numbers, footnotes, signatures in two columns."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.lib.pagesizes import letter as page_size
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from letters.reading.layout import find_parts

WIDTH, HEIGHT = page_size
MARGIN = 72.0
MARKED = re.compile(
    r"(?P<marker>(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]|[*•-])\s+)(?P<words>.*)", re.DOTALL
)
TITLE = re.compile(
    r"(?:United States|U\.S\.|Member|Senator|Represent|Chair|Co-|Vice|Ranking|Delegate|Committee|Sub)"
)
NOTES = (
    "See Government Accountability Office, Examples of Reports, GAO-00-000 (Washington, D.C.: 2001).",
    "5 U.S.C. 552(b)(5).",
    "Letter from the Office of Examples to Congress, January 3, 2001, on file with the committee.",
)


@dataclass(frozen=True)
class Style:
    """How one office sets its letters. `rows`: signatures are drawn line by line over both columns."""

    font: str
    size: float
    rows: bool
    running_head: bool


TIMES = Style("Times-Roman", 12, rows=False, running_head=False)
HELVETICA = Style("Helvetica", 11, rows=True, running_head=True)
_PLAIN = str.maketrans(
    {"\u202f": " ", "\u2009": " ", "‑": "-", "−": "-", "\u200b": "", "\ufeff": "", "′": "'", "●": "•"}
)


@dataclass
class Block:
    """Lines that stay together at an indentation, what follows them, and the footnotes they carry."""

    lines: list[str]
    indent: float = 0.0
    marker: str = ""
    note: str = ""


def typeset(text: str, style: Style) -> bytes:
    """The letter as a PDF."""
    return _Sheet(style).set(text.translate(_PLAIN))


class _Sheet:
    def __init__(self, style: Style) -> None:
        self.style, self.leading = style, style.size * 1.2
        self.target = io.BytesIO()
        self.canvas = Canvas(self.target, pagesize=page_size, invariant=True)
        self.page, self.y, self.notes = 0, 0.0, list[str]()
        self.counted = 0

    def set(self, text: str) -> bytes:
        parts = find_parts(text)
        self.new_page()
        head, body, tail = (
            text[: parts.head_end],
            text[parts.head_end : parts.body_end],
            text[parts.body_end :],
        )
        self.head(head)
        for number, paragraph in enumerate(paragraphs(body)):
            self.paragraph(paragraph, noted=number % 4 == 2)
        self.signatures(paragraphs(tail))
        self.end_page()
        self.canvas.save()
        return self.target.getvalue()

    def head(self, text: str) -> None:
        for line in paragraphs(text):
            for piece in self.split(line, WIDTH - 2 * MARGIN):
                self.line(piece)
            if re.fullmatch(r"\w+ \d{1,2}, \d{4}", line):
                self.space()
        self.space()

    def paragraph(self, words: str, *, noted: bool) -> None:
        found = MARKED.fullmatch(words)
        indent = 36.0 if found else 0.0
        marker, words = (found["marker"].strip(), found["words"]) if found else ("", words)
        lines = self.split(words, WIDTH - 2 * MARGIN - indent)
        for number, line in enumerate(lines):
            noted_here = noted and number == len(lines) - 1 and line.endswith(".")
            self.room(noted_here)
            if marker and not number:
                self.canvas.drawString(MARGIN + 18, self.y, marker)
            self.line(line, indent, noted=noted_here)
        self.space()

    def signatures(self, lines: list[str]) -> None:
        """The closing, then blocks of a name and its titles, in two columns where there are several."""
        closing, blocks = lines[:1], list(signature_blocks(lines[1:]))
        for line in closing:
            for piece in self.split(line, WIDTH - 2 * MARGIN):
                self.line(piece)
        self.space()
        if len(blocks) < 3 or any(len(line) > 60 for line in lines):
            for block in blocks:
                self.room()
                for line in block:
                    for piece in self.split(line, WIDTH - 2 * MARGIN):
                        self.line(piece)
                self.space()
            return
        for left, right in zip(blocks[::2], [*blocks[1::2], []], strict=False):
            self.pair(
                [piece for line in left for piece in self.split(line, 220)],
                [piece for line in right for piece in self.split(line, 220)],
            )

    def pair(self, left: list[str], right: list[str]) -> None:
        depth = max(len(left), len(right))
        if self.y - depth * self.leading < MARGIN + 20:
            self.end_page()
            self.new_page()
        places = [
            (x, row, line)
            for x, column in ((MARGIN, left), (MARGIN + 240, right))
            for row, line in enumerate(column)
        ]
        if self.style.rows:
            places.sort(key=lambda place: (place[1], place[0]))
        for x, row, line in places:
            self.canvas.drawString(x, self.y - row * self.leading, line)
        self.y -= (depth + 2) * self.leading

    def line(self, words: str, indent: float = 0.0, *, noted: bool = False) -> None:
        self.room(noted)
        self.canvas.drawString(MARGIN + indent, self.y, words)
        if noted:
            self.counted += 1
            self.notes.append(f"{self.counted} {NOTES[self.counted % len(NOTES)]}")
            x = MARGIN + indent + self.canvas.stringWidth(words, self.style.font, self.style.size)
            self.canvas.setFont(self.style.font, 7)
            self.canvas.drawString(x, self.y + 4, str(self.counted))
            self.canvas.setFont(self.style.font, self.style.size)
        self.y -= self.leading

    def space(self) -> None:
        self.y -= self.leading

    def room(self, noted: bool = False) -> None:
        if self.y < MARGIN + 12 * (len(self.notes) + 2 * noted):
            self.end_page()
            self.new_page()

    def split(self, words: str, width: float) -> list[str]:
        lines: list[str] = simpleSplit(" ".join(words.split()), self.style.font, self.style.size, width)
        return lines

    def new_page(self) -> None:
        self.page += 1
        self.y = HEIGHT - MARGIN
        if self.page == 1:
            self.letterhead()
        elif self.style.running_head:
            self.canvas.setFont(self.style.font, self.style.size)
            self.canvas.drawString(MARGIN, HEIGHT - 40, f"Page {self.page}")
        self.canvas.setFont(self.style.font, self.style.size)

    def letterhead(self) -> None:
        for words, size in (("Congress of the United States", 20), ("WASHINGTON, DC 20515", 8)):
            self.canvas.setFont("Times-Bold", size)
            self.canvas.drawCentredString(WIDTH / 2, self.y, words)
            self.y -= size * 1.3
        self.y -= 20

    def end_page(self) -> None:
        y = 60.0 + 10 * (len(self.notes) - 1)
        self.canvas.setFont(self.style.font, 8)
        if self.notes:
            self.canvas.line(MARGIN, y + 12, MARGIN + 144, y + 12)
        for note in self.notes:
            self.canvas.drawString(MARGIN, y, note)
            y -= 10
        if not self.style.running_head:
            self.canvas.setFont(self.style.font, self.style.size)
            self.canvas.drawCentredString(WIDTH / 2, 36, str(self.page))
        self.notes = []
        self.canvas.showPage()


def paragraphs(text: str) -> list[str]:
    """The lines that hold words."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def signature_blocks(lines: list[str]) -> Iterator[list[str]]:
    """A name with the titles below it."""
    block: list[str] = []
    for line in lines:
        if block and not TITLE.match(line):
            yield block
            block = []
        block.append(line)
    if block:
        yield block
