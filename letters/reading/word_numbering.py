"""The numbers and bullets that Word shows before the paragraphs of automatic lists."""

from collections import defaultdict
from typing import Any

from docx.oxml.ns import qn


class Numbering:
    """Counts the paragraphs of automatic lists, as Word does when it shows them."""

    def __init__(self, document: Any) -> None:
        self._levels = _levels(document)
        self._style_numbers = _style_numbers(document)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def label(self, element: Any) -> str:
        """The number or bullet of a paragraph with a blank after it; empty outside lists."""
        number, level = self._place(element)
        if not number or (number, level) not in self._levels:
            return ""
        form, pattern, start = self._levels[number, level]
        if form == "bullet":
            return "• "
        if form == "none":
            return ""
        counts = self._counts[number]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return self._filled(number, pattern, counts) + " "

    def _place(self, element: Any) -> tuple[str, int]:
        properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            return (
                self._style_numbers.get(style.get(qn("w:val"), ""), ("", 0)) if style is not None else ("", 0)
            )
        number = properties.find(qn("w:numId"))
        level = properties.find(qn("w:ilvl"))
        return (
            number.get(qn("w:val"), "") if number is not None else "",
            int(level.get(qn("w:val"), 0)) if level is not None else 0,
        )

    def _filled(self, number: str, pattern: str, counts: dict[int, int]) -> str:
        for level in range(9):
            if f"%{level + 1}" in pattern:
                form = self._levels.get((number, level), ("decimal", "", 1))[0]
                pattern = pattern.replace(f"%{level + 1}", _shown(counts.get(level, 1), form))
        return pattern


def _levels(document: Any) -> dict[tuple[str, int], tuple[str, str, int]]:
    """Format, pattern and first number of each list's levels."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {item.get(qn("w:abstractNumId")): item for item in root.iter(qn("w:abstractNum"))}
    levels = {}
    for number in root.iter(qn("w:num")):
        reference = number.find(qn("w:abstractNumId"))
        source = abstract.get(reference.get(qn("w:val"))) if reference is not None else None
        for level in source.iter(qn("w:lvl")) if source is not None else ():
            levels[number.get(qn("w:numId"), ""), int(level.get(qn("w:ilvl"), 0))] = (
                _value(level, "w:numFmt", "decimal"),
                _value(level, "w:lvlText", ""),
                int(_value(level, "w:start", "1")),
            )
    return levels


def _style_numbers(document: Any) -> dict[str, tuple[str, int]]:
    """The list that each paragraph style belongs to."""
    found = {}
    for style in document.styles.element.iter(qn("w:style")):
        number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        level = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
        if number is not None:
            found[style.get(qn("w:styleId"), "")] = (
                number.get(qn("w:val"), ""),
                int(level.get(qn("w:val"), 0)) if level is not None else 0,
            )
    return found


def _value(element: Any, tag: str, default: str) -> str:
    child = element.find(qn(tag))
    return str(child.get(qn("w:val"), default)) if child is not None else default


def _shown(number: int, form: str) -> str:
    letter = chr(ord("a") + (number - 1) % 26)
    shown = {
        "lowerLetter": letter,
        "upperLetter": letter.upper(),
        "lowerRoman": _roman(number),
        "upperRoman": _roman(number).upper(),
    }
    return shown.get(form, str(number))


def _roman(number: int) -> str:
    text = ""
    for value, letters in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        text += letters * (number // value)
        number %= value
    return text
