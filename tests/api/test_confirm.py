"""POST /api/v1/letters/{id}/confirm/: a draft becomes a letter with requests, all or nothing."""

from typing import Any

import pytest

from actions.models import Action
from letters.models import Letter, LetterRequest
from letters.people import Agency
from offices.models import Role
from tests.api.asking import ids, read, write
from tests.making import editor_of, make_draft, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db

ENTRY: dict[str, Any] = {
    "title": "Sample paragraphs",
    "topic": "commerce",
    "visibility": "public",
    "letter_date": "2026-03-02",
    "sent_on": "2026-03-02",
    "recipients": [{"title": "Secretary", "organization": "Department of Examples"}],
    "signatories": [{"name": "Alex Sampleton"}],
    "requests": [{"text": "Please do it.", "kind": "documents", "deadline": {"due_on": "2026-04-01"}}],
}


def test_it_works() -> None:
    draft = make_draft(text="Please do it.")
    letter = write(f"letters/{draft.public_id}/confirm/", ENTRY, editor_of(draft.office), 200)
    assert (letter["visibility"], letter["title"]) == ("public", "Sample paragraphs")
    assert letter["topic"] == "commerce"
    [row] = letter["requests"]
    assert (row["start"], row["kind"], row["progress"]["due_on"]) == (0, "documents", "2026-04-01")
    assert row["progress"]["response_state"] == "awaiting_response"
    assert ids("letters/") == [draft.public_id]


def test_what_is_not_named_is_empty_and_stays_in_the_office() -> None:
    draft = make_draft(text="Please do it.")
    body = {"title": "Bare", "requests": [{"text": "Something else."}]}
    letter = write(f"letters/{draft.public_id}/confirm/", body, editor_of(draft.office), 200)
    assert (letter["visibility"], letter["letter_date"], letter["recipients"]) == ("office", None, [])
    assert letter["topic"] == ""
    [row] = letter["requests"]
    assert (row["start"], row["end"], row["kind"]) == (None, None, "action")


def test_a_backfilled_letter_starts_as_not_reviewed() -> None:
    draft = make_draft()
    letter = write(
        f"letters/{draft.public_id}/confirm/", ENTRY | {"backfilled": True}, editor_of(draft.office), 200
    )
    assert letter["requests"][0]["progress"]["response_state"] == "not_reviewed"


def test_a_letter_is_confirmed_once() -> None:
    draft = make_draft()
    user = editor_of(draft.office)
    write(f"letters/{draft.public_id}/confirm/", ENTRY, user, 200)
    problem = write(f"letters/{draft.public_id}/confirm/", ENTRY, user, 400)
    assert problem["detail"] == "This letter has been confirmed already."
    assert (LetterRequest.objects.count(), Action.objects.count()) == (1, 1)


def test_only_an_editor_confirms_and_to_a_stranger_no_draft_is_there() -> None:
    draft = make_draft()
    path, stranger = f"letters/{draft.public_id}/confirm/", make_user(make_office())
    write(path, ENTRY, None, 401)
    write(path, ENTRY, make_user(draft.office, Role.VIEWER), 403)
    assert write(path, ENTRY, stranger, 404) == write("letters/abcdefghjkmn/confirm/", ENTRY, stranger, 404)
    assert Letter.objects.get().is_draft


def test_a_public_letter_of_another_office_cannot_be_confirmed_again() -> None:
    letter = make_letter()
    write(f"letters/{letter.public_id}/confirm/", ENTRY, make_user(make_office()), 403)


def test_a_confirmation_is_posted() -> None:
    draft = make_draft()
    read(f"letters/{draft.public_id}/confirm/", editor_of(draft.office), 405)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"title": " "}, "/title"),
        ({"title": "x" * 301}, "/title"),
        ({"visibility": "draft"}, "/visibility"),
        ({"topic": "weather"}, "/topic"),
        ({"letter_date": "2026-13-01"}, "/letter_date"),
        ({"letter_date": "9999-12-31"}, "/letter_date"),
        ({"letter_date": "0001-01-01"}, "/letter_date"),
        ({"letter_date": 10**30}, "/letter_date"),
        ({"sent_on": "2100-01-01"}, "/occurred_on"),
        ({"received_on": "2026-03-01"}, "/received_on"),
        ({"backfilled": "perhaps"}, "/backfilled"),
        ({"response_deadline": {"due_on": "9999-12-31"}}, "/response_deadline/due_on"),
        ({"response_deadline": {"words": "x" * 301}}, "/response_deadline/words"),
        ({"requests": []}, "/requests"),
        ({"requests": [{"text": "x"}] * 201}, "/requests"),
        ({"requests": [{"text": "a\0b"}]}, "/requests/0/text"),
        ({"requests": [{"text": "x", "kind": "wish"}]}, "/requests/0/kind"),
        ({"requests": [{"text": "x", "deadline": {"due_on": "soon"}}]}, "/requests/0/deadline/due_on"),
        ({"requests": [{"text": "x", "deadline": {"due_on": "0001-01-01"}}]}, "/requests/0/deadline/due_on"),
        ({"recipients": [{}]}, "/recipients/0"),
        ({"recipients": "all"}, "/recipients"),
        ({"signatories": [{"name": "A", "bioguide_id": "Z999999"}]}, "/signatories"),
        ({"signatories": [{"name": ""}]}, "/signatories/0/name"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(fields: dict[str, object], pointer: str) -> None:
    draft = make_draft()
    problem = write(f"letters/{draft.public_id}/confirm/", ENTRY | fields, editor_of(draft.office), 400)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    draft.refresh_from_db()
    assert draft.is_draft
    assert not any(model.objects.exists() for model in (LetterRequest, Action, Agency))


def test_words_of_any_script_are_kept() -> None:
    draft = make_draft()
    entry = ENTRY | {
        "title": "🕊️" * 150,
        "recipients": [{"organization": "🏛️"}],
        "requests": [{"text": "Мир 🕊️ now"}],
    }
    letter = write(f"letters/{draft.public_id}/confirm/", entry, editor_of(draft.office), 200)
    assert (letter["title"], letter["requests"][0]["text"]) == ("🕊️" * 150, "Мир 🕊️ now")
    assert letter["recipients"][0]["agency"] is None
