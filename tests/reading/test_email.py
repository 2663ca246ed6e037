"""E-mails: the letter in the body, attached, or forwarded."""

from email.message import EmailMessage

import pytest

from letters.reading.documents import Unreadable, read_document

from .letters import SEED, as_docx, as_pdf

COVER = "Please find the letter attached.\n\nBest,\nRobin"


def mail(body: str, *, html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "staff@example.org", "agency@example.org"
    message["Subject"], message["Message-ID"] = "Letter", "<1@example.org>"
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def read(message: EmailMessage) -> str:
    return read_document(message.as_bytes(), "letter.eml").text


def words(text: str) -> list[str]:
    return text.split()


def test_the_letter_in_the_body_is_the_text() -> None:
    document = read_document(mail(SEED).as_bytes(), "letter.eml")
    assert (words(document.text), document.kind) == (words(SEED), "email")


def test_the_rich_part_is_read_where_the_plain_one_says_nothing() -> None:
    rich = "<p>Dear Ms. Roe:</p><p>We urge you to answer.</p>"
    assert read(mail("Open this in a browser.", html=rich)) == "Dear Ms. Roe:\n\nWe urge you to answer.\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (as_docx(SEED), ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")),
        (as_pdf(SEED), ("application", "pdf")),
        (SEED.encode(), ("application", "octet-stream")),
    ],
)
def test_the_attached_letter_is_the_text(data: bytes, kind: tuple[str, str]) -> None:
    message = mail(COVER)
    message.add_attachment(
        b"\x89PNG\r\n\x1a\n" + bytes(50), maintype="image", subtype="png", filename="seal.png"
    )
    message.add_attachment(data, maintype=kind[0], subtype=kind[1], filename="Letter")
    document = read_document(message.as_bytes(), "letter.eml")
    assert "Dear Secretary Pompeo" in document.text
    assert "Robin" not in document.text
    assert "the attached file Letter" in document.warnings[0]


def test_a_letter_in_a_forwarded_mail_is_found() -> None:
    outer = mail("FYI")
    outer.add_attachment(mail(SEED))
    assert "Dear Secretary Pompeo" in read(outer)


def test_headers_quote_marks_and_disclaimers_are_left_out() -> None:
    quoted = "".join(
        f"> {line}\n" for line in ("Dear Ms. Roe:", "", "We urge you to answer.", "", "Sincerely,", "Jane")
    )
    forwarded = (
        "---------- Forwarded message ---------\nFrom: A <a@example.org>\nDate: Mon\nSubject: x\nTo: b@example.org\n\n"
        f"{quoted}\nThis e-mail is confidential and intended for its addressee only.\n"
    )
    assert words(read(mail(forwarded))) == words("Dear Ms. Roe: We urge you to answer. Sincerely, Jane")


def test_an_attachment_that_cannot_be_read_is_named() -> None:
    message = mail(COVER)
    message.add_attachment(b"%PDF-1.7 broken", maintype="application", subtype="pdf", filename="Letter.pdf")
    document = read_document(message.as_bytes(), "letter.eml")
    assert "the attached file Letter.pdf could not be read" in document.warnings[0]


def test_a_mail_of_far_too_many_parts_is_refused() -> None:
    message = mail(COVER)
    for _ in range(250):
        message.add_attachment("x", filename="a.txt")
    with pytest.raises(Unreadable, match="more than 200 parts"):
        read(message)


@pytest.mark.parametrize("cut", [200, 400, 2000])
def test_a_cut_mail_is_read_as_far_as_it_goes(cut: int) -> None:
    assert read_document(mail(SEED).as_bytes()[:cut], "letter.eml").kind == "email"
