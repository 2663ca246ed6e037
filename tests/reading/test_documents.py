"""Files of all kinds become text, or an error that says what to do."""

import io
import struct
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from letters.reading import pdf_text
from letters.reading.documents import MAX_BYTES, MAX_CHARACTERS, Unreadable, read_document

from .letters import SEED, as_docx, as_pdf


def blank_pdf(pages: int = 1) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    for _ in range(pages):
        canvas.rect(50, 50, 100, 100)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def archive(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return target.getvalue()


def test_text_is_kept_as_it_is() -> None:
    document = read_document(SEED.encode(), "letter.txt")
    assert (document.text, document.kind, document.warnings) == (SEED, "text", ())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert read_document("Señor Peña".encode(encoding), "letter.txt").text == "Señor Peña"


def test_windows_text_is_read_with_a_warning() -> None:
    document = read_document("The agency’s “answer” to Mr. Peña".encode("cp1252"), "letter.txt")
    assert document.text == "The agency’s “answer” to Mr. Peña"
    assert "Windows-1252" in document.warnings[0]


def test_a_pdf_keeps_its_lines() -> None:
    document = read_document(as_pdf("March 4, 2019\n\nDear Ms. Roe:"), "letter.pdf")
    assert document.kind == "pdf"
    assert document.text.split() == ["March", "4,", "2019", "Dear", "Ms.", "Roe:"]
    assert document.text.startswith("March 4, 2019\n")


def test_a_word_file_gives_paragraphs_and_cells_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("Before the table")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Jane Roe"
    table.cell(0, 1).text = "John Doe"
    document.add_paragraph("After the table")
    target = io.BytesIO()
    document.save(target)
    read = read_document(target.getvalue(), "letter.docx")
    assert read.kind == "docx"
    assert read.text.split("\n\n") == ["Before the table", "Jane Roe", "John Doe", "After the table"]


def test_automatic_numbers_and_bullets_become_text() -> None:
    document = docx.Document()
    document.add_paragraph("Please answer:")
    document.add_paragraph("When did it begin?", style="List Number")
    document.add_paragraph("Who knew of it?", style="List Number")
    document.add_paragraph("A further point", style="List Bullet")
    target = io.BytesIO()
    document.save(target)
    lines = read_document(target.getvalue(), "letter.docx").text.split("\n\n")
    assert lines == ["Please answer:", "1. When did it begin?", "2. Who knew of it?", "• A further point"]


def test_tab_stops_are_no_tabs() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Jane Roe")
    stops = OxmlElement("w:tabs")
    stops.append(OxmlElement("w:tab"))
    stops[0].set(qn("w:val"), "left")
    paragraph._p.get_or_add_pPr().append(stops)
    target = io.BytesIO()
    document.save(target)
    assert read_document(target.getvalue(), "letter.docx").text == "Jane Roe"


def test_the_content_decides_and_a_wrong_name_is_a_warning() -> None:
    document = read_document(as_pdf("Dear Ms. Roe:"), "letter.docx")
    assert document.kind == "pdf"
    assert document.warnings == ("The file is named .docx, but its content is pdf; it was read as that.",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\x00\x00 ", "empty"),
        (b"a" * (MAX_BYTES + 1), "larger than 25 MB"),
        (b"a" * (MAX_CHARACTERS + 1), "more than 500,000 characters"),
        (as_pdf(SEED, password="secret"), "encrypted"),
        (as_pdf(SEED)[:300], "damaged"),
        (b"%PDF-1.7\nnothing of a PDF follows", "damaged"),
        (as_docx(SEED)[:2000], "damaged"),
        (archive({"word/document.xml": b"<w:document", "[Content_Types].xml": b"<"}), "damaged"),
        (blank_pdf(), "holds no text"),
        (blank_pdf(pdf_text.MAX_PAGES + 1), "2,001 pages"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "image is damaged"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "image is damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50,
            r"old Word, Outlook or Office file \(.doc, .msg\)",
        ),
        (b"{\\rtf1 hello}", "RTF"),
        (archive({"letter.txt": b"Dear Ms. Roe:"}), "ZIP archive"),
        (archive({"xl/workbook.xml": b""}), "Excel"),
        (b"<html><body>Dear\x00Ms. Roe</body></html>", "HTML page"),
        (b"Dear Ms.\x00Roe", "binary"),
        (bytes(range(128, 256)) * 20, "not text in a known encoding"),
        (b"\xff\xfea\x00\x00\xd8", "not text in a known encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_document(data, "letter.pdf")


def test_a_word_file_that_would_unpack_to_far_more_is_refused_unread() -> None:
    with pytest.raises(Unreadable, match="unpacks to far more"):
        read_document(
            archive({"word/document.xml": b"<w:p/>", "word/bomb.xml": b"0" * 105_000_000}), "letter.docx"
        )


def test_an_encrypted_archive_is_named_as_such() -> None:
    data = bytearray(archive({"word/document.xml": b"x"}))
    directory = data.find(b"PK\x01\x02")
    struct.pack_into("<H", data, directory + 8, 1)
    with pytest.raises(Unreadable, match="encrypted"):
        read_document(bytes(data), "letter.docx")


def assert_read_or_refused(data: bytes, name: str) -> None:
    """The text can be stored, or the refusal is a sentence."""
    try:
        text = read_document(data, name).text
    except Unreadable as error:
        text = str(error)
        if not text.endswith("."):
            raise
    text.encode("utf-8")
    assert "\x00" not in text


GOOD = {"pdf": as_pdf(SEED), "docx": as_docx(SEED)}


# The same files each time: one that ended the library would end the suite. `make hostile` has new ones, in a child.
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(GOOD)), st.integers(0, 60_000), st.binary(min_size=1, max_size=40))
def test_mutated_files_are_read_or_refused_and_never_bring_nul(
    kind: str, position: int, noise: bytes
) -> None:
    data = bytearray(GOOD[kind])
    position %= len(data)
    data[position : position + len(noise)] = noise
    assert_read_or_refused(bytes(data), f"letter.{kind}")


@given(st.binary(max_size=500))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert_read_or_refused(data, "letter")
