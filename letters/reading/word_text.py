"""The text of a DOCX file: letterhead, paragraphs, tables and text boxes in order, with the numbers that Word would show.

Left out is what Word does not show on the letter either: deleted and hidden words, page numbers, the second copy of a
text box that is kept for old programs. Footnotes stand at the end, without their marks in the text.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from letters.reading.layout import SALUTATION
from letters.reading.word_numbering import Numbering
from letters.reading.word_package import Package, w

_P, _T, _FIELD, _SIMPLE_FIELD, _INSTRUCTION = w("p"), w("t"), w("fldChar"), w("fldSimple"), w("instrText")
_BOX = w("txbxContent")
_ALTERNATE, _CHOICE, _FALLBACK = (
    f"{{http://schemas.openxmlformats.org/markup-compatibility/2006}}{name}"
    for name in ("AlternateContent", "Choice", "Fallback")
)
_UNSEEN = frozenset(
    w(name) for name in ("del", "moveFrom", "pPr", "rPr", "sectPr", "tblPr", "tcPr", "trPr", "instrText")
)
_BREAKS = {w("tab"): "\t", w("ptab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_PAGE_WORDS = re.compile(
    r"[\s\W]*(?:page|p\.)?[\s\W]*(?:\d{1,3})?[\s\W]*(?:of)?[\s\W]*(?:\d{1,3})?[\s\W]*", re.IGNORECASE
)
_OFF = ("0", "false", "off")


def word_text(data: bytes) -> str:
    """The text of a DOCX, a line for each paragraph with an empty line between. Raises Unreadable."""
    package = Package(data)
    root = package.element(package.main)
    body = root.find(w("body")) if root is not None else None
    if body is None:
        return ""
    related = package.related(package.main)
    numbering = Numbering(*(_first(package, related.get(kind)) for kind in ("numbering", "styles")))
    reader = _Reader(numbering)
    letterhead = [
        block
        for part in _letterhead(package, body)
        for block in reader.blocks(part)
        if not _PAGE_WORDS.fullmatch(block)
    ]
    return "\n\n".join(
        [*letterhead, *reader.blocks(body), *_footnotes(reader, _first(package, related.get("footnotes")))]
    )


def _first(package: Package, names: list[str] | None) -> Element | None:
    return package.element(names[0]) if names else None


def _letterhead(package: Package, body: Element) -> Iterator[Element]:
    """The header and the footer of the first page."""
    section = next(body.iter(w("sectPr")), None)
    if section is None:
        return
    title = section.find(w("titlePg"))
    kind = "first" if title is not None and title.get(w("val"), "1") not in _OFF else "default"
    parts = package.by_id(package.main)
    for place in ("headerReference", "footerReference"):
        for reference in section.iter(w(place)):
            name = next((value for key, value in reference.items() if key.endswith("}id")), "")
            if (
                reference.get(w("type"), "default") == kind
                and (part := package.element(parts.get(name, ""))) is not None
            ):
                yield part


def _footnotes(reader: "_Reader", root: Element | None) -> Iterator[str]:
    notes = root.iter(w("footnote")) if root is not None else ()
    written = (" ".join(reader.blocks(note)) for note in notes if note.get(w("type"), "normal") == "normal")
    yield from (f"{number}. {words}" for number, words in enumerate(filter(None, written), start=1))


class _Reader:
    """Goes through a document's parts in order; the numbers of its lists go on from part to part."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._greeted = False

    def blocks(self, container: Element) -> Iterator[str]:
        """The paragraphs in an element in order, those of tables, content controls and text boxes at their place.

        Boxes above the salutation are letterhead and come before the paragraph that they are fixed to, others after.
        """
        for element in container:
            if element.tag == _P:
                boxes: list[Element] = []
                words = "".join(_words(element, boxes, _Fields()))
                text = self._numbering.label(element) + words.strip("\n") if words.strip() else ""
                self._greeted = self._greeted or bool(SALUTATION.search(text))
                beside = [block for box in boxes for block in self.blocks(box)]
                yield from filter(None, (text, *beside) if self._greeted else (*beside, text))
            elif element.tag not in _UNSEEN:
                yield from self.blocks(_chosen(element))


class _Fields:
    """Follows the fields of a paragraph, to leave out what shows a page's number."""

    def __init__(self) -> None:
        self._open: list[
            list[str]
        ] = []  # of each field that goes on: "instruction" or "result", and its words

    def mark(self, kind: str) -> None:
        """Note where a field begins, shows its result and ends."""
        if kind == "begin":
            self._open.append(["instruction", ""])
        elif self._open and kind == "separate":
            self._open[-1][0] = "result"
        elif self._open:
            self._open.pop()

    def instruct(self, words: str) -> None:
        """Take a piece of the field's instruction."""
        if self._open:
            self._open[-1][1] += words

    def hides(self) -> bool:
        """Whether what stands here is a page's number."""
        return any(_PAGE_FIELD.match(words) for _, words in self._open)


def _words(element: Element, boxes: list[Element], fields: _Fields) -> Iterator[str]:
    """The words of a paragraph; its text boxes are collected apart."""
    for node in _chosen(element):
        if node.tag == _T:
            yield "" if fields.hides() else node.text or ""
        elif node.tag in _BREAKS:
            yield _BREAKS[node.tag]
        elif node.tag == _BOX:
            boxes.append(node)
        elif node.tag == _FIELD:
            fields.mark(node.get(w("fldCharType"), ""))
        elif node.tag == _INSTRUCTION:
            fields.instruct(node.text or "")
        elif node.tag not in _UNSEEN and not _is_hidden(node):
            yield from _words(node, boxes, fields)


def _is_hidden(node: Element) -> bool:
    """Whether a run is formatted as hidden or a field shows a page's number."""
    if node.tag == _SIMPLE_FIELD:
        return bool(_PAGE_FIELD.match(node.get(w("instr"), "")))
    vanish = node.find(f"{w('rPr')}/{w('vanish')}")
    return vanish is not None and vanish.get(w("val"), "1") not in _OFF


def _chosen(element: Element) -> Element:
    """Of alternatives for new and old programs the first one; any other element is itself."""
    if element.tag != _ALTERNATE:
        return element
    choice = element.find(_CHOICE)
    fallback = element.find(_FALLBACK)
    return choice if choice is not None else fallback if fallback is not None else element
