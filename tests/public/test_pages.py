"""The public pages: the cast, exact filters, odd addresses, queries. What works stands in tests/pages."""

import re
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from pytest_django import DjangoAssertNumQueries

from actions.publishing import revise_letter
from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.revising import LetterChanges
from letters.states import Visibility
from offices.models import Role
from tests.desk.browsing import browser_of, page, words_of
from tests.making import (
    NOON,
    editor_of,
    make_action,
    make_draft,
    make_letter,
    make_member,
    make_office,
    make_request,
    make_user,
)
from tracker.clock import today
from tracker.public import kept_pages

pytestmark = pytest.mark.django_db


def listed(shown: str) -> list[str]:
    """The ids of the letters in a list, in its order."""
    return re.findall(r'<h2><a lang="en" href="/letters/(\w+)/">', shown)


def test_it_works() -> None:
    newer, older = make_letter(letter_date=date(2026, 3, 2)), make_letter(letter_date=date(2026, 3, 1))
    assert listed(page("/letters/")) == [newer.public_id, older.public_id]


def test_each_reader_finds_what_they_may_see() -> None:
    office = make_office()
    editor = make_user(office)
    public = make_letter(office, by=editor, recipients=["Open Agency"])
    private = make_letter(
        office, by=editor, visibility=Visibility.OFFICE, recipients=["Secret Agency"], title="Hushed"
    )
    make_draft(office, by=editor)
    for colleague in (editor, make_user(office, Role.VIEWER)):
        shown = page("/letters/", colleague)
        assert listed(shown) == [private.public_id, public.public_id]
        assert re.findall(r'<option value="([\w-]+-agency)"', shown) == ["open-agency", "secret-agency"]
    for user in (None, make_user(make_office(), Role.MANAGER)):
        shown = page("/letters/", user)
        assert listed(shown) == [public.public_id]
        assert re.findall(r'<option value="([\w-]+-agency)"', shown) == ["open-agency"]
        assert 'value="secret-agency"' not in page("/letters/", user, 400, {"agency": "secret-agency"})
        assert listed(page("/letters/", user, query={"q": "Hushed"})) == []


def test_a_letter_says_when_it_went_and_came_where_that_is_known() -> None:
    letter = make_letter(letter_date=date(2026, 3, 1))
    path = f"/letters/{letter.public_id}/"
    assert "<dt>Received on</dt>" not in page(path)
    days: LetterChanges = {"sent_on": date(2026, 3, 3), "received_on": date(2026, 3, 4)}
    revise_letter(letter=letter, changes=days, by=editor_of(letter.office), now=NOON)
    for shown in (page(path), page(f"/desk{path}", editor_of(letter.office))):
        assert "<dt>Sent on</dt><dd>March 3, 2026</dd>" in shown
        assert "<dt>Received on</dt><dd>March 4, 2026</dd>" in shown


def test_what_may_not_be_seen_is_answered_like_what_never_existed() -> None:
    private = make_letter(visibility=Visibility.OFFICE)
    draft = make_draft(private.office)
    stranger = make_user(make_office())
    hidden = [
        f"/letters/{private.public_id}/",
        f"/letters/{draft.public_id}/",
        f"/requests/{private.requests.get().public_id}/",
    ]
    for user in (None, stranger):
        browser = browser_of(user)
        never = words_of(browser.get("/letters/abcdefghjkmn/"))
        for path in hidden:
            answer = browser.get(path)
            assert (answer.status_code, words_of(answer)) == (404, never)


def test_a_note_does_not_show() -> None:
    letter_request = make_request(title="Public one")
    note = make_action(letter_request, "note", summary="between us, only")
    shown = page(f"/requests/{letter_request.public_id}/")
    assert note.public_id not in shown
    assert "between us, only" not in shown


