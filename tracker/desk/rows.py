"""What a person does to a draft's rows before it is confirmed: split, merge, move, drop, put back, add. Pure.

A row is what stands in its fields, right or wrong, so that nothing that was typed is lost. Rows are known by their place,
from 0 on; dropped ones keep theirs, so that they can be put back. Each function returns new rows; a place that there is
not leaves them as they are.

Where a request stands in the letter is kept as `start`, where its words begin. The parts of a request that is split begin
where their words follow in it. Two that are merged become the letter's own words from the first to the last, where
nothing but marks (“; and (2)”) stands between them; else the words of both with a blank line between, which as a whole
have no place in the letter.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from letters.places import Places
from letters.reading.sentences import sentences

Row = dict[str, str]
DROPPED = "DELETE"  # the field's name in Django's formsets
DUE = ("due_on", "due_words", "due_rule", "due_explanation", "due_read")
_BLANK_LINE = re.compile(r"\n\s*\n")
_MARKS = re.compile(r"(?:[\W\d_]|\b(?:and|or|[a-z]|[ivx]{2,})\b)*", re.IGNORECASE)


class CannotBeDone(Exception):
    """Rows that stay as they are; the message says what to do."""


def numbers(rows: Sequence[Row]) -> list[int | None]:
    """The number of each row: 1 to n of those that are kept, none of those that are dropped."""
    places = {place: number for number, place in enumerate(kept(rows), start=1)}
    return [places.get(place) for place in range(len(rows))]


def kept(rows: Sequence[Row]) -> list[int]:
    """The places of the rows that are not dropped."""
    return [place for place, row in enumerate(rows) if not row.get(DROPPED)]


def split(rows: Sequence[Row], at: int, letter: Places) -> list[Row]:
    """Makes a request as many as it has paragraphs, parted by blank lines, or else sentences.

    All are of its kind and have its deadline; its mark and what is doubtful stay with the first. Raises CannotBeDone.
    """
    if at not in kept(rows):
        return list(rows)
    row = rows[at]
    words = parts(row.get("text", ""))
    if len(words) < 2:
        raise CannotBeDone("This is one sentence; put a blank line where the request should be split.")
    made, after = list[Row](), start_of(row)
    for text in words:
        span = letter.find(text, after) if after is not None else None
        start, after = (str(span[0]), span[1]) if span else (row.get("start", ""), after)
        made.append(row | {"text": text, "start": start} | ({"label": "", "doubt": ""} if made else {}))
    return [*rows[:at], *made, *rows[at + 1 :]]


def parts(text: str) -> list[str]:
    """The paragraphs of a text where it has several, else its sentences: all its words, in order."""
    text = text.replace("\r\n", "\n").strip()
    paragraphs = [part.strip() for part in _BLANK_LINE.split(text)]
    if len(paragraphs) > 1:
        return paragraphs
    edges = [0, *(sentence.start for sentence in sentences(text, 0, len(text))[1:]), len(text)]
    return [text[start:end].strip() for start, end in pairwise(edges)]


def merged(rows: Sequence[Row], at: int, letter: Places) -> list[Row]:
    """Makes a request part of the one above it, whose kind it takes. Raises CannotBeDone where their deadlines differ."""
    above = neighbour(rows, at, -1)
    if above is None:
        return list(rows)
    upper, lower = rows[above], rows[at]
    days = {row["due_on"] for row in (upper, lower) if row.get("due_on")}
    if len(days) > 1:
        raise CannotBeDone(
            "The two requests have different deadlines; clear one, or make them the same, and merge them then."
        )
    due = {name: lower[name] for name in DUE if name in lower} if not upper.get("due_on") else {}
    label = {"label": upper.get("label") or lower.get("label", "")}
    one = upper | due | label | {"text": joined(upper, lower, letter)}
    return [*rows[:above], one, *rows[above + 1 : at], *rows[at + 1 :]]


def joined(upper: Row, lower: Row, letter: Places) -> str:
    """The words of both."""
    first, second = letter.find_all((row.get("text", ""), start_of(row)) for row in (upper, lower))
    if first and second and first[1] <= second[0]:
        between = letter.text[first[1] : second[0]]
        if _MARKS.fullmatch(between):
            return letter.text[first[0] : second[1]]
    return "\n\n".join(filter(None, (row.get("text", "").strip() for row in (upper, lower))))


def start_of(row: Row) -> int | None:
    """Where the row's words are said to begin in the letter."""
    start = row.get("start", "")
    return int(start) if re.fullmatch("[0-9]{1,9}", start) else None


def moved(rows: Sequence[Row], at: int, by: int) -> list[Row]:
    """Changes places with the next row above (-1) or below (1)."""
    other, new = neighbour(rows, at, by), list(rows)
    if other is not None:
        new[at], new[other] = new[other], new[at]
    return new


def neighbour(rows: Sequence[Row], at: int, by: int) -> int | None:
    """The place of the next kept row above (-1) or below (1)."""
    places = kept(rows)
    if at not in places or not 0 <= places.index(at) + by < len(places):
        return None
    return places[places.index(at) + by]


def dropped(rows: Sequence[Row], at: int) -> list[Row]:
    """Leaves a row out of what is confirmed; all that stands in it stays."""
    return [row | {DROPPED: "on"} if place == at else row for place, row in enumerate(rows)]


def put_back(rows: Sequence[Row], at: int) -> list[Row]:
    """Takes a dropped row in again."""
    return [row | {DROPPED: ""} if place == at else row for place, row in enumerate(rows)]
