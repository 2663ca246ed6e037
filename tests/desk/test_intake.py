"""Logging a letter in the browser: give it, correct what was read, confirm once."""

import io

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from letters.models import Letter, LetterRequest
from offices.models import Role
from tests.making import PASSWORD, make_draft, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db

TEXT = """March 2, 2026

Dear Secretary Placeholder:

We urge you to publish the list of sample paragraphs.

Sincerely,

Robin Sampleton
United States Senator
"""


class Desk:
    """An editor at the desk."""

    def __init__(self, role: Role = Role.EDITOR) -> None:
        self.office = make_office()
        self.user = make_user(self.office, role)
        self.client = Client(raise_request_exception=False)
        self.client.login(username=self.user.email, password=PASSWORD)

    def log(self, status: int = 302, **fields: object) -> str:
        """Posts the first form; the page's words, or where it leads."""
        answer = self.client.post("/desk/letters/new/", {"office": self.office.pk} | fields)
        assert answer.status_code == status, answer.content.decode()
        return str(answer.headers.get("Location") or answer.content.decode())

    def confirm(self, path: str, **changes: object) -> tuple[int, str]:
        """Posts the second form; status and words, or where it leads."""
        answer = self.client.post(path, filled() | changes)
        return answer.status_code, str(answer.headers.get("Location") or answer.content.decode())


def filled() -> dict[str, object]:
    """The draft's form as a person leaves it."""
    fields: dict[str, object] = {
        "title": "Sample paragraphs",
        "topic": "commerce",
        "visibility": "office",
        "letter_date": "2026-03-02",
    }
    for name, rows in (("recipients", 1), ("signatories", 1), ("requests", 2)):
        fields |= {f"{name}-TOTAL_FORMS": rows, f"{name}-INITIAL_FORMS": 0}
    return fields | {
        "recipients-0-title": "Secretary",
        "signatories-0-name": "Robin Sampleton",
        "requests-0-text": "We urge you to publish the list of sample paragraphs.",
        "requests-0-kind": "documents",
        "requests-1-text": "Tell us when.",
        "requests-1-kind": "information",
        "requests-1-due_on": "2026-04-01",
    }


def encrypted_pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 100, "Dear Secretary")
    canvas.save()
    return file.getvalue()


def test_it_works() -> None:
    desk = Desk()
    path = desk.log(text=TEXT)
    shown = desk.client.get(path).content.decode()
    assert 'value="2026-03-02"' in shown
    assert "We urge you to publish the list of sample paragraphs." in shown
    assert '<mark id="asked-1">' in shown
    letter = Letter.objects.get()
    assert desk.confirm(path) == (302, f"/desk/letters/{letter.public_id}/")
    rows = letter.requests.values_list("kind", "deadline_rule", "due_on__day")
    assert list(rows) == [("documents", "", None), ("information", "set by hand", 1)]
    assert Letter.objects.get().topic == "commerce"


def test_a_file_is_read() -> None:
    desk = Desk()
    desk.log(file=SimpleUploadedFile("letter.txt", TEXT.encode()))
    assert Letter.objects.get().text == TEXT


def test_a_letter_is_confirmed_once_however_often_the_button_is_pressed() -> None:
    desk = Desk()
    path = desk.log(text=TEXT)
    desk.confirm(path)
    assert desk.confirm(path)[0] == 302
    assert LetterRequest.objects.count() == 2


def test_the_same_file_twice_leads_to_the_letter_that_is_there() -> None:
    desk = Desk()
    path = desk.log(text=TEXT)
    assert desk.log(text=TEXT) == path
    assert Letter.objects.count() == 1


def test_a_row_is_added_without_losing_what_was_entered() -> None:
    desk = Desk()
    path = desk.log(text=TEXT)
    status, shown = desk.confirm(path, do="add requests", title="Half done")
    assert status == 200
    assert 'name="requests-2-text"' in shown
    assert 'value="Half done"' in shown
    assert Letter.objects.get().is_draft


