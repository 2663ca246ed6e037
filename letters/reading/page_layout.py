"""From the lines on a letter's pages to its running text, by where they stand and how large they are set.

A page's rows are found anew from the positions: programs write the columns of a signature block row by row or column
by column, list markers apart from their words. Running heads and page numbers are left out; footnotes go to the end.
Positions and sizes are in points, downwards from the page's upper left corner.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

_COLUMN_GAP = 1.8  # sizes of the type between two columns; the widest blank of justified lines is narrower
_PARAGRAPH_GAP = 1.3  # steps between lines, of the usual ones
_SMALL = 0.9  # of the body's size: footnotes
_MARKER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]|[•◦▪●○■□*·–—-]|o")
_NOTE = re.compile(r"\[?(?:\d{1,3}|[*†‡])\]?[ .]?\s*\S")
_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)"
_PAGE_NUMBER = re.compile(
    rf"[-–—~\s]*(?:(?:page|p\.?|pg\.?)\s*{_NUMBER}(?:\s*(?:of|/)\s*{_NUMBER})?|\d{{1,3}}(?:\s*(?:of|/)\s*\d{{1,3}})?)[-–—~\s]*",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.?!:;][\"'”’)\]]*$")
_HEAD_LINES = 5
_FEW_WORDS = 8  # in a line: a heading or a name
_NEARLY_FULL = 0.1  # of a line's width that the last line of a paragraph seldom reaches


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one height of the page; `size` is the height of the type."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[Line]
    notes: list[Line]


def running_text(pages: list[list[Line]]) -> str:
    """The words of all pages: a line for each line, an empty line between paragraphs, footnotes last."""
    body = _body_size([line for page in pages for line in page])
    split = [_without_notes(_in_order(page), body) for page in _without_furniture(pages)]
    step = _usual_step([page.lines for page in split])
    text, before = "", list[Line]()
    for page in filter(None, (page.lines for page in split)):
        joint = "" if not before else "\n" if _goes_on(before, page) else "\n\n"
        text += joint + "\n".join(_parted(page, step))
        before = page
    notes = [note for page in split for note in _joined_notes(page.notes)]
    return "\n\n".join(part for part in (text, *notes) if part)


def joined_words(words: Iterable[Line]) -> Iterator[Line]:
    """The words of a line put together, parted where the gap is too wide for a blank."""
    line: Line | None = None
    for word in words:
        if line and line.left < word.left < line.right + _COLUMN_GAP * line.size:
            line = replace(line, text=f"{line.text} {word.text}", right=word.right)
        else:
            if line:
                yield line
            line = word
    if line:
        yield line


def _body_size(lines: list[Line]) -> float:
    """The size that most of the words are set in."""
    sized = sorted((line.size, len(line.text)) for line in lines)
    half, passed = sum(length for _, length in sized) / 2, 0
    for size, length in sized:
        passed += length
        if passed >= half:
            return size
    return 0.0


def _rows(lines: list[Line]) -> list[list[Line]]:
    """Lines on one height together, from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.base):
        if rows and line.base - median(other.base for other in rows[-1]) < 0.45 * min(
            line.size, rows[-1][0].size
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _in_order(lines: list[Line]) -> list[Line]:
    """The lines of a page as they are read: columns one after the other, block by block."""
    ordered: list[Line] = []
    columns: list[list[Line]] = []
    for row in map(_joined, _rows(lines)):
        if columns and _leaves_columns(columns, row):
            ordered += _by_column(columns)
            columns = []
        if columns or len(row) > 1:
            columns.append(row)
        else:
            ordered += row
    return [*ordered, *_by_column(columns)]


def _joined(row: list[Line]) -> list[Line]:
    """A row whose pieces are put together where no column's gap parts them."""
    whole = row[:1]
    for line in row[1:]:
        before = whole[-1]
        if line.left - before.right < _COLUMN_GAP * line.size or _MARKER.fullmatch(before.text):
            blank = " " if line.left - before.right > 0.1 * line.size else ""
            whole[-1] = replace(before, text=before.text + blank + line.text, right=line.right)
        else:
            whole.append(line)
    return whole


def _leaves_columns(rows: list[list[Line]], row: list[Line]) -> bool:
    """Whether a row belongs to no column: a single line across the gutter, or far below."""
    gutter = max(other[1].left for other in rows if len(other) > 1)
    far = row[0].base - rows[-1][0].base > 5 * row[0].size
    return far or (len(row) == 1 and row[0].left < gutter - 2 * row[0].size and row[0].right > gutter)


def _by_column(rows: list[list[Line]]) -> Iterator[Line]:
    """The rows of two or more columns, block by block: a name and its title stay together."""
    if not rows:
        return
    starts = sorted({round(line.left) for row in rows if len(row) > 1 for line in row[1:]})
    gutters = [start for before, start in pairwise([-1000, *starts]) if start - before > 40]
    for block in _blocks(rows):
        filed: dict[int, list[Line]] = {}
        for row in block:
            for line in row:
                filed.setdefault(sum(line.left > gutter - 20 for gutter in gutters), []).append(line)
        for column in sorted(filed):
            yield from filed[column]


def _blocks(rows: list[list[Line]]) -> list[list[list[Line]]]:
    steps = [below[0].base - above[0].base for above, below in pairwise(rows)]
    usual = min(steps, default=0.0)
    blocks = [rows[:1]]
    for row, step in zip(rows[1:], steps, strict=True):
        if step > _PARAGRAPH_GAP * usual:
            blocks.append([row])
        else:
            blocks[-1].append(row)
    return blocks


def _without_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without page numbers, and from the second on without what stands above one at the top."""
    cleared = []
    for number, page in enumerate(pages):
        rows = _rows(page)
        if rows and _is_page_number(rows[-1]):
            rows.pop()
        top = [index for index, row in enumerate(rows[:_HEAD_LINES]) if _is_page_number(row)]
        if number and top:
            rows = rows[top[-1] + 1 :]
        cleared.append([line for row in rows for line in row])
    return _without_repeated(cleared)


def _is_page_number(row: list[Line]) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(" ".join(line.text for line in row)))


def _without_repeated(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without a first or last line that the page before begins or ends with at the same height."""
    kept = []
    for before, page in zip([[], *pages], pages, strict=False):
        known = {(line.text, round(line.base / 4)) for line in _edges(before)}
        repeated = [line for line in _edges(page) if (line.text, round(line.base / 4)) in known]
        kept.append([line for line in page if line not in repeated])
    return kept


def _edges(page: list[Line]) -> list[Line]:
    return page[:2] + page[-2:]


def _without_notes(lines: list[Line], body: float) -> _Page:
    """The footnotes apart: small type from a note's mark to the page's end."""
    start = len(lines)
    while start and lines[start - 1].size < _SMALL * body:
        start -= 1
    while start < len(lines) and not _NOTE.match(lines[start].text):
        start += 1
    return _Page(lines[:start], lines[start:])


def _joined_notes(lines: list[Line]) -> list[str]:
    notes: list[str] = []
    for line in lines:
        if notes and not re.match(r"\[?(?:\d{1,3}|[*†‡])", line.text):
            notes[-1] += f" {line.text}"
        else:
            notes.append(line.text)
    return notes


def _usual_step(pages: list[list[Line]]) -> float:
    """The smallest step between lines that is common; 0 where there is none."""
    steps = sorted(
        below.base - above.base
        for page in pages
        for above, below in pairwise(page)
        if 0.8 * below.size < below.base - above.base < 4 * below.size
    )
    for index, step in enumerate(steps):
        if sum(other <= 1.1 * step for other in steps[index:]) >= 0.15 * len(steps):
            return step * 1.05
    return 0.0


def _parted(lines: list[Line], usual: float) -> Iterator[str]:
    """The lines' words, with an empty one before each paragraph."""
    margin = min((line.left for line in lines), default=0.0)
    for above, below in zip([None, *lines], lines, strict=False):
        if above and (_leaves_gap(above, below, usual) or _is_indented(above, below, margin)):
            yield ""
        yield below.text


def _leaves_gap(above: Line, below: Line, usual: float) -> bool:
    """Whether there is more than a step between two lines, or the second begins a column."""
    return below.base < above.base or below.base - above.base > _PARAGRAPH_GAP * usual


def _is_indented(above: Line, below: Line, margin: float) -> bool:
    """Whether a line begins a paragraph by its indentation; the lines of a list's item stand below its words."""
    return (
        below.left - above.left > 1.2 * below.size
        and above.left - margin < below.size
        and bool(_ENDS.search(above.text))
        and not _MARKER.match(above.text.split(" ", 1)[0])
    )


def _goes_on(above: list[Line], below: list[Line]) -> bool:
    """Whether the sentence or the paragraph at a page's end goes on with the next page.

    A sentence may end where the page does; a paragraph that ends there seldom fills its last line.
    """
    last, first = above[-1], below[0]
    if _MARKER.fullmatch(first.text.split(" ", 1)[0]):
        return False
    if first.text[:1].islower() or (not _ENDS.search(last.text) and len(last.text.split()) > _FEW_WORDS):
        return True
    margin = max(line.right for line in above)
    return margin - last.right < _NEARLY_FULL * (margin - min(line.left for line in above))
