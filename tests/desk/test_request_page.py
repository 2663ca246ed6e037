"""A request at the desk: bad input, corrections, the part for htmx, queries. What works stands in tests/pages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from actions.models import Action, Effect
from letters.models import Letter, LetterRequest, ResponseState
from letters.states import Visibility
from tests.desk.browsing import browser_of, page, words_of
from tests.making import editor_of, make_action, make_letter, make_request
from tracker.desk.clicks import new_token

pytestmark = pytest.mark.django_db


def path_of(letter_request: LetterRequest) -> str:
    return f"/desk/requests/{letter_request.public_id}/"


def reply(**fields: object) -> dict[str, object]:
    """What a person enters for a response."""
    entered = {"kind": "response_received", "occurred_on": "2026-03-03", "source_note": "Letter"}
    entered["asked_of"] = "response_received"
    return entered | {"click": new_token()} | fields


def test_it_works() -> None:
    letter_request = make_request()
    entered = reply(response="substantive_response", outcome="fulfilled", summary="All of it.")
    answer = browser_of(editor_of(letter_request.letter.office)).post(path_of(letter_request), entered)
    assert (answer.status_code, answer.headers["Location"]) == (302, path_of(letter_request))
    letter_request.refresh_from_db()
    assert (letter_request.outcome_state, letter_request.is_closed) == ("fulfilled", True)


def test_a_form_that_is_sent_twice_records_once() -> None:
    letter_request = make_request()
    browser = browser_of(editor_of(letter_request.letter.office))
    entered = reply(summary="All of it.")
    for _ in range(2):
        assert browser.post(path_of(letter_request), entered).headers["Location"] == path_of(letter_request)
    assert Action.objects.filter(kind="response_received").count() == 1


def test_each_form_of_the_page_acts_by_itself() -> None:
    letter_request = make_request()
    browser = browser_of(editor_of(letter_request.letter.office))
    clicks = re.findall(r'name="click" value="([^"]+)"', words_of(browser.get(path_of(letter_request))))
    note, entry = clicks
    browser.post(path_of(letter_request), reply(kind="note", summary="Call back", click=note))
    browser.post(path_of(letter_request), reply(click=entry))
    assert set(Action.objects.values_list("kind", flat=True)) == {"letter_sent", "note", "response_received"}


def test_a_kind_that_suggests_a_response_is_not_taken_without_one_before_the_person_was_asked() -> None:
    letter_request = make_request()
    browser = browser_of(editor_of(letter_request.letter.office))
    entered = reply(asked_of="")
    asked = words_of(browser.post(path_of(letter_request), entered))
    assert "“Response received” usually means “Substantive response”." in asked
    assert '<option value="substantive_response" selected>' in asked
    assert 'name="asked_of" value="response_received"' in asked
    assert not Action.objects.filter(kind="response_received").exists()
    assert (
        browser.post(path_of(letter_request), entered | {"asked_of": "response_received"}).status_code == 302
    )
    assert ResponseState.objects.get().state == "awaiting_response"  # as before was meant


@pytest.mark.parametrize("kind", ["email", "letter_sent", "media_report", "testimony_given"])
def test_what_suggests_nothing_is_taken_as_it_is(kind: str) -> None:
    letter_request = make_request()
    browser = browser_of(editor_of(letter_request.letter.office))
    assert browser.post(path_of(letter_request), reply(kind=kind, asked_of="")).status_code == 302


def test_a_correction_is_not_asked_for_a_response() -> None:
    letter_request = make_request()
    by = editor_of(letter_request.letter.office)
    wrong = make_action(letter_request, "response_received", by=by, response="partial_response")
    again = reply(asked_of="", supersedes=wrong.public_id)
    assert browser_of(by).post(path_of(letter_request), again).status_code == 302


def test_what_was_refused_may_be_sent_again() -> None:
    letter_request = make_request()
    browser = browser_of(editor_of(letter_request.letter.office))
    entered = reply(source_note="")
    refused = browser.post(path_of(letter_request), entered)
    assert f'name="click" value="{entered["click"]}"' in words_of(refused)
    assert browser.post(path_of(letter_request), entered | {"source_note": "Letter"}).status_code == 302


@pytest.mark.parametrize(
    "fields",
    [
        {"click": ""},
        {"also": ["a\0b"]},
        {"also": ["9" * 50]},
        {"recipient": "a\0b"},
        {"assigned_to": "9" * 50},
        {"superseded_by": "a\0b"},
        {"source_note": "a\0b"},
        {"source_note": "x" * 501},
        {"source_url": "https://example.org/" + "x" * 1000},
        {"source_url": "data:text/html,x"},
        {"occurred_on": "0001-01-01"},
        {"occurred_on": ""},
        {"kind": "deadline_set", "due_on": "9999-12-31"},
        {"kind": "deadline_set", "due_on": "0001-01-01"},
        {"kind": "deadline_set", "due_on": ""},
        {"summary": "x" * 20_001},
        {"source_file": SimpleUploadedFile("empty.pdf", b"")},
        {"source_file": SimpleUploadedFile("large.pdf", b"x" * (25 * 1024 * 1024 + 1))},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(fields: dict[str, object]) -> None:
    letter_request = make_request()
    browser = browser_of(editor_of(letter_request.letter.office))
    answer = browser.post(path_of(letter_request), reply(**fields))
    assert answer.status_code == 400
    assert 'role="alert"' in words_of(answer)
    assert (Action.objects.count(), Effect.objects.count()) == (1, 1)


@pytest.mark.parametrize("supersedes", ["a\0b", "nothing", "x" * 5000])
def test_an_entry_to_correct_that_was_made_up_writes_nothing(supersedes: str) -> None:
    letter_request = make_request()
    browser = browser_of(editor_of(letter_request.letter.office))
    assert browser.post(path_of(letter_request), reply(supersedes=supersedes)).status_code == 400
    assert Action.objects.count() == 1


def test_an_empty_form_is_refused() -> None:
    letter_request = make_request()
    browser = browser_of(editor_of(letter_request.letter.office))
    assert browser.post(path_of(letter_request)).status_code == 400
    assert Action.objects.count() == 1


@pytest.mark.parametrize("corrects", ["", "nothing", "a\0b", "%", "x" * 5000])
def test_an_entry_to_correct_that_is_not_there_leaves_the_empty_form(corrects: str) -> None:
    letter_request = make_request()
    shown = page(
        path_of(letter_request), editor_of(letter_request.letter.office), query={"corrects": corrects}
    )
    assert "Record what happened" in shown


def test_an_entry_of_another_request_is_not_corrected_here() -> None:
    letter = make_letter(requests=["One.", "Two."])
    one, two = letter.requests.select_related("letter__office")
    entry = make_action(two, summary="Of the second")
    shown = page(path_of(one), editor_of(letter.office), query={"corrects": entry.public_id})
    assert "Of the second" not in shown


def test_requests_of_another_letter_are_not_offered() -> None:
    letter_request = make_request()
    other = make_request(letter_request.letter.office, by=editor_of(letter_request.letter.office))
    browser = browser_of(editor_of(letter_request.letter.office))
    assert browser.post(path_of(letter_request), reply(also=[other.public_id])).status_code == 400


def test_a_recipient_of_another_letter_is_refused() -> None:
    letter_request, other = make_request(), make_request()
    browser = browser_of(editor_of(letter_request.letter.office))
    recipient = other.letter.recipients.get().pk
    assert browser.post(path_of(letter_request), reply(recipient=recipient)).status_code == 400


def test_htmx_gets_the_part_and_a_browser_the_page() -> None:
    letter_request = make_request()
    browser = browser_of(editor_of(letter_request.letter.office))
    whole, part = (
        words_of(browser.get(path_of(letter_request), headers=headers))
        for headers in ({}, {"HX-Request": "true"})
    )
    assert "<html" in whole
    assert "<html" not in part
    assert part.count("<h2") == whole.count("<h2") == 3


def test_nothing_new_answers_htmx_with_the_part_and_a_browser_with_the_way_back() -> None:
    letter_request = make_request()
    browser = browser_of(editor_of(letter_request.letter.office))
    path = f"{path_of(letter_request)}checked/"
    answer = browser.post(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, path_of(letter_request))
    part = words_of(browser.post(path, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "Noted. The next look is on " in part
    assert Action.objects.filter(kind="status_check").count() == 2


def test_a_look_that_cannot_be_recorded_is_said_where_the_person_is() -> None:
    letter_request = make_request()
    Letter.objects.update(visibility=Visibility.DRAFT)
    browser = browser_of(editor_of(letter_request.letter.office))
    path = f"{path_of(letter_request)}checked/"
    assert browser.post(path).headers["Location"] == path_of(letter_request)
    assert browser.post(path, {"back": "/desk/?whose=mine"}).headers["Location"] == "/desk/?whose=mine"
    part = words_of(browser.post(path, headers={"HX-Request": "true"}))
    assert ("<html" in part, "The letter is still a draft" in part) == (False, True)


def test_what_people_write_is_never_markup() -> None:
    script = "<script>alert(1)</script>"
    letter_request = make_request(title=script, text=script, requests=[script], recipients=[script])
    make_action(letter_request, summary=script)
    user = editor_of(letter_request.letter.office)
    letter = letter_request.letter.public_id
    for path in (path_of(letter_request), f"/desk/letters/{letter}/", "/desk/"):
        assert script not in page(path, user)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_queries_for_one_entry_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = make_letter(requests=[f"Request {number}." for number in range(rows)])
    for letter_request in letter.requests.select_related("letter__office"):
        for _ in range(rows):
            make_action(letter_request)
    browser = browser_of(editor_of(letter.office))
    browser.get("/desk/")
    path = path_of(letter.requests.all()[0])
    with django_assert_num_queries(11):
        browser.get(path)
