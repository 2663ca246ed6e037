"""Paragraphs and sentences of a letter's body, also where line breaks were lost or wrapped."""

import itertools
import re
from dataclasses import dataclass
from statistics import median

from letters.reading.inline_markers import inline_markers
from letters.reading.layout import lines, trim
from letters.reading.vocabulary import word_set

_ABBREVIATIONS = word_set("""mr mrs ms dr hon sen rep gov gen col lt sgt maj adm capt rev st messrs v vs no nos art sec sect fig dept ave
    jan feb mar apr jun jul aug sept sep oct nov dec e.g i.e cf ed al approx fn pp p vol cong sess stat para""")
# These end a sentence only where a usual opening word follows.
_DOUBTFUL = word_set(
    "u.s d.c u.s.c inc corp co ltd jr sr a.m p.m u.n ph.d m.d etc esq l.p n.w s.w n.e s.e u.k e.u c.f.r ii iii"
)
_OPENERS = word_set("""the in we i our this that these those it if as however while and but they he she there for please what when where
    why how who which will would could can do does did has have is are on at since although because thank therefore
    furthermore additionally finally first second third also such accordingly to given last under my your""")
_STOP = re.compile(
    r"[.!?]+[\"')\]]*(?=\s|$|[A-Z][a-z' ]|[\"(][A-Z])|:(?=\s*(?:\(?(?:1|a|i)[.)]|[•*?-] |[A-Z\"]))|;(?=\s*(?:and\s+)?\(?(?:\d{1,2}|[a-z])[.)]\s)"
)
_WORD_BEFORE = re.compile(r"[\w.'&-]+$")
_WORD_AFTER = re.compile(r"[\s\"'(\[]*([A-Za-z']+|\S)")
_LISTING = re.compile(r"\b(?:following|follows|below|questions?|these|steps|information)\b", re.IGNORECASE)
_JUNK = re.compile(r"(?:[^\w\s\"'($\[]+\s+)+")
MARKER = re.compile(
    r"(?:(?P<number>\(?\d{1,2}[.)](?!\d)\)?)|(?P<letter>\(?[A-Ha-h][.)]\)?|\([i-z]\)|[I-Z][)])|(?P<roman>\(?[ivxIVX]{1,5}[.)]\)?)"
    r"|(?P<bullet>[•·▪◦‣●○■□–—*➢►✓\uf0b7\uf0a7-]|o(?=\s{2}|\t))|(?P<ordinal>(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Last|Final)(?:ly)?(?= ?,))|(?P<q>Q(?:uestion)? ?\d{1,2}[.:)]|Question(?= \d)))"
    r"[ \t,]*\n?[ \t]*(?=\S)"
)  # fmt: skip


# A marker alone on its line, as tables and some PDFs have it: it belongs to the line below.
_BARE_MARKER = re.compile(r"\(?(?:\d{1,2}|[A-Ha-h])[.)]|[•·▪◦‣●○■□➢►✓\uf0b7\uf0a7]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's span, the marker that it begins with ("1.", "•", "First") and that marker's class."""

    start: int
    end: int
    label: str
    marker: str
    text_start: int
    indent: int = 0
    inline: bool = False  # its marker stands in the middle of a line


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's span and words, and the number of its paragraph."""

    start: int
    end: int
    text: str
    paragraph: int


def paragraphs(text: str, start: int, end: int) -> list[Paragraph]:
    """The paragraphs between two positions, list items each on their own."""
    spans = lines(text, start, end)
    width = _wrap_width(text, spans)
    blocks: list[tuple[int, int]] = []
    for span in spans:
        if blocks and _continues(text, blocks[-1], span, width):
            blocks[-1] = (blocks[-1][0], span[1])
        else:
            blocks.append(span)
    return [paragraph for block in blocks for paragraph in _inline_items(text, *block)]


def sentences(text: str, start: int, end: int, paragraph: int = 0) -> list[Sentence]:
    """The sentences of a span. A lead-in before a list ends with its colon."""
    found: list[Sentence] = []
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if stop.end() > begin and _ends(text, begin, stop, end):
            _add(found, text, begin, stop.end(), paragraph)
            begin = stop.end()
    _add(found, text, begin, end, paragraph)
    return found


def _add(found: list[Sentence], text: str, start: int, end: int, paragraph: int) -> None:
    junk = _JUNK.match(text, start + len(text[start:end]) - len(text[start:end].lstrip()), end)
    span = trim(text, junk.end() if junk else start, end)
    if span and any(letter.isalnum() for letter in text[span[0] : span[1]]):
        found.append(Sentence(*span, text[span[0] : span[1]], paragraph))


def _ends(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    if stop[0] == ":":
        return bool(_LISTING.search(text, begin, stop.start()))
    if not stop[0].startswith(".") or stop.end() >= end:
        return True
    after = _WORD_AFTER.match(text, stop.end(), end)
    following = after[1] if after else ""
    before = _WORD_BEFORE.search(text, max(begin, stop.start() - 20), stop.start())
    word = before[0].lower().strip("'") if before else ""
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and before and before[0].isupper()):
        return False
    if word in _DOUBTFUL or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word):
        return following.lower() in _OPENERS and following[:1].isupper()
    return not following[:1].islower()


def _wrap_width(text: str, spans: list[tuple[int, int]]) -> int:
    """The width at which a typist or a PDF broke the lines; 0 where each line is a paragraph."""
    joined = [b - a for (a, b), (c, _) in itertools.pairwise(spans) if text.count("\n", b, c) == 1]
    if len(joined) < 3 or median(joined) > 130:
        return 0
    return sorted(joined)[len(joined) * 8 // 10]


def _continues(text: str, block: tuple[int, int], span: tuple[int, int], width: int) -> bool:
    """Whether a line goes on with the paragraph above it."""
    if _BARE_MARKER.fullmatch(text, *block):
        return True
    has_gap = text.count("\n", block[1], span[0]) > 1
    if MARKER.match(text, *span) and (
        has_gap or text[block[1] - 1] in '.?!:;,"' or len(text[span[0] : span[1]]) > 3
    ):
        first, second = text[span[0]], text[span[0] + 1 : span[0] + 2]
        is_word = (first.islower() and second.isalpha()) or (first in "-–—" and second.islower())
        return is_word and text[block[1] - 1] not in ".?!:;"
    if text[span[0]].islower():
        return text[block[1] - 1] not in ".?!:" or (
            bool(width) and not has_gap
        )  # "of the U.S." ends a line too
    if has_gap or not width:
        return False
    last_line = block[1] - max(text.rfind("\n", block[0], block[1]), block[0])
    return last_line >= 0.72 * width or text[block[1] - 1] not in ".?!:;\"'"


def _inline_items(text: str, start: int, end: int) -> list[Paragraph]:
    """Cut a paragraph at an ascending series of markers in it: "… following: 1. … 2. …"."""
    cuts = [start, *inline_markers(text, start, end), end]
    return [_paragraph(text, a, b) for a, b in itertools.pairwise(cuts) if b > a]


def _paragraph(text: str, start: int, end: int) -> Paragraph:
    span = trim(text, start, end) or (start, start)
    marker = MARKER.match(text, *span)
    if not marker or marker.end() >= span[1]:
        return Paragraph(*span, "", "", span[0])
    label = marker[0].strip(" \t\n.,)(:")
    margin = text[text.rfind("\n", 0, span[0]) + 1 : span[0]]
    indent = len(margin) if margin.isspace() else 0
    return Paragraph(
        *span, label or marker[0].strip(), str(marker.lastgroup), marker.end(), indent, bool(margin.strip())
    )
