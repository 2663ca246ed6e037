"""The numbers and bullets that Word shows before the paragraphs of automatic lists."""

import re
from collections import defaultdict
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from letters.reading import numerals
from letters.reading.word_package import w

_BULLETS = "•◦▪"
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_LONGEST_CHAIN = 20  # of styles based on styles


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


class Numbering:
    """Counts the paragraphs of automatic lists, as Word does when it shows them."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._abstract: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._styles = {style.get(w("styleId"), ""): style for style in _all(styles, "style")}
        self._read(numbering)

    def label(self, paragraph: Element) -> str:
        """The number or bullet of a paragraph with a blank after it; empty outside lists."""
        number, depth = self._place(paragraph)
        abstract = self._abstract.get(number, "")
        level = self._levels.get(abstract, {}).get(depth)
        if not level or level.form == "none":
            return ""
        if level.form == "bullet":
            return f"{_BULLETS[min(depth, 2)]} "
        counts = self._counts[abstract]  # lists of one definition count on, unless one says where it starts
        start = self._restarts.pop((number, depth), None)
        counts[depth] = start if start is not None else counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        shown = self._filled(abstract, level.pattern, counts)
        return f"{shown} " if shown.strip() else ""

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """The list and the level that a paragraph or its style belongs to."""
        properties = paragraph.find(w("pPr"))
        if properties is None:
            return "", 0
        own = properties.find(w("numPr"))
        style = _value(properties, "pStyle", "")
        number, depth = self._place_of_style(style)
        if own is None:
            return number, depth
        return _value(own, "numId", number), _integer(_value(own, "ilvl", ""), depth)

    def _place_of_style(self, name: str) -> tuple[str, int]:
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(name)
            if style is None:
                break
            found = style.find(f"{w('pPr')}/{w('numPr')}")
            if found is not None:
                return _value(found, "numId", ""), _integer(_value(found, "ilvl", ""), 0)
            name = _value(style, "basedOn", "")
        return "", 0

    def _filled(self, abstract: str, pattern: str, counts: dict[int, int]) -> str:
        def count(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            level = self._levels[abstract].get(depth, _Level("decimal", "", 1))
            return _shown(counts.get(depth, level.start), level.form)

        return re.sub(r"%([1-9])", count, pattern)

    def _read(self, root: Element | None) -> None:
        for definition in _all(root, "abstractNum"):
            name = definition.get(w("abstractNumId"), "")
            self._levels[name] = {
                _integer(level.get(w("ilvl"), ""), 0): _level(level) for level in definition.iter(w("lvl"))
            }
        for number in _all(root, "num"):
            name = number.get(w("numId"), "")
            self._abstract[name] = _value(number, "abstractNumId", "")
            for override in number.iter(w("lvlOverride")):
                depth = _integer(override.get(w("ilvl"), ""), 0)
                if (start := _value(override, "startOverride", "")).isdecimal():
                    self._restarts[name, depth] = int(start[:4])


def _all(root: Element | None, name: str) -> list[Element]:
    return list(root.iter(w(name))) if root is not None else []


def _level(level: Element) -> _Level:
    return _Level(
        _value(level, "numFmt", "decimal"),
        _value(level, "lvlText", "")[:40],
        _integer(_value(level, "start", ""), 1),
    )


def _value(element: Element, name: str, default: str) -> str:
    child = element.find(w(name))
    return child.get(w("val"), default) if child is not None else default


def _integer(written: str, default: int) -> int:
    return int(written[:4]) if written.isdecimal() else default


def _shown(number: int, form: str) -> str:
    ordinal = _ORDINALS[number - 1] if 1 <= number <= len(_ORDINALS) else str(number)
    return {
        "lowerLetter": numerals.letters(number), "upperLetter": numerals.letters(number).upper(),
        "lowerRoman": numerals.roman(number), "upperRoman": numerals.roman(number).upper(),
        "decimalZero": f"{number:02}", "ordinalText": ordinal,
    }.get(form, str(number))  # fmt: skip
