"""The package that a DOCX file is: its parts, found by their relationships and parsed without trusting them.

A document type declaration is refused, so no entity is ever defined and nothing outside the file is opened.
"""

import io
import posixpath
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from letters.reading.unreadable import Unreadable

MAX_UNPACKED = 100 * 1024 * 1024
MAX_PART = 30 * 1024 * 1024
MAX_PARTS = 5_000
DAMAGED = "The Word file is damaged or cut off. Save it again in Word, or paste the letter's text."
_ENCRYPTED = "The Word file is encrypted with a password. Save it without one and upload it again."
_TRICKED = "The Word file declares a document type, which Word never does. Save it again in Word, or paste the letter's text."
_TOO_MUCH = "The Word file unpacks to far more than a letter. Save it without its media, or paste the text."
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_WORDS = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # as ISO 29500 Strict names it
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """A DOCX file's parts. Every method raises Unreadable for what is damaged or hostile."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            entries = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError, NotImplementedError):
            raise Unreadable(DAMAGED) from None
        self._names = {entry.filename for entry in entries}
        if any(entry.flag_bits & 1 for entry in entries) or "EncryptedPackage" in self._names:
            raise Unreadable(_ENCRYPTED)
        main = self.related("").get("officeDocument", [])
        self.main = main[0] if main and main[0] in self._names else "word/document.xml"
        if self.main not in self._names or not self.main.startswith("word/"):
            raise Unreadable(
                f"The file appears to be {_appearance(self._names)}. "
                "Upload the letter itself as text, Word (.docx) or PDF."
            )
        if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise Unreadable(_TOO_MUCH)

    def related(self, part: str) -> dict[str, list[str]]:
        """The parts that a part names, by the last word of their relationship's kind ("footnotes")."""
        found: dict[str, list[str]] = {}
        for relationship in self._relationships(part):
            kind = relationship.get("Type", "").rpartition("/")[2]
            found.setdefault(kind, []).append(_target(part, relationship))
        return found

    def by_id(self, part: str) -> dict[str, str]:
        """The parts that a part names, by the name that it uses for them."""
        return {found.get("Id", ""): _target(part, found) for found in self._relationships(part)}

    def element(self, name: str) -> Element | None:
        """The root element of a part, or None where the package has no such part."""
        return parsed(self._bytes(name)) if name in self._names else None

    def _relationships(self, part: str) -> list[Element]:
        folder, name = posixpath.split(part)
        root = self.element(posixpath.join(folder, "_rels", f"{name}.rels"))
        return list(root.iter(_RELATIONSHIP)) if root is not None else []

    def _bytes(self, name: str) -> bytes:
        try:
            with self._archive.open(name) as part:
                data = part.read(MAX_PART + 1)
        except (
            zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, KeyError, RuntimeError, NotImplementedError
        ):  # fmt: skip
            raise Unreadable(DAMAGED) from None
        if len(data) > MAX_PART:
            raise Unreadable(_TOO_MUCH)
        return data


def parsed(data: bytes) -> Element:
    """The root element of an XML text. Raises Unreadable, for a document type too."""
    try:
        return fromstring(data.replace(_STRICT_WORDS, _WORDS.encode()), forbid_dtd=True)
    except DefusedXmlException:
        raise Unreadable(_TRICKED) from None
    except (ParseError, ValueError, LookupError):
        raise Unreadable(DAMAGED) from None


def w(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return f"{{{_WORDS}}}{name}"


def _target(part: str, relationship: Element) -> str:
    target = relationship.get("Target", "")
    return (
        target.lstrip("/")
        if target.startswith("/")
        else posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
    )


def _appearance(names: set[str]) -> str:
    for marker, appearance in (
        ("xl/workbook.xml", "an Excel workbook"),
        ("ppt/presentation.xml", "a PowerPoint presentation"),
        ("content.xml", "an OpenDocument file; save it as .docx or PDF"),
        ("Index/Document.iwa", "an Apple Pages document; export it as .docx or PDF"),
    ):
        if marker in names:
            return appearance
    return "a ZIP archive"