class Two:
    """Two letters that differ in all that a filter asks for."""

    def __init__(self) -> None:
        past = DueEntry(due_on=today() - timedelta(days=1))
        self.one = make_letter(
            title="Alpha",
            topic="health",
            requests=[RequestEntry("One.", kind="documents", deadline=past)],
            recipients=["Agency of Alpha", "The Agency of Alpha"],
            signatories=[SignatoryEntry("A", bioguide_id=make_member("Sampleton").bioguide_id)],
        )
        self.two = make_letter(
            title="Beta",
            topic="energy",
            requests=[RequestEntry("Two.", kind="meeting")],
            recipients=["Agency of Beta"],
        )
        answered = self.two.requests.select_related("letter__office").get()
        make_action(answered, response="substantive_response", outcome="fulfilled")


@pytest.mark.parametrize(
    ("name", "one", "two"),
    [
        ("q", "alpha", "BETA"),
        ("agency", "agency-of-alpha", "agency-of-beta"),
        ("topic", "health", "energy"),
        ("kind", "documents", "meeting"),
        ("state", "awaiting_response", "substantive_response"),
        ("outcome", "not_assessed", "fulfilled"),
    ],
)
def test_a_filter_selects_exactly_what_fits(name: str, one: str, two: str) -> None:
    letters = Two()
    assert listed(page("/letters/", query={name: one})) == [letters.one.public_id]
    assert listed(page("/letters/", query={name: two})) == [letters.two.public_id]


def test_overdue_only() -> None:
    letters = Two()
    assert listed(page("/letters/", query={"overdue": "on"})) == [letters.one.public_id]


@pytest.mark.parametrize(
    "query", ["agency=%00", "agency=%ff", "kind=%00", "state=", "q=%00", "q=%ff", "overdue=%00", "cursor=%00"]
)
@pytest.mark.parametrize("more", ["", "&cursor=-1", "&cursor=abc", "&cursor=" + "9" * 5000])
def test_an_odd_address_never_breaks_the_list(query: str, more: str) -> None:
    assert browser_of().get(f"/letters/?{query}{more}").status_code in (200, 400)


@pytest.mark.parametrize(
    "path", ["/letters/a%00b/", "/letters/%FF/", "/requests/" + "x" * 5000 + "/", "/letters//", "/.env"]
)
def test_an_odd_address_is_not_found(path: str) -> None:
    answer = browser_of().get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_are_only_read(method: str) -> None:
    letter = make_letter()
    for path in (
        "/",
        "/letters/",
        f"/letters/{letter.public_id}/",
        f"/requests/{letter.requests.get().public_id}/",
        "/how-this-is-counted/",
        "/health/live",
        "/health/ready",
        "/health/metrics",
    ):
        assert getattr(browser_of(), method)(path).status_code == 405


def test_a_host_that_is_not_ours_is_refused_with_a_page() -> None:
    answer = browser_of().get("/", headers={"Host": "evil.example"})
    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, "Bad request" in words_of(answer)) == (400, True)


def test_every_page_forbids_frames_and_sniffing() -> None:
    answer = browser_of().get("/")
    assert (answer.headers["X-Frame-Options"], answer.headers["X-Content-Type-Options"]) == (
        "DENY",
        "nosniff",
    )


def test_how_it_is_counted_names_every_state() -> None:
    shown = page("/how-this-is-counted/")
    assert all(
        label in shown for label in ("Nonresponsive reply", "Overtaken by events", "No figure", "75 %")
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_a_letter_takes_as_many_queries_for_one_request_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = make_letter(
        requests=[f"Request {number}." for number in range(rows)],
        recipients=[f"Agency {number}" for number in range(rows)],
        signatories=[SignatoryEntry(f"Signer {number}") for number in range(rows)],
    )
    with django_assert_num_queries(8):
        page(f"/letters/{letter.public_id}/")
    kept_pages.forget()
    with django_assert_num_queries(3):  # the edition, the letter's version, and its links
        page(f"/letters/{letter.public_id}/")
