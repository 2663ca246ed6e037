"""Visibility, taking back, "nothing new", the account: what each refuses. What works stands in tests/pages."""

import pytest

from actions.models import Action
from letters.models import Letter
from tests.desk.browsing import browser_of, page, told
from tests.making import editor_of, make_action, make_draft, make_letter, make_office, make_request, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("visibility", ["", "draft", "secret", "a\0b", "PUBLIC"])
def test_a_visibility_that_does_not_exist_changes_nothing(visibility: str) -> None:
    letter = make_letter(visibility="office")
    answer = browser_of(editor_of(letter.office)).post(
        f"/desk/letters/{letter.public_id}/visibility/", {"visibility": visibility}
    )
    assert [message[:24] for message in told(answer)] == ["Say who may see the lett"]
    assert Letter.objects.get().visibility == "office"


@pytest.mark.parametrize("topic", ["weather", "a\0b", "HEALTH"])
def test_a_topic_that_does_not_exist_changes_nothing(topic: str) -> None:
    letter = make_letter(topic="health")
    answer = browser_of(editor_of(letter.office)).post(
        f"/desk/letters/{letter.public_id}/topic/", {"topic": topic}
    )
    assert told(answer) == ["Choose one of the topics, or none."]
    assert Letter.objects.get().topic == "health"


def test_a_draft_is_not_published() -> None:
    draft = make_draft()
    path = f"/desk/letters/{draft.public_id}/visibility/"
    browser_of(editor_of(draft.office)).post(path, {"visibility": "public"})
    assert Letter.objects.get().is_draft


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("", "Say why the entry is taken back."),
        (" ", "Say why the entry is taken back."),
        ("a\0b", "Null characters are not allowed."),
        ("x" * 501, "Ensure this value has at most 500 characters (it has 501)."),
    ],
)
def test_a_reason_that_cannot_be_used_is_said_and_nothing_is_taken_back(reason: str, message: str) -> None:
    letter_request = make_request()
    entry = make_action(letter_request)
    answer = browser_of(editor_of(letter_request.letter.office)).post(
        f"/desk/actions/{entry.public_id}/take-back/", {"reason": reason}
    )
    assert told(answer) == [message]
    assert answer.headers["Location"] == f"/desk/requests/{letter_request.public_id}/"
    assert Action.objects.count() == 2


def test_an_entry_is_taken_back_once() -> None:
    letter_request = make_request()
    path = f"/desk/actions/{make_action(letter_request).public_id}/take-back/"
    browser = browser_of(editor_of(letter_request.letter.office))
    browser.post(path, {"reason": "Error"})
    answer = browser.post(path, {"reason": "Error"})
    assert "This entry has already been corrected; correct the newer one." in told(answer)
    assert Action.objects.count() == 3


@pytest.mark.parametrize("origin", ["https://evil.example/", "//evil.example", "a\0b", ""])
def test_nothing_new_leads_back_to_this_site_only(origin: str) -> None:
    letter_request = make_request()
    path = f"/desk/requests/{letter_request.public_id}/"
    answer = browser_of(editor_of(letter_request.letter.office)).post(f"{path}checked/", {"back": origin})
    assert answer.headers["Location"] == path


def test_the_account_names_offices_and_roles() -> None:
    user = make_user(make_office("Sample Office"))
    assert "Sample Office: Editor" in page("/desk/account/", user)


def test_who_belongs_to_no_office_is_told_whom_to_ask() -> None:
    user = make_user()
    assert "ask a manager to add you" in page("/desk/account/", user)
    assert "ask a manager to add you" in page("/desk/", user)
    assert "You may not log letters" in page("/desk/letters/new/", user)
