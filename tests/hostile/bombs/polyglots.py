"""Files that are two kinds at once, or seem to be another one."""

import gzip
import io
import tarfile
from collections.abc import Callable

from tests.hostile.bombs.bait import Bait
from tests.hostile.bombs.packages import LETTER, flat, packed, word
from tests.hostile.bombs.pdfs import page as pdf
from tests.hostile.bombs.pictures import chunk, png

SCRIPT = "<script>alert(document.domain)</script>"
PAGE = f"<!doctype html><html><body>{SCRIPT}<p>Dear Ms. Roe:</body></html>"


def tar(_bait: Bait) -> bytes:
    """A tar whose entry leads out of its folder, and a link out of it."""
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        archive.addfile(link)
        climbing = tarfile.TarInfo("../../climbed")
        climbing.size = 9
        archive.addfile(climbing, io.BytesIO(b"Dear Sir:"))
    return into.getvalue()


FILES: dict[str, Callable[[Bait], bytes]] = {
    "pdf-and-zip.pdf": lambda _bait: pdf() + word(LETTER),
    "zip-and-pdf.docx": lambda _bait: word(LETTER) + pdf(),
    "docx-with-a-pdf-first.docx": lambda _bait: b"%PDF-1.7\n" + word(LETTER),
    "pdf-in-a-docx.docx": lambda _bait: packed({"%PDF-1.7": pdf(), "word/document.xml": b"<a/>"}, 0),
    "pdf-and-html.html": lambda _bait: PAGE.encode() + pdf(),
    "html-and-pdf.pdf": lambda _bait: pdf() + PAGE.encode(),
    "gif-and-script.gif": lambda _bait: b"GIF89a/*\0\0\0\0*/=1;alert(1);//;",
    "jpeg-and-script.jpg": lambda _bait: b"\xff\xd8\xff\xe0*/=1;alert(1)//" + PAGE.encode() + b"\xff\xd9",
    "png-and-html.png": lambda _bait: png(8, 8, bytes(16), chunk(b"tEXt", b"Comment\0" + PAGE.encode())),
    "bmp-and-text.txt": lambda _bait: b"BM" + PAGE.encode(),
    "mail-and-html.html": lambda _bait: b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + PAGE.encode(),
    "nul-and-bom.txt": lambda _bait: b"\xef\xbb\xbfDear Ms. Roe:\0" + PAGE.encode(),
    "two-boms.txt": lambda _bait: b"\xff\xfe\xfe\xff" + PAGE.encode("utf-16-le"),
    "utf-16.html": lambda _bait: PAGE.encode("utf-16"),
    "utf-32.html": lambda _bait: PAGE.encode("utf-32"),
    "utf-7.html": lambda _bait: (
        b"<html><meta charset=utf-7><p>Dear Ms. Roe: +ADw-script+AD4-alert(1)+ADw-/script+AD4-\xff"
    ),
    "surrogates.txt": lambda _bait: b"\xff\xfe" + b"D\0e\0\x00\xd8a\0" * 99,
    "overlong.txt": lambda _bait: b"Dear Ms. Roe: \xc0\xbcscript\xc0\xbe",
    "right-to-left.txt": lambda _bait: ("Dear Ms. Roe: \u202egnp.exe\u2066" * 9).encode(),
    "old-word.doc": lambda _bait: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 504 + bytes(4096),
    "gzip.gz": lambda bait: gzip.compress(flat(bait)),
    "gzip-of-gzip.docx": lambda _bait: gzip.compress(gzip.compress(bytes(50_000_000))),
    "seven.7z": lambda _bait: b"7z\xbc\xaf\x27\x1c" + b"\xff" * 26,
    "climbing.tar": tar,
    "program.pdf": lambda _bait: b"MZ" + bytes(58) + b"%PDF-1.7\n" + pdf(),
    "rar.txt": lambda _bait: b"Rar!\x1a\x07\x01\x00" + SCRIPT.encode(),
}
