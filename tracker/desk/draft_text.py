"""A draft's text as its page shows it: the requests as they stand in the form, and what else was read: the date, the people, the deadlines."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from letters.marking import pieces
from letters.places import Places
from letters.reading.parts import Reading
from tracker.desk.draft_rows import ShownRow
from tracker.desk.rows import start_of


class FoundPart(NamedTuple):
    """Where something stands that was read, and what it was taken for."""

    start: int
    end: int
    label: str


class Run(NamedTuple):
    """A stretch of text; `is_found` where it is something that was read, with a label where that begins."""

    text: str
    is_found: bool = False
    label: str = ""


class MarkedPiece(NamedTuple):
    """A stretch of text in its runs; `number` is the request's where it is one, else None."""

    runs: Sequence[Run]
    number: int | None


def marked(text: str, rows: Sequence[ShownRow], reading: Reading) -> list[MarkedPiece]:
    """The letter's text with everything marked that was found in it; notes which of the requests stand in it."""
    numbered = [row for row in rows if row.number]
    asked = [
        (row.form["text"].value() or "", start_of({"start": str(row.form["start"].value() or "")}))
        for row in numbered
    ]
    spans = []
    for row, span in zip(numbered, Places(text).find_all(asked), strict=True):
        row.is_in_letter = span is not None
        spans += [(*span, row.number or 0)] if span else []
    found, at, parts = list[MarkedPiece](), 0, list(parts_of(reading))
    for piece in pieces(text, spans):
        found.append(MarkedPiece(list(runs(piece.text, parts, at=at)), piece.number))
        at += len(piece.text)
    return found


def parts_of(reading: Reading) -> Iterator[FoundPart]:
    """What was read, in the order of the text; a part that overlaps an earlier one is left out."""
    deadlines = [reading.response_deadline, *(ask.deadline for ask in reading.requests)]
    found = [
        FoundPart(reading.date_start, reading.date_end, "Date") if reading.date_words else None,
        *(FoundPart(person.start, person.end, "Recipient") for person in reading.recipients),
        *(FoundPart(person.start, person.end, "Signatory") for person in reading.signers),
        *(FoundPart(deadline.start, deadline.end, "Deadline") for deadline in filter(None, deadlines)),
    ]
    at = 0
    for part in sorted(filter(None, found)):
        if at <= part.start < part.end:
            yield part
            at = part.end


def runs(text: str, parts: Iterable[FoundPart], *, at: int) -> Iterator[Run]:
    """A piece of the text that begins at `at`, cut where the parts stand in it."""
    done, end = at, at + len(text)
    for part in parts:
        start, stop = max(part.start, at), min(part.end, end)
        if start < stop:
            yield Run(text[done - at : start - at])
            yield Run(text[start - at : stop - at], is_found=True, label=part.label * (start == part.start))
            done = stop
    yield Run(text[done - at :])
