"""The public pages."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.states import Visibility
from tests.making import PASSWORD, editor_of, make_action, make_letter, make_office, make_request, make_user
from tracker import kept_parts
from tracker.clock import today
from tracker.public import kept_pages
from tracker.public.views import LETTERS_PER_PAGE

pytestmark = pytest.mark.django_db


def page(path: str, client: Client | None = None, status: int = 200) -> str:
    """The page's words."""
    answer = (client or Client(raise_request_exception=False)).get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_list_shows_a_letter_and_how_far_it_came() -> None:
    letter = make_letter(title="Sample paragraphs", requests=["One.", "Two."])
    make_action(letter.requests.select_related("letter__office")[0], response="substantive_response")
    shown = page("/letters/")
    assert "Sample paragraphs" in shown
    assert "2 requests" in shown
    assert "1 answered" in shown


def test_a_refusal_is_no_answer_on_a_letter_as_on_scorecards() -> None:
    letter = make_letter(requests=["One.", "Two.", "Three.", "Four."])
    answered, also, declined, _ = letter.requests.select_related("letter__office")
    for asked in (answered, also):
        make_action(asked, response="substantive_response")
    make_action(declined, response="declined", decline_reason="burden")
    for path in ("/letters/", f"/letters/{letter.public_id}/"):
        assert "4 requests: 2 answered, 1 declined, 1 awaited" in page(path)
    assert "<strong>2</strong> of 3 asked and due" in page("/agencies/department-of-examples/")
    assert "A refusal is counted as declined, never as answered" in page("/how-this-is-counted/")


def test_the_letters_page_marks_its_requests_in_its_words() -> None:
    letter = make_letter(text="We write. Please do it. Thank you.")
    shown = page(f"/letters/{letter.public_id}/")
    assert '<mark id="asked-1">' in shown
    assert "We write." in shown


def test_the_requests_page_tells_what_happened() -> None:
    letter_request = make_request()
    wrong = make_action(letter_request, response="substantive_response", summary="All answered.")
    make_action(letter_request, response="partial_response", summary="A part.", supersedes=wrong)
    make_action(letter_request, "note", summary="between us, only")
    shown = page(f"/requests/{letter_request.public_id}/")
    assert "All answered." in shown
    assert "Corrected by the entry" in shown
    assert "Partial response" in shown
    assert "between us, only" not in shown


def test_the_pages_say_how_it_is_counted() -> None:
    assert "No law sets that date" in page("/how-this-is-counted/")


def test_what_is_not_public_is_not_there_for_others() -> None:
    private = make_letter(title="Hidden", visibility=Visibility.OFFICE, recipients=["Secret Agency"])
    letter_request = private.requests.get()
    stranger = Client()
    stranger.login(username=make_user(make_office()).email, password=PASSWORD)
    for client in (Client(), stranger):
        shown = page("/letters/", client)
        assert "Hidden" not in shown
        assert "Secret Agency" not in shown
        for path in (f"/letters/{private.public_id}/", f"/requests/{letter_request.public_id}/"):
            page(path, client, 404)
        page(f"/desk/letters/{private.public_id}/source/", client, 404)


def test_a_colleague_sees_the_offices_letters_marked_as_such() -> None:
    private = make_letter(title="Hidden", visibility=Visibility.OFFICE)
    client = Client()
    client.login(username=editor_of(private.office).email, password=PASSWORD)
    assert "Not public" in page("/letters/", client)
    assert "This letter is not public" in page(f"/letters/{private.public_id}/", client)


def test_the_list_is_filtered() -> None:
    past = DueEntry(due_on=today() - timedelta(days=365))
    late = make_letter(
        title="Late",
        topic="health",
        requests=[RequestEntry("One.", deadline=past)],
        recipients=["Alpha Agency"],
    )
    make_letter(title="Unfitting", requests=[RequestEntry("Two.", kind="documents")])
    for query in (
        "overdue=on",
        "topic=health",
        "agency=alpha-agency",
        "q=late",
        "kind=action",
        "state=awaiting_response&q=Late",
    ):
        shown = page(f"/letters/?{query}")
        assert f"/letters/{late.public_id}/" in shown
        assert "Unfitting" not in shown


