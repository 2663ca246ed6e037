"""A text cut into pieces, so that a page can mark in it what is asked, and what somebody looked for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


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


class Hit(NamedTuple):
    """A stretch of text; `is_hit`: it is what somebody looked for."""

    text: str
    is_hit: bool = False


class Excerpt(NamedTuple):
    """The part of a text around its first hit; whether there is more before and after it."""

    hits: list[Hit]
    is_cut_before: bool
    is_cut_after: bool


WORD = re.compile(r"[^\W_]+")


def folded(word: str) -> str:
    """A word as the index compares it: without regard to case and accents."""
    if word.isascii():  # as nearly all are: the same, without looking at each sign
        return word.lower()
    plain = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def places(text: str, phrases: Iterable[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Where the phrases stand in the text as whole words, one after another, as far as somebody asks."""
    words = list(WORD.finditer(text))
    sought = [[folded(word) for part in phrase for word in WORD.findall(part)] for phrase in phrases]
    first_words = {phrase[0] for phrase in sought if phrase}
    for place, word in enumerate(words):
        if folded(word.group()) in first_words:
            for phrase in sought:
                there = words[place : place + len(phrase)]
                if phrase and [folded(word.group()) for word in there] == phrase:
                    yield word.start(), there[-1].end()


def found_at(text: str, phrases: Iterable[Sequence[str]]) -> list[tuple[int, int]]:
    """Where the phrases stand in the text as whole words, in order, without overlaps."""
    apart: list[tuple[int, int]] = []
    for start, end in places(text, phrases):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
        else:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
    return apart


def hits(text: str, phrases: Iterable[Sequence[str]]) -> list[Hit]:
    """The whole text in order, cut where the phrases stand; the hits joined are the text."""
    cut, at = [], 0
    for start, end in found_at(text, phrases):
        cut += [Hit(text[at:start]), Hit(text[start:end], is_hit=True)]
        at = end
    cut.append(Hit(text[at:]))
    return [hit for hit in cut if hit.text]


def hits_of_part(text: str, part: str) -> list[Hit]:
    """The whole text in order, cut where the part stands, whatever letters are beside it."""
    cut, at = [], 0
    for found in re.finditer(re.escape(part), text, re.IGNORECASE):
        cut += [Hit(text[at : found.start()]), Hit(found.group(), is_hit=True)]
        at = found.end()
    cut.append(Hit(text[at:]))
    return [hit for hit in cut if hit.text]


def excerpt(text: str, phrases: Sequence[Sequence[str]], *, around: int = 110) -> Excerpt | None:
    """The words before and after the first hit, about so many letters each way; None where nothing is found."""
    found = next(places(text, phrases), None)
    if found is None:
        return None
    first, last = max(0, found[0] - around), min(len(text), found[1] + around)
    start = first if first == 0 else text.find(" ", first, found[0]) + 1 or first
    end = last if last == len(text) else max(text.rfind(" ", found[1], last), found[1])
    return Excerpt(hits(text[start:end], phrases), start > 0, end < len(text))
