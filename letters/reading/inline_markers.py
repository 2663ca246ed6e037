"""List markers in the middle of a paragraph, where line breaks were lost: "… the following: 1. … 2. …".

A number or letter counts only in an ascending series of two or more, a bullet only beside another one and
"Second," only after "First,".
"""

import re

from letters.reading.vocabulary import holds_any, word_set

_MARK = re.compile(
    r"(?<=[\s.?!:;)])(?:\((?P<inside>\d{1,2}|[a-z])\)|(?P<bare>\d{1,2}|[a-z])[.)])(?=\s*[A-Za-z\"$])(?!\s+[ap]\.m)"
    r"|(?<=\s)(?P<bullet>[•·▪◦‣●○■□➢►✓\uf0b7\uf0a7]|\*(?= ))(?=\s*\S)"
    r"|(?<=[.?!:;] )(?P<ordinal>First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Finally|Lastly)(?:ly)?,"
)
# A cheap test that comes before the pattern: how the first item of each kind of list begins.
_CUES = ("1.", "1)", " a.", "a)", "First", *"•·▪◦‣●○■□➢►✓\uf0b7\uf0a7*")
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_COUNTED = word_set(
    """section sections paragraph paragraphs part parts title titles chapter article item items question questions
    no number figure table page pages phase step tier level class grade group version category december january february march april
    may june july august september october november of and to in the a an at on by or"""
)
_STOPS = frozenset(".?!:;)\"'")


def inline_markers(text: str, start: int, end: int) -> list[int]:
    """Where the items of lists inside a paragraph begin."""
    words = text[start:end]
    if not holds_any(words, _CUES):
        return []
    series: list[_Series] = []
    running: dict[str, _Series] = {}
    for mark in _MARK.finditer(text, start, end):
        group = mark.lastgroup or ""
        label = mark[group]
        kind = _kind(group, label)
        if (
            group == "bare"
            and not _after_stop(text, start, mark.start())
            and not (_follows(running.get(kind), label) and _after_heading(text, start, mark))
        ):
            continue
        if kind in running and running[kind].accepts(label):
            running[kind].add(mark.start(), label)
        elif label in ("1", "a", "First") or group == "bullet":
            running[kind] = _Series(kind, mark.start(), label)
            series.append(running[kind])
    return sorted(position for found in series if len(found.positions) > 1 for position in found.positions)


class _Series:
    """An ascending run of markers of one kind."""

    def __init__(self, kind: str, position: int, label: str) -> None:
        self.kind = kind
        self.positions = [position]
        self._expected = _next(kind, label)

    def accepts(self, label: str) -> bool:
        """Whether a marker is the next of the series."""
        return label in self._expected

    def add(self, position: int, label: str) -> None:
        """Take a marker as the next one."""
        self.positions.append(position)
        self._expected = _next(self.kind, label)


def _kind(group: str, label: str) -> str:
    if group in ("bullet", "ordinal"):
        return group
    return "number" if label.isdigit() else "letter"


def _next(kind: str, label: str) -> tuple[str, ...]:
    if kind == "number":
        return (str(int(label) + 1),)
    if kind == "letter":
        return (chr(ord(label) + 1),)
    if kind == "bullet":
        return (label,)
    if label not in _ORDINALS[:-1]:
        return ()
    return (_ORDINALS[_ORDINALS.index(label) + 1], "Finally", "Lastly")


def _follows(series: "_Series | None", label: str) -> bool:
    """Whether a label begins a list or goes on with one."""
    return label in ("1", "a") or (series is not None and series.accepts(label))


def _after_heading(text: str, start: int, mark: re.Match[str]) -> bool:
    """Whether an item with a capital stands behind words without a stop, such as a heading; "Section 1." is none."""
    before = text[max(start, mark.start() - 30) : mark.start()].split()
    return (
        text[mark.end() : mark.end() + 9].lstrip()[:1].isupper()
        and bool(before)
        and before[-1].lower() not in _COUNTED
    )


def _after_stop(text: str, start: int, position: int) -> bool:
    """A bare "1." opens an item only at the paragraph's beginning or after a stop."""
    before = text[max(start, position - 3) : position].rstrip()
    return not before or before[-1] in _STOPS
