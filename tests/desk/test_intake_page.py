"""The page that takes a letter in: what it refuses. What works, and damaged files, stand in tests/pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from letters.models import Letter
from tests.desk.browsing import browser_of, told, words_of
from tests.desk.documents import encrypted_pdf
from tests.making import make_draft, make_office, make_user

pytestmark = pytest.mark.django_db

PATH = "/desk/letters/new/"


def test_it_works() -> None:
    office = make_office()
    answer = browser_of(make_user(office)).post(PATH, {"office": office.pk, "text": "Please do it."})
    assert answer.headers["Location"] == f"/desk/letters/{Letter.objects.get().public_id}/draft/"


def test_a_locked_file_under_a_wrong_name_is_kept_and_the_reason_is_told() -> None:
    office = make_office()
    browser = browser_of(make_user(office))
    answer = browser.post(
        PATH, {"office": office.pk, "file": SimpleUploadedFile("letter.txt", encrypted_pdf())}
    )
    assert "letter.txt could not be read" in words_of(browser.get(answer.headers["Location"]))
    assert Letter.objects.get().text == ""


def test_the_same_file_under_another_name_leads_to_the_letter_that_is_there() -> None:
    office = make_office()
    browser = browser_of(make_user(office))
    answers = [
        browser.post(PATH, {"office": office.pk, "file": SimpleUploadedFile(name, b"Please do it.")})
        for name in ("one.txt", "two.txt")
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert told(answers[1]) == ["Your office already has this file: “one.txt”."]
    assert Letter.objects.count() == 1


def test_the_same_words_in_another_office_are_another_letter() -> None:
    make_draft(text="Please do it.")
    office = make_office()
    browser_of(make_user(office)).post(PATH, {"office": office.pk, "text": "Please do it."})
    assert Letter.objects.count() == 2


def test_another_office_cannot_be_chosen() -> None:
    other = make_office()
    answer = browser_of(make_user(make_office())).post(PATH, {"office": other.pk, "text": "Please do it."})
    assert answer.status_code == 400
    assert not Letter.objects.exists()


@pytest.mark.parametrize("office", ["a\0b", "9" * 40, "²", ""])
def test_an_office_that_was_made_up_is_refused(office: str) -> None:
    answer = browser_of(make_user(make_office())).post(PATH, {"office": office, "text": "Please do it."})
    assert answer.status_code == 400


@pytest.mark.parametrize("text", ["", " \n", "a\0b", "x" * 6_000_000])
def test_words_that_no_letter_has_are_refused(text: str) -> None:
    office = make_office()
    answer = browser_of(make_user(office)).post(PATH, {"office": office.pk, "text": text})
    assert answer.status_code == 400
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"garbage", "multipart/form-data; boundary=x"),
        (b"garbage", "multipart/form-data"),
        (b"text=%ff%fe", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=x" % number for number in range(5001)), "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"", "text/plain"),
    ],
)
def test_a_body_that_is_no_form_is_refused(body: bytes, kind: str) -> None:
    answer = browser_of(make_user(make_office())).post(PATH, body, content_type=kind)
    assert answer.status_code == 400
    assert not Letter.objects.exists()
