"""From a file to its text: plain text, HTML, Word (DOCX), PDF, images, and e-mails that hold or carry one of these.

What a file is, its bytes say, not its name.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from letters.reading.email_text import Attachment, is_email, read_mail
from letters.reading.html_text import is_encoding_of_text, text_of_html
from letters.reading.layout import SALUTATION, plain
from letters.reading.page_layout import Line, running_text
from letters.reading.pdf_text import pdf_pages
from letters.reading.scans import IMAGES, Scan, image_pages, read_page, text_with
from letters.reading.unreadable import Unreadable
from letters.reading.word_text import word_text

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "Document",
    "Unreadable",
    "open_document",
    "read_document",
    "with_pages",
]

MAX_BYTES = 25 * 1024 * 1024
MAX_CHARACTERS = 500_000  # 160 pages: what a page shows and a person corrects at once

# How files of other kinds begin, and what to do with them.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Word, Outlook or Office file (.doc, .msg). Save it as .docx, .eml or PDF"),
    (b"GIF8", "a GIF image. Save it as PNG or PDF and try again"),
    (b"BM", "a bitmap image. Save it as PNG or PDF and try again"),
    (b"{\\rtf", "an RTF file. Save it as .docx or PDF and try again"),
    (b"\xffWPC", "a WordPerfect file. Save it as .docx or PDF and try again"),
    (b"Rar!", "a RAR archive. Unpack it and upload the letter itself"),
    (b"7z\xbc\xaf", "a 7z archive. Unpack it and upload the letter itself"),
    (b"\x1f\x8b", "a gzip archive. Unpack it and upload the letter itself"),
    (b"\x7fELF", "a program. Upload the letter itself"),
    (b"MZ", "a Windows program. Upload the letter itself"),
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LINE_CONTROLS = frozenset("\n\r\t\f")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body|meta|style|div|p|table|span|h[1-6]"
    r"|article|main|section|ol|ul|br|font|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_ENCODING = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s?=\s?[\"']?([\w-]{3,20})", re.IGNORECASE
)
_UNKNOWN = "The file is not text in a known encoding. Save it as UTF-8 text, Word (.docx) or PDF."
_MAX_ATTACHMENTS = 20


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file without NUL characters, what kind of file it was, and what was doubtful about it.

    Where `scan` is given, the text lacks its pictures' words until `with_pages` puts them in.
    """

    text: str
    kind: str  # "text", "html", "docx", "pdf", "image" or "email"
    warnings: tuple[str, ...] = ()
    scan: Scan | None = None


def read_document(data: bytes, name: str) -> Document:
    """The text of a file with its line breaks, scanned pages included; see `open_document` for what it raises."""
    document = open_document(data, name)
    scan = document.scan
    return (
        with_pages(document, scan, {page: read_page(scan, page) for page in scan.pictures()})
        if scan
        else document
    )


def open_document(data: bytes, name: str) -> Document:
    """The text of a file, but for its scanned pages. `name` only serves the warning that it misleads.

    Raises Unreadable, whose text tells people what to do, for files that are empty, larger than MAX_BYTES,
    encrypted, damaged, without text or with far too much of it, or of another kind.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("The file is empty. Upload the letter as text, Word (.docx) or PDF.")
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Upload a smaller one, or paste the text."
        )
    document = _by_content(data)
    if not document.scan:
        _require_text(document.text)
    if mismatch := _misnamed(name, document.kind):
        return replace(document, warnings=(*document.warnings, mismatch))
    return document


def with_pages(document: Document, scan: Scan, read: Mapping[int, list[Line]]) -> Document:
    """A document of scanned pages with the words that were read on them, by their numbers. Raises Unreadable."""
    text, doubts = text_with(scan, read)
    _require_text(text)
    return Document(_clean(text), document.kind, (*document.warnings, *doubts))


def _require_text(text: str) -> None:
    if not text.strip():
        raise Unreadable("The file holds no text. Upload one that does, or paste the letter's text.")
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(f"It has more than {MAX_CHARACTERS:,} characters; give the letter alone.")


def _by_content(data: bytes) -> Document:
    return _mail(data) if is_email(data) else _one_file(data)


def _mail(data: bytes) -> Document:
    """The letter in an e-mail: the attachment that greets somebody, else the mail's own words or a scan."""
    mail = read_mail(data)
    body, warnings = _clean(mail.body), []
    others = [Document(body, "email")]
    for attached in mail.attachments[:_MAX_ATTACHMENTS]:
        try:
            document = _attached(attached)
        except Unreadable as reason:
            warnings.append(f"{_named(attached)} could not be read: {reason}")
            continue
        if _greets(document.text):
            return document
        others.append(document)
    scanned = [document for document in others if document.scan and not _greets(body)]
    chosen = (
        scanned[0]
        if scanned
        else others[0]
        if _greets(body)
        else max(others, key=lambda found: len(found.text))
    )
    return replace(chosen, warnings=(*chosen.warnings, *warnings))


