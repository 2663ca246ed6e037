"""The report of an office's open requests as a PDF: the same content as the page, plain, its text selectable.

The font is DejaVu Sans where the machine has it: Latin, Greek, Cyrillic, Armenian and Georgian letters. Else it is Bitstream
Vera, which reportlab brings: Latin letters of western Europe. What the font does not draw loses its accent, or shows as a box,
and the last line says so.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from typing import Any
from unicodedata import normalize
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import landscape, letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import CondPageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from letters.models import LetterRequest
from letters.open_requests import Report, ReportedLetter
from letters.progress import RequestProgress
from letters.sheet_rows import addressed
from letters.states import Outcome


def first_found(name: str, *files: str) -> TTFont:
    """The first of the font files that reportlab finds on its search path."""
    for file in files[:-1]:
        try:
            return TTFont(name, file)
        except TTFError:
            continue
    return TTFont(name, files[-1])


PLAIN = first_found("Plain", "DejaVuSans.ttf", "Vera.ttf")
BOLD = first_found("Bold", "DejaVuSans-Bold.ttf", "VeraBd.ttf")
registerFont(PLAIN)
registerFont(BOLD)

LONGEST = 1_500  # characters of a request; the page shows as many
TEXT = ParagraphStyle("text", fontName="Plain", fontSize=8, leading=10.5)
QUIET = ParagraphStyle("quiet", parent=TEXT, textColor=colors.HexColor("#555d66"))
TITLE = ParagraphStyle("title", parent=TEXT, fontName="Bold", fontSize=16, leading=20, spaceAfter=4)
HEADING = ParagraphStyle("heading", parent=TEXT, fontName="Bold", fontSize=10, leading=13, spaceBefore=10)
COLUMNS = {"Request": 4.0, "Deadline": 1.4, "Response": 2.0, "Outcome": 1.25, "Next check": 1.35}  # inches
LINES = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#d3d9df")),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
)


def pdf_of(report: Report) -> bytes:
    """The report's pages."""
    into, title = BytesIO(), f"Open requests of {report.office.name} as of {day(report.on)}"
    document = SimpleDocTemplate(
        into,
        pagesize=landscape(letter),
        leftMargin=0.5 * inch,
        rightMargin=0.5 * inch,
        topMargin=0.5 * inch,
        bottomMargin=0.6 * inch,
        title=title,
        author=report.office.name,
        lang="en-US",
    )
    pieces = list(pieces_of(report))
    document.build(pieces, onFirstPage=footer(title), onLaterPages=footer(title))
    return into.getvalue()


def footer(title: str) -> Any:
    """Draws what each page says at its foot: what it belongs to, and its number."""

    def draw(canvas: Any, document: Any) -> None:
        canvas.setFont("Plain", 7)
        canvas.drawString(0.5 * inch, 0.35 * inch, drawn(title[:120]))
        canvas.drawRightString(10.5 * inch, 0.35 * inch, f"Page {document.page}")

    return draw


def pieces_of(report: Report) -> Iterator[Any]:
    """The report from its title to its last line."""
    yield words(report.office.name, QUIET)
    yield words("Open requests", TITLE)
    yield words(summary(report))
    yield words(
        "“Overdue” means past the date that the letter asked for; no law sets that date. "
        "Letters with the longest overdue requests stand first.",
        QUIET,
    )
    if report.listed < report.totals.open:
        yield words(f"Only the first {report.listed:,} are listed; the export has all.", QUIET)
    for entry in report.letters:
        yield from letter_pieces(entry)
    if not report.letters:
        yield words("No request is open.")
    if not all(map(is_drawn, texts_of(report))):
        yield Spacer(1, 8)
        yield words(
            "This document’s font lacks some of the letters above, which show as boxes or without their accents; the page at the desk has them.",
            QUIET,
        )


def summary(report: Report) -> str:
    """The counts, each with what it is a part of."""
    totals = report.totals
    return (
        f"As of {day(report.on)}: {totals.open:,} of {totals.kept:,} requests are open; {totals.awaited:,} of these "
        f"await a response, and {totals.overdue:,} of those are overdue."
    )


def letter_pieces(entry: ReportedLetter) -> Iterator[Any]:
    """A letter and the table of its open requests; the heading stays with the table's beginning."""
    asked = entry.letter
    to = "; ".join(map(addressed, asked.recipients.all())) or "nobody who is named"
    table = Table(
        [[words(name, QUIET) for name in COLUMNS], *(cells(*row) for row in entry.requests)],
        colWidths=[width * inch for width in COLUMNS.values()],
        repeatRows=1,
        splitInRow=1,
        style=LINES,
        hAlign="LEFT",
    )
    dated = day(asked.letter_date) or "No date"
    yield CondPageBreak(1.5 * inch)
    yield words(str(asked), HEADING)
    yield words(f"{dated} · To {to} · {asked.get_visibility_display()}", QUIET)
    yield table


def cells(letter_request: LetterRequest, progress: RequestProgress) -> list[Any]:
    """The row of a request."""
    return [
        words(f"{letter_request.number}. {cut(letter_request.text)}{assigned(letter_request)}"),
        words(deadline(progress)),
        words("\n".join(responses(progress))),
        words(Outcome(progress.outcome_state).label),
        words(day(progress.next_check_on)),
    ]


def cut(text: str) -> str:
    """As much of a request as the report says, as running text."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def assigned(letter_request: LetterRequest) -> str:
    """Whose it is, where it is somebody's."""
    return f"\nAssigned to {letter_request.assigned_to}" if letter_request.assigned_to else ""


def deadline(progress: RequestProgress) -> str:
    """The deadline, and how long ago it was."""
    late, on = progress.overdue_days, day(progress.due_on) or "The letter sets none"
    return f"{on}\nOverdue by {late} day{'' if late == 1 else 's'}" if late else on


def responses(progress: RequestProgress) -> Iterable[str]:
    """What each recipient has answered."""
    several = len(progress.responses) > 1
    for entry in progress.responses:
        label = entry.get_state_display()
        yield f"{entry.recipient}: {label}" if several else label


def texts_of(report: Report) -> Iterator[str]:
    """All that others have written and the report says."""
    yield report.office.name
    for entry in report.letters:
        yield str(entry.letter)
        yield from map(addressed, entry.letter.recipients.all())
        for letter_request, _ in entry.requests:
            yield cut(letter_request.text)
            yield assigned(letter_request)


def is_drawn(text: str) -> bool:
    """Whether the font has a shape for each letter."""
    return all(ord(character) in PLAIN.face.charToGlyph or character.isspace() for character in text)


def drawn(text: str) -> str:
    """The text, with letters that the font lacks as their base letters where these are there."""
    return "".join(character if is_drawn(character) else base_of(character) for character in text)


def base_of(character: str) -> str:
    """The letter without its accents, or the letter itself where the font lacks that one, too."""
    base = normalize("NFD", character)[0]
    return base if is_drawn(base) else character


def day(on: date | None) -> str:
    """A day that reads the same everywhere."""
    return f"{on:%B} {on.day}, {on.year}" if on else ""


def words(text: str, style: ParagraphStyle = TEXT) -> Any:
    """A paragraph of plain text: nothing in it is markup."""
    return Paragraph(escape(drawn(text)).replace("\n", "<br/>"), style)
