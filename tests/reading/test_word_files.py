"""What Word shows on a letter besides its paragraphs, and what it never writes."""

import io
import zipfile

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from letters.reading.documents import Unreadable, read_document


def saved(document: WordDocument) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def read(document: WordDocument) -> list[str]:
    return read_document(saved(document), "letter.docx").text.split("\n\n")


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    """The package with one of its parts replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, content)
    return target.getvalue()


def main_part(body: str, prologue: str = "") -> bytes:
    return f"{prologue}<w:document {nsdecls('w')}><w:body>{body}</w:body></w:document>".encode()


def test_the_header_of_the_first_page_is_letterhead() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "United States Senate"
    document.add_paragraph("Dear Ms. Roe:")
    assert read(document) == ["United States Senate", "Dear Ms. Roe:"]


def test_page_numbers_are_no_text() -> None:
    document = docx.Document()
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 2"
    document.add_paragraph("Dear Ms. Roe:")
    assert read(document) == ["Dear Ms. Roe:"]


def test_a_text_box_is_read_once_though_it_is_kept_twice() -> None:
    document = docx.Document()
    box = f"<w:txbxContent {nsdecls('w')}><w:p><w:r><w:t>Washington, DC</w:t></w:r></w:p></w:txbxContent>"
    document.add_paragraph("Dear Ms. Roe:")._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:AlternateContent><mc:Choice><w:pict>{box}</w:pict></mc:Choice>"
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert read(document) == ["Dear Ms. Roe:", "Washington, DC"]


def test_hidden_and_deleted_words_are_no_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Shown")
    paragraph.add_run(" hidden").font.hidden = True
    deleted = f"<w:del {nsdecls('w')}><w:r><w:delText> deleted</w:delText></w:r></w:del>"
    paragraph._p.append(parse_xml(deleted))
    assert read(document) == ["Shown"]


def test_numbers_of_a_style_are_shown_as_word_shows_them() -> None:
    document = docx.Document()
    document.add_paragraph("First question?", style="List Number 2")
    document.add_paragraph("Second question?", style="List Number 2")
    assert [line.split()[0] for line in read(document)] == ["1.", "2."]


DECLARED = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("entity", ["&a;", "&b;", ""])
def test_a_document_type_is_refused_before_anything_is_defined(entity: str) -> None:
    hostile = main_part(f"<w:p><w:r><w:t>{entity}</w:t></w:r></w:p>", DECLARED)
    with pytest.raises(Unreadable, match="declares a document type"):
        read_document(repacked(saved(docx.Document()), "word/document.xml", hostile), "letter.docx")


def test_a_part_that_unpacks_to_far_too_much_is_refused() -> None:
    bomb = main_part(f"<w:p><w:r><w:t>{'a' * 110_000_000}</w:t></w:r></w:p>")
    with pytest.raises(Unreadable, match="unpacks to far more than a letter"):
        read_document(repacked(saved(docx.Document()), "word/document.xml", bomb), "letter.docx")


def test_a_file_that_is_no_xml_is_damaged() -> None:
    with pytest.raises(Unreadable, match="damaged or cut off"):
        read_document(repacked(saved(docx.Document()), "word/document.xml", b"<w:document"), "letter.docx")