def test_a_row_marked_for_removal_is_left_out() -> None:
    desk = Desk()
    desk.confirm(desk.log(text=TEXT), **{"requests-1-DELETE": "on"})
    assert LetterRequest.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "x" * 301},
        {"letter_date": "2026-02-30"},
        {"sent_on": "9999-12-31"},
        {"visibility": "draft"},
        {"topic": "weather"},
        {"requests-0-text": "", "requests-1-text": ""},
        {"requests-0-kind": "wish"},
        {"requests-0-text": "a\0b"},
        {"signatories-0-bioguide_id": "Z999999"},
        {"requests-TOTAL_FORMS": "x"},
        {"requests-TOTAL_FORMS": "-1"},
        {"requests-TOTAL_FORMS": ""},
        {"recipients-TOTAL_FORMS": "100000000"},
    ],
)
def test_what_is_wrong_is_said_and_the_draft_stays(changes: dict[str, object]) -> None:
    desk = Desk()
    path = desk.log(text=TEXT)
    status, shown = desk.confirm(path, **changes)
    assert status == 400
    assert 'role="alert"' in shown
    assert Letter.objects.get().is_draft
    assert not LetterRequest.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "one of the two"),
        ({"text": TEXT, "file": SimpleUploadedFile("a.txt", b"x")}, "one of the two"),
        ({"text": "a\0b"}, "Null characters"),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "empty"),
        ({"file": SimpleUploadedFile("a.txt", b"x" * (25 * 1024 * 1024 + 1))}, "larger than 25 MB"),
        ({"text": TEXT, "office": 0}, "valid choice"),
    ],
)
def test_what_cannot_be_taken_in_is_said(fields: dict[str, object], message: str) -> None:
    assert message in Desk().log(400, **fields)
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("letter.pdf", b"%PDF-1.7 broken"),
        ("letter.pdf", encrypted_pdf()),
        ("letter.docx", b"PK\x03\x04 broken"),
        ("letter.txt", b"\x89PNG\r\n\x1a\n and so on"),
        ("letter.txt", b"Dear Sir\0\0\0"),
        ("letter.txt", b"\xff\xfe\xff\xfe\x00"),
    ],
)
def test_what_cannot_be_read_is_kept_with_an_empty_draft_and_the_reason(name: str, data: bytes) -> None:
    desk = Desk()
    path = desk.log(file=SimpleUploadedFile(name, data))
    shown = desk.client.get(path).content.decode()
    assert f"{name} could not be read" in shown
    letter = Letter.objects.get()
    with letter.source_file.open("rb") as file:
        assert file.read() == data
    assert desk.confirm(path)[0] == 302


def test_a_pdf_is_read_whatever_it_is_called() -> None:
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(200, 200)
    file = io.BytesIO()
    pdf.save(file)
    desk = Desk()
    desk.log(file=SimpleUploadedFile("letter.txt", file.getvalue()))
    assert "holds no text" in Letter.objects.get().unread_because


@pytest.mark.parametrize(
    ("formatted", "kept"),
    [
        ("<p>Please answer:</p><ol><li>Why?<li>By whom?</ol>", "Please answer:\n\n1. Why?\n2. By whom?\n"),
        ("<p>Other words</p>", "Please answer:\n\nWhy?\nBy whom?"),
        ("", "Please answer:\n\nWhy?\nBy whom?"),
    ],
)
def test_pasted_html_gives_the_numbers_that_its_text_lacks_and_never_other_words(
    formatted: str, kept: str
) -> None:
    Desk().log(text="Please answer:\n\nWhy?\nBy whom?", formatted=formatted)
    assert Letter.objects.get().text == kept


def test_a_viewer_logs_nothing() -> None:
    desk = Desk(Role.VIEWER)
    assert "You may not log letters" in desk.client.get("/desk/letters/new/").content.decode()
    desk.log(400, text=TEXT)


def test_a_draft_is_discarded() -> None:
    desk = Desk()
    path = desk.log(text=TEXT)
    desk.client.post(path.replace("draft", "discard"))
    assert not Letter.objects.exists()


def test_a_confirmed_letter_is_not_discarded() -> None:
    desk = Desk()
    letter = make_letter(desk.office, by=desk.user)
    desk.client.post(f"/desk/letters/{letter.public_id}/discard/")
    assert Letter.objects.exists()


def test_another_offices_draft_is_not_there() -> None:
    draft = make_draft()
    assert Desk().client.get(f"/desk/letters/{draft.public_id}/draft/").status_code == 404


def test_what_people_write_is_never_markup() -> None:
    desk = Desk()
    path = desk.log(text="<script>alert(1)</script> Please do it.")
    assert "<script>alert(1)" not in desk.client.get(path).content.decode()
