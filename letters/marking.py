"""A letter's text cut into pieces, so that a page can mark the requests in it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `number` is the request's where the stretch is one, else None."""

    text: str
    number: int | None = None


def pieces(text: str, spans: Iterable[tuple[int, int, int]]) -> list[Piece]:
    """The whole text in order, given (start, end, number) of the requests.

    A span that overlaps an earlier one is marked from where that one ends; the pieces joined are the text.
    """
    cut, at = [], 0
    for start, end, number in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        cut += [Piece(text[at:start]), Piece(text[start:end], number)]
        at = end
    cut.append(Piece(text[at:]))
    return [piece for piece in cut if piece.text]
