"""ZIP archives and Word files that unpack to far more than they hold, lie about it, or go in circles."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

from tests.hostile.bombs.bait import Bait

MEGABYTE = 1 << 20
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
LETTER = "<w:p><w:r><w:t>Dear Ms. Roe: We urge you to act.</w:t></w:r></w:p>"


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The files as a ZIP archive."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return into.getvalue()


def relationships(*targets: tuple[str, str]) -> bytes:
    """Kinds and targets; those with an address lead out of the package."""
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode(target)}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'.encode()


def mode(target: str) -> str:
    """Whether a target lies in the package."""
    return "External" if ":" in target else "Internal"


def parts(main: bytes, others: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """What a Word file consists of."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relationships(("officeDocument", "word/document.xml")),
        "word/document.xml": main,
        **(others or {}),
    }


def document(body: str) -> bytes:
    """A Word file's main part."""
    return f"<w:document {W} xmlns:r='{OFFICE}'><w:body>{body}</w:body></w:document>".encode()


def word(body: str, others: Mapping[str, bytes] | None = None) -> bytes:
    """A Word file."""
    return packed(parts(document(body), others))


def related(*targets: tuple[str, str]) -> bytes:
    """A letter in Word whose main part names other parts."""
    return word(LETTER, {"word/_rels/document.xml.rels": relationships(*targets)})


def flat(_bait: Bait) -> bytes:
    """200 MB of zeros."""
    return packed({"letter.txt": bytes(200 * MEGABYTE)})


def nested(_bait: Bait) -> bytes:
    """Archives in archives, ten in each, six deep: a million times the innermost file."""
    inner = packed({"letter.txt": bytes(MEGABYTE)})
    for depth in range(6):
        inner = packed({f"{depth}-{number}.zip": inner for number in range(10)})
    return inner


def overlapping(_bait: Bait) -> bytes:
    """Two thousand entries of the directory that all mean the same bytes."""
    one = packed({"word/document.xml": document("<w:p/>" * 100_000)})
    directory, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    first = one[directory:end]
    entries = first + b"".join(
        first.replace(b"word/document.xml", b"word/%08d.xml" % number) for number in range(2000)
    )
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2001, 2001, len(entries), directory, 0)
    return one[:directory] + entries + closing


def lying_sizes(_bait: Bait) -> bytes:
    """A main part of 150 MB that the directory calls small."""
    data = bytearray(packed(parts(document(" " * (150 * MEGABYTE)))))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<L", 100)
    return bytes(data)


def zip64(_bait: Bait) -> bytes:
    """An archive whose directory says that it is 2⁶² bytes long and has as many entries."""
    data = packed(parts(document(LETTER)))
    end = data.index(b"PK\x05\x06")
    record = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 62, 1 << 62, 1 << 62, data.index(b"PK\x01\x02")
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:end] + record + locator + closing