def test_a_letter_is_found_by_its_requests_and_its_people_and_shows_where_the_words_stand() -> None:
    letter = make_letter(
        title="On ledgers",
        text="Dear Secretary: mind the quorum.",
        requests=["Do it.", "Publish the appendix."],
        recipients=["Department of Lighthouses"],
        signatories=[SignatoryEntry("Robin Sampleton")],
    )
    second = letter.requests.get(number=2)
    for typed, expected in (
        ("ledgers", f'<h2><a href="/letters/{letter.public_id}/">On <mark>ledgers</mark></a></h2>'),
        ("quorum", "In the letter: Dear Secretary: mind the <mark>quorum</mark>."),
        (
            "appendix",
            f'<a href="/requests/{second.public_id}/">Request 2</a>: Publish the <mark>appendix</mark>.',
        ),
        ("lighthouses", "To: Secretary, Department of <mark>Lighthouses</mark>"),
        ("sampleton", "Signed by: Robin <mark>Sampleton</mark>"),
    ):
        shown = re.sub(r'</?span[^>]*>| lang="en"', "", page(f"/letters/?q={typed}"))
        assert expected in shown
    assert "<mark>" not in page("/letters/")


def test_a_card_shows_the_first_few_requests_that_were_found_and_how_many_more() -> None:
    make_letter(requests=[f"Publish ledger {number}." for number in range(6)])
    shown = page("/letters/?q=ledger")
    assert shown.count("<mark>ledger</mark>") == 3
    assert "3 more requests have these words" in shown


@pytest.mark.parametrize(
    "query",
    ["agency=nowhere", "topic=weather", "kind=wish", "state=happy", "outcome=x", "q=a%00b", "q=" + "x" * 201],
)
def test_a_filter_that_does_not_exist_is_said(query: str) -> None:
    assert "Something in the address does not exist" in page(f"/letters/?{query}", status=400)


def test_the_latest_letters_stand_first_and_those_without_a_date_last_page_by_page() -> None:
    days = (date(2026, 1, 5), None, date(2026, 3, 2))
    dated = [(day, number) for number, day in enumerate(days * (LETTERS_PER_PAGE // 3 * 2))]
    office = make_office()
    by = make_user(office)
    for day, number in dated:
        make_letter(office, by=by, letter_date=day, title=f"Letter {number}")
    address, seen = "/letters/", []
    while address:
        shown = page(address)
        seen += re.findall(r"<h2><a [^>]*>Letter (\d+)</a>", shown)
        onwards = re.search(r'<a href="(\?[^"]+)">Older</a>', shown)
        address = f"/letters/{unescape(onwards[1])}" if onwards else ""
    latest = sorted(dated, key=lambda letter: (letter[0] or date.min, letter[1]), reverse=True)
    assert seen == [str(number) for _, number in latest]


def test_a_page_that_no_list_has_is_said() -> None:
    assert "No page of this list has this address; begin again." in page(
        "/letters/?cursor=made-up", status=400
    )


def test_what_people_write_is_never_markup() -> None:
    script = "<script>alert(1)</script>"
    letter_request = make_request(title=script, text=script, requests=[script], recipients=[script])
    make_action(letter_request, summary=script)
    for path in (
        "/",
        "/letters/",
        f"/letters/{letter_request.letter.public_id}/",
        f"/requests/{letter_request.public_id}/",
    ):
        assert script not in page(path)


@pytest.mark.parametrize("path", ["/nothing/", "/letters/nothing/", "/requests/nothing/"])
def test_what_is_not_there_is_said_on_a_page(path: str) -> None:
    assert "There is nothing here that you may see" in page(path, status=404)


@pytest.mark.parametrize("path", ["/", "/letters/", "/how-this-is-counted/"])
def test_pages_are_read_only(path: str) -> None:
    assert Client().post(path).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_letter_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_letter()
    client = Client()
    client.get("/letters/")
    kept_pages.forget()
    kept_parts.forget()
    with django_assert_num_queries(7):
        page("/letters/", client)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_request_takes_as_many_queries_for_one_action_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter_request = make_request()
    for _ in range(rows):
        make_action(letter_request, response="acknowledged")
    with django_assert_num_queries(6):
        page(f"/requests/{letter_request.public_id}/")


def test_health_tells_that_it_serves_and_how_reminders_do() -> None:
    answer = Client().get("/health/ready")
    assert answer.json() == {
        "status": "ready",
        "reminders": {"last_sweep_age": None, "oldest_unsent_age": None, "failed": 0, "late": True},
    }
    assert Client().get("/health/live").json() == {"status": "live"}
