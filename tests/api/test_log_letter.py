"""POST /api/v1/letters/: words or a file become a draft."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase

from letters.models import Letter
from offices.models import Role
from tests.api.asking import PROBLEM, client_of, write
from tests.desk.documents import encrypted_pdf
from tests.making import editor_of, make_draft, make_office, make_user

pytestmark = pytest.mark.django_db

TEXT = "March 2, 2026\n\nDear Secretary Placeholder:\n\nPlease do it.\n"


class Desk:
    """An editor's program."""

    def __init__(self) -> None:
        self.office = make_office()
        self.user = make_user(self.office)

    def upload(self, name: str, data: bytes, **fields: object) -> HttpResponseBase:
        """Posts a file as a form does."""
        body = {"office": self.office.slug, "file": SimpleUploadedFile(name, data)} | fields
        return client_of(self.user).post("/api/v1/letters/", body)


def problem_of(answer: HttpResponseBase) -> tuple[int, str, list[str]]:
    """Status, kind and the pointers to what is wrong."""
    errors = answer.json().get("errors", [])  # type: ignore[attr-defined]
    return answer.status_code, answer.headers["Content-Type"], [error["pointer"] for error in errors]


def test_it_works() -> None:
    desk = Desk()
    draft = write("letters/", {"office": desk.office.slug, "text": TEXT}, desk.user)
    assert (draft["visibility"], draft["text"], draft["requests"]) == ("draft", TEXT, [])
    assert Letter.objects.get().created_by == desk.user


def test_a_file_is_read_and_kept_as_it_is() -> None:
    desk = Desk()
    answer = desk.upload("letter.txt", TEXT.encode())
    assert answer.status_code == 201
    letter = Letter.objects.get()
    assert (letter.text, letter.source_name) == (TEXT, "letter.txt")
    with letter.source_file.open("rb") as file:
        assert file.read() == TEXT.encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("letter.pdf", encrypted_pdf()),
        ("letter.pdf", b"%PDF-1.7 broken"),
        ("letter.pdf", b"PK\x03\x04 no PDF at all"),
        ("letter.txt", b"\xff\xfe\xff\xfe\x00"),
    ],
)
def test_a_file_that_cannot_be_read_is_kept_with_the_reason(name: str, data: bytes) -> None:
    answer = Desk().upload(name, data)
    letter = Letter.objects.get()
    assert answer.status_code == 201
    assert answer.json()["unread_because"] == letter.unread_because != ""  # type: ignore[attr-defined]


@pytest.mark.parametrize("data", [b"", b"x" * (25 * 1024 * 1024 + 1)])
def test_an_empty_or_too_large_file_is_refused(data: bytes) -> None:
    assert problem_of(Desk().upload("letter.txt", data)) == (400, PROBLEM, ["/file"])
    assert not Letter.objects.exists()


def test_the_same_file_twice_is_a_conflict_that_names_the_letter() -> None:
    desk = Desk()
    desk.upload("letter.txt", TEXT.encode())
    answer = desk.upload("copy.txt", TEXT.encode())
    assert problem_of(answer) == (409, PROBLEM, [])
    assert Letter.objects.get().public_id in answer.json()["detail"]  # type: ignore[attr-defined]


def test_the_same_text_twice_is_a_conflict_that_names_the_letter() -> None:
    draft = make_draft(text="Please do it.")
    again = {"office": draft.office.slug, "text": "Please do it."}
    assert draft.public_id in write("letters/", again, editor_of(draft.office), 409)["detail"]


def test_two_offices_may_have_the_same_letter_and_do_not_learn_of_it() -> None:
    draft = make_draft(text=TEXT)
    desk = Desk()
    entered = write("letters/", {"office": desk.office.slug, "text": TEXT}, desk.user)
    assert entered["id"] != draft.public_id


def test_only_an_editor_of_the_office_logs() -> None:
    office = make_office()
    body = {"office": office.slug, "text": TEXT}
    stranger = make_user(make_office())
    write("letters/", body, None, 401)
    write("letters/", body, make_user(office, Role.VIEWER), 403)
    assert write("letters/", body, stranger, 400) == write(
        "letters/", body | {"office": "nowhere"}, stranger, 400
    )
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"text": ""}, "/text"),
        ({"text": " \n"}, "/text"),
        ({"text": "a\0b"}, "/text"),
        ({"text": "\ud800"}, "/text"),
        ({"text": "x" * 1_000_001}, "/text"),
        ({"text": ["x"]}, "/text"),
        ({"text": None}, "/text"),
        ({"office": "no slug"}, "/office"),
        ({"office": "a\0b"}, "/office"),
        ({"office": 10**40}, "/office"),
        ({"office": None}, "/office"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(fields: dict[str, object], pointer: str) -> None:
    desk = Desk()
    problem = write("letters/", {"office": desk.office.slug, "text": TEXT} | fields, desk.user, 400)
    assert {error["pointer"] for error in problem["errors"]} == {pointer}
    assert not Letter.objects.exists()


def test_a_form_without_a_file_is_refused() -> None:
    desk = Desk()
    answer = client_of(desk.user).post("/api/v1/letters/", {"office": desk.office.slug, "file": "words"})
    assert problem_of(answer) == (400, PROBLEM, ["/file"])


def test_a_form_that_is_cut_short_is_refused() -> None:
    desk = Desk()
    answer = client_of(desk.user).post(
        "/api/v1/letters/", b"--x\r\nnonsense", content_type="multipart/form-data"
    )
    assert problem_of(answer) == (400, PROBLEM, [])


def test_a_letter_may_hold_any_sign() -> None:
    desk = Desk()
    text = "Please 🕊️ do it — ‘now’.\r\n\tÄ"
    assert write("letters/", {"office": desk.office.slug, "text": text}, desk.user)["text"] == text


def test_what_the_document_does_not_name_changes_nothing() -> None:
    desk, other = Desk(), make_office()
    more = {"visibility": "public", "created_by": 1, "office_id": other.pk, "version": 9, "title": "Mine"}
    client_of(desk.user).post(
        "/api/v1/letters/",
        {"office": desk.office.slug, "text": TEXT, **more},
        content_type="application/json",
    )
    for letter in Letter.objects.all():
        assert (letter.office, letter.created_by, letter.version) == (desk.office, desk.user, 1)
        assert (letter.is_draft, letter.title == "Mine") == (True, False)
    assert not Letter.objects.filter(office=other).exists()
