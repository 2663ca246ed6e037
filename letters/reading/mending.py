"""Puts right what scans mistake most, where only one reading can stand: the text of a letter, not of a novel.

A fax loses thin strokes: the tail of a comma, the bar of an "e", the serifs of an "I".
"""

import re
from collections import Counter
from itertools import combinations

from letters.reading.names import GIVEN, TITLE_WORDS
from letters.reading.vocabulary import word_set

_USUAL = (
    GIVEN
    | TITLE_WORDS
    | word_set(
        """dear sincerely respectfully second seventh eighth tenth request requests requested recommend urge urged implement
        engage ensure provide respond response review receive refrain require regarding release reconsider cease seek
        enclosed questions letter please does were where when there these those are be been before between because"""
    )
)
_WITH_C = re.compile(r"[A-Za-z]*[Cc][A-Za-z]*")
_MOST_SIGNS = 5  # of a word: each choice among them is tried
_LIKE_DIGITS = str.maketrans("lIti|!OoSsBZz", "1111110055822")
_DATE = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)"
    r" ?([0-9lIti|!OoSsBZz]{1,2})[.,;:]? ?((?:[1Il|!]9|[2Zz][0Oo])[0-9lIOoSsBZz]{2})\b"
)
_RULES = tuple(
    (re.compile(pattern, re.MULTILINE), instead)
    for pattern, instead in (
        (r"^[Ss][il1]n[ce][ce]r[ce][l1Ii][yv][.,:;]?(?=\n| [A-Z])", "Sincerely,"),
        (r"(?<=[a-z])\. (?=(?:Jr|Sr)\b)", ", "),
        # No sentence begins with a small letter.
        (r"(?<=[a-z]{3})(?<!\b(?:etc|seq|inc|vol|sec))\.(?=\s[a-z]{2})", ","),
        (r"^¢(?=[.)] )", "c"),
        # The pronoun stands alone.
        (
            r"(?<!\S)(?:[|\[\]!l]|T(?= (?:also|am|ask|believe|have|request|strongly|urge|would|write)\b))(?= [a-z(])",
            "I",
        ),
    )
)


# A list that has a second item begins with the first.
_LIKE_FIRST = re.compile(r"^[Il|](?=[.)] [A-Z])", re.MULTILINE)
_SECOND = re.compile(r"^2[.)] ", re.MULTILINE)


def mended(text: str) -> str:
    """The text of a scan with dates, commas, list markers and the pronoun as they were meant."""
    text = _DATE.sub(lambda found: f"{found[1]} {_digits(found[2])}, {_digits(found[3])}", text)
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    if _SECOND.search(text):
        text = _LIKE_FIRST.sub("1", text)
    known = Counter(re.findall(r"[a-z]+", text.lower()))
    return _WITH_C.sub(lambda found: _likelier(found[0], known), text)


def _likelier(word: str, known: Counter[str]) -> str:
    """The word with an "e" for a "c" where the letter has that more often, or every letter has it."""
    best, times = word, _times(word, known)
    places = [place for place, sign in enumerate(word) if sign == "c"][:_MOST_SIGNS]
    for count in range(1, len(places) + 1):
        for changed in combinations(places, count):
            other = "".join("e" if place in changed else sign for place, sign in enumerate(word))
            if _times(other, known) > times:
                best, times = other, _times(other, known)
    return best


def _times(word: str, known: Counter[str]) -> int:
    return known[word.lower()] + (1000 if word.lower() in _USUAL else 0)


def _digits(written: str) -> str:
    return written.translate(_LIKE_DIGITS)