def _attached(attached: Attachment) -> Document:
    note = f"The letter is {_named(attached)}; the e-mail's own words were left out."
    document = _one_file(attached.data)
    return replace(document, kind="email", warnings=(note, *document.warnings))


def _named(attached: Attachment) -> str:
    return f"the attached file {attached.name[:80]}" if attached.name else "an attached file"


def _greets(text: str) -> bool:
    return bool(SALUTATION.search(plain(text)))


def _one_file(data: bytes) -> Document:
    if b"%PDF-" in data[:1024]:
        return _paged(Scan(data, pdf_pages(data)), "pdf")
    if data.startswith(IMAGES):
        return _paged(Scan(data, [None] * image_pages(data)), "image")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Document(_clean(word_text(data)), "docx")
    for magic, appearance in _OTHERS:
        if data.startswith(magic) and not _is_text_anyway(magic, data):
            raise Unreadable(f"The file appears to be {appearance}.")
    return _plain_text(data)


def _paged(scan: Scan, kind: str) -> Document:
    if scan.pictures():
        return Document("", kind, scan=scan)
    text = running_text([list(page or ()) for page in scan.pages])
    empty = [str(number) for number, page in enumerate(scan.pages, start=1) if not page]
    warnings = (f"No text on page {', '.join(empty[:20])}.",) if empty and text else ()
    return Document(_clean(text), kind, warnings)


def _is_text_anyway(magic: bytes, data: bytes) -> bool:
    """Two letters are too little to tell a bitmap or a program from a text that begins with them."""
    return len(magic) == 2 and magic.isalpha() and b"\x00" not in data[:4096]


def _plain_text(data: bytes) -> Document:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _written(_decoded(data, encoding))
    if b"\x00" in data:
        raise Unreadable(
            f"The file appears to be {_binary(data)}. Upload the letter as text, Word (.docx) or PDF."
        )
    try:
        return _written(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _in_older_encoding(data)


def _in_older_encoding(data: bytes) -> Document:
    """Text in the encoding that an HTML page names, else in Windows-1252."""
    said = _HTML_ENCODING.search(data, 0, 4096)
    if said and is_encoding_of_text(said[1].decode("ascii")):
        return _written(_decoded(data, said[1].decode("ascii")))
    text = _decoded(data, "cp1252")
    if not _looks_like_text(text):
        raise Unreadable(_UNKNOWN)
    warning = "The text is not UTF-8; it was read as Windows-1252. Check accents and quotes."
    return replace(_written(text), warnings=(warning,))


def _written(text: str) -> Document:
    if _HTML.match(text, 0, 4096):
        return Document(_clean(text_of_html(text)), "html")
    return Document(_clean(text), "text")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise Unreadable(_UNKNOWN) from None


def _binary(data: bytes) -> str:
    return (
        "an HTML page that holds binary data"
        if b"<html" in data[:2048].lower()
        else "a binary file, not a text"
    )


def _looks_like_text(text: str) -> bool:
    """Letters, digits, blanks and usual punctuation make up nearly all of a text."""
    sample = text[:20_000]
    usual = sum(letter.isascii() and (letter.isprintable() or letter in _LINE_CONTROLS) for letter in sample)
    control = sum(not letter.isprintable() and letter not in _LINE_CONTROLS for letter in sample)
    return usual >= 0.85 * len(sample) and control <= 0.002 * len(sample)


def _clean(text: str) -> str:
    """Without NUL, which PostgreSQL cannot store, and without lone surrogates, which no encoding can."""
    text = text.replace("\x00", "")
    return text.encode("utf-8", "ignore").decode("utf-8")


def _misnamed(name: str, kind: str) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    expected = {
        "pdf": "pdf", "docx": "docx", "txt": "text", "text": "text", "md": "text",
        "html": "html", "htm": "html", "eml": "email",
        "png": "image", "jpg": "image", "jpeg": "image", "tif": "image", "tiff": "image",
    }.get(ending, kind)  # fmt: skip
    return (
        f"The file is named .{ending}, but its content is {kind}; it was read as that."
        if expected != kind
        else ""
    )