def huge_lzma(_bait: Bait) -> bytes:
    """A part that is packed with a dictionary of 4 GB."""
    data = bytearray(packed(parts(document(LETTER)), zipfile.ZIP_LZMA))
    for at in range(len(data) - 9):
        if data[at : at + 5] == b"\x09\x04\x05\x00\x5d":
            data[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    return bytes(data)


def many_parts(_bait: Bait) -> bytes:
    """Sixty thousand empty parts."""
    return word(LETTER, {f"word/media/{number}": b"" for number in range(60_000)})


def many_paragraphs(_bait: Bait) -> bytes:
    """29 MB of empty paragraphs, a million elements in each six."""
    return word("<w:p/>" * (29 * MEGABYTE // 6))


def deep_paragraphs(_bait: Bait) -> bytes:
    """A hundred thousand elements in one another."""
    return word("<w:p>" + "<w:r>" * 100_000 + "</w:r>" * 100_000 + "</w:p>")


def styles_in_circles(_bait: Bait) -> bytes:
    """Styles that are based on one another, lists that mean one another, numbers beyond all bounds."""
    styles = "".join(
        f'<w:style w:styleId="S{number}"><w:basedOn w:val="S{(number + 1) % 50}"/></w:style>'
        for number in range(50)
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="2000000000"/>'
        '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%1%1%1%1"/></w:lvl><w:numStyleLink w:val="S0"/>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    listed = '<w:p><w:pPr><w:pStyle w:val="S0"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
    others = {
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>".encode(),
        "word/numbering.xml": f"<w:numbering {W}>{numbering}</w:numbering>".encode(),
        "word/_rels/document.xml.rels": relationships(
            ("styles", "styles.xml"), ("numbering", "numbering.xml")
        ),
    }
    return word(listed * 2000, others)


def parts_in_circles(_bait: Bait) -> bytes:
    """A main part that is its own footnotes, header and styles."""
    rels = relationships(
        *((kind, "document.xml") for kind in ("footnotes", "header", "styles", "numbering", "aFChunk"))
    )
    header = '<w:sectPr><w:headerReference w:type="default" r:id="r1"/></w:sectPr>'
    return word(LETTER * 20 + header, {"word/_rels/document.xml.rels": rels})


def remote_template(bait: Bait) -> bytes:
    """A template that lies elsewhere (CVE-2017-0199's way in)."""
    return related(
        ("attachedTemplate", f"{bait.http}/template.dotm"),
        ("oleObject", f"mhtml:{bait.http}/!x-usc:{bait.http}/"),
    )


def remote_parts(bait: Bait) -> bytes:
    """Pictures, styles, headers and other documents that lie elsewhere, or on the server's disk."""
    kinds = (
        "image",
        "styles",
        "numbering",
        "footnotes",
        "header",
        "frame",
        "subDocument",
        "aFChunk",
        "hyperlink",
    )
    return related(*((kind, f"{place}/x") for kind in kinds for place in (bait.http, bait.file)))


def remote_main_part(bait: Bait) -> bytes:
    """A Word file whose main part lies elsewhere."""
    return packed(
        {"_rels/.rels": relationships(("officeDocument", f"{bait.http}/document.xml")), "word/a": b"a"}
    )


def names_that_climb(_bait: Bait) -> bytes:
    """Parts whose names lead out of the folder."""
    names = (
        "../../../../tmp/climbed",
        "/etc/cron.d/climbed",
        "..\\..\\climbed",
        "word/" + "a" * 60_000,
        "C:climbed",
    )
    return word(LETTER, dict.fromkeys(names, b"climbed"))


def macros(_bait: Bait) -> bytes:
    """A letter with macros and an embedded program."""
    return word(
        LETTER, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 9000, "word/embeddings/a.exe": b"MZ" * 9000}
    )


def tables_in_tables(_bait: Bait) -> bytes:
    """Four hundred tables in one another, with cells that say they are two thousand million columns wide."""
    opened = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>'
    return word(opened * 400 + LETTER + "</w:tc></w:tr></w:tbl>" * 400)


FILES: dict[str, Callable[[Bait], bytes]] = {
    "flat.zip": flat,
    "nested.zip": nested,
    "overlapping-entries.docx": overlapping,
    "lying-sizes.docx": lying_sizes,
    "zip64-lies.docx": zip64,
    "lzma-of-4-gb.docx": huge_lzma,
    "60,000-parts.docx": many_parts,
    "5,000,000-paragraphs.docx": many_paragraphs,
    "100,000-deep.docx": deep_paragraphs,
    "styles-in-circles.docx": styles_in_circles,
    "parts-in-circles.docx": parts_in_circles,
    "remote-template.docx": remote_template,
    "remote-parts.docx": remote_parts,
    "remote-main-part.docx": remote_main_part,
    "names-that-climb.docx": names_that_climb,
    "macros.docx": macros,
    "tables-in-tables.docx": tables_in_tables,
}
