"""Source files and evidence: handed out as files, to those who may see the letter."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase

from actions.importing import GivenLetter, import_letters
from actions.ledger import Source
from letters.intake import LetterEntry, RequestEntry, keep_file
from letters.models import Letter
from letters.states import Visibility
from offices.models import Role, User
from tests.desk.browsing import browser_of
from tests.making import (
    NOON,
    editor_of,
    make_action,
    make_draft,
    make_letter,
    make_office,
    make_request,
    make_user,
)

pytestmark = pytest.mark.django_db

HTML = b"<script>alert(1)</script>"


def bytes_of(answer: HttpResponseBase) -> bytes:
    """The file, or the page in its place."""
    parts = answer.streaming_content if answer.streaming else [answer.content]  # type: ignore[attr-defined]
    return b"".join(parts)


def statuses(path: str, office_user: User) -> list[int]:
    """What anonymous, stranger, viewer and editor get."""
    office = office_user.memberships.get().office
    cast = [None, make_user(make_office()), make_user(office, Role.VIEWER), office_user]
    answers = [browser_of(user).get(path) for user in cast]
    for answer in answers:
        bytes_of(answer)  # reading to the end closes the file
    return [answer.status_code for answer in answers]


@pytest.mark.parametrize(("visibility", "outside"), [(Visibility.PUBLIC, 200), (Visibility.OFFICE, 404)])
def test_who_may_see_the_letter_may_have_its_file_and_evidence(visibility: str, outside: int) -> None:
    letter_request = make_request(visibility=visibility)
    editor = editor_of(letter_request.letter.office)
    file = SimpleUploadedFile("reply.txt", b"A reply")
    action = make_action(letter_request, source=Source(file=file))
    for path in (
        f"/desk/letters/{letter_request.letter.public_id}/source/",
        f"/desk/actions/{action.public_id}/evidence/",
    ):
        assert statuses(path, editor) == [outside, outside, 200, 200]


def test_a_letter_that_was_imported_has_no_file_to_offer() -> None:
    office = make_office()
    editor = make_user(office)
    entry = LetterEntry(title="Imported", visibility=Visibility.PUBLIC, requests=[RequestEntry("Do it.")])
    import_letters(
        office=office, letters=[GivenLetter(1, entry)], by=editor, now=NOON, source="letters.jsonl"
    )
    letter = Letter.objects.get()
    path = f"/desk/letters/{letter.public_id}/"
    for page in (path, f"/letters/{letter.public_id}/"):
        answer = browser_of(editor).get(page)
        assert (answer.status_code, "/source/" in answer.content.decode()) == (200, False)
    assert statuses(f"{path}source/", editor) == [404] * 4


def test_a_drafts_file_stays_in_the_office() -> None:
    draft = make_draft()
    path = f"/desk/letters/{draft.public_id}/source/"
    assert statuses(path, editor_of(draft.office)) == [404, 404, 200, 200]


def test_a_notes_evidence_stays_in_the_office() -> None:
    letter_request = make_request()
    note = make_action(letter_request, "note", source=Source(file=SimpleUploadedFile("memo.txt", b"hush")))
    path = f"/desk/actions/{note.public_id}/evidence/"
    assert statuses(path, editor_of(letter_request.letter.office)) == [404, 404, 200, 200]


def test_a_source_file_is_given_back_byte_for_byte_and_never_shown_by_the_browser() -> None:
    office = make_office()
    user = make_user(office)
    letter = keep_file(office=office, by=user, data=HTML, name='a"b\r\nX-Evil: 1.html')
    answer = browser_of(user).get(f"/desk/letters/{letter.public_id}/source/")
    assert bytes_of(answer) == HTML
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Evil" not in answer.headers


def test_an_action_without_a_document_has_no_evidence() -> None:
    action = make_action(make_request())
    assert browser_of().get(f"/desk/actions/{action.public_id}/evidence/").status_code == 404


def test_a_letter_without_a_file_has_no_source() -> None:
    letter = make_letter()
    Letter.objects.update(source_file="")
    assert browser_of().get(f"/desk/letters/{letter.public_id}/source/").status_code == 404


def test_files_are_only_read() -> None:
    letter = make_letter()
    path = f"/desk/letters/{letter.public_id}/source/"
    assert browser_of(editor_of(letter.office)).post(path).status_code == 405
