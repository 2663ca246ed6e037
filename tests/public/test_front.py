"""The front page: numbers with their denominators, what was recorded last, a search."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from actions.ledger import NewAction, NewEffect, Source, record
from letters.intake import DueEntry, RequestEntry
from letters.states import Visibility
from offices.models import Role
from tests.desk.browsing import browser_of, page
from tests.making import NOON, make_action, make_draft, make_letter, make_office, make_request, make_user
from tracker import kept_parts
from tracker.clock import today
from tracker.public import kept_pages, news
from tracker.public.scorecards import percent_of

COLD, WARM, KEPT = 11, 7, 6  # queries: counted anew, made anew, made of kept parts
pytestmark = pytest.mark.django_db


def due(days: int, text: str = "Do it.") -> RequestEntry:
    """A request that is due so many days from today."""
    return RequestEntry(text, deadline=DueEntry(due_on=today() + timedelta(days=days), words="soon"))


def test_it_works() -> None:
    letter = make_letter(requests=[due(-1), due(-1), due(1), "No deadline."])
    make_action(letter.requests.select_related("letter__office")[0], response="substantive_response")
    make_letter(backfilled=True)
    shown = page("/")
    assert "<strong>3</strong> of 5 requests" in shown
    assert "<strong>1</strong> of 2 asked and due</a></dd>" in shown
    assert shown.count("of 2 asked and due") == 2
    assert "1 not yet due, 1 not reviewed by anybody" in shown
    assert "together they are 5" in shown


def test_a_percentage_begins_at_ten() -> None:
    assert percent_of(5, 9) is None
    assert (percent_of(5, 10), percent_of(1, 200), percent_of(0, 10), percent_of(12, 12)) == (50, 1, 0, 100)
    letter = make_letter(requests=[due(-1) for _ in range(10)])
    make_action(letter.requests.select_related("letter__office")[0], response="substantive_response")
    assert "<strong>1</strong> of 10 asked and due</a> (10&nbsp;%)" in page("/")


def test_an_interim_reply_is_no_answer() -> None:
    make_action(make_request(requests=[due(-1)]), response="interim_response")
    assert "<strong>0</strong> of 1 asked and due" in page("/")


def test_without_anything_public_it_says_so() -> None:
    shown = page("/")
    assert "No request is published yet" in shown
    assert "Nothing has been recorded yet" in shown


def test_the_latest_changes_say_what_of_which_request_and_how_we_know() -> None:
    letter_request = make_request(title="About samples", text="Dear Secretary: send the samples.")
    make_action(letter_request, response="acknowledged", summary="They wrote.", now=NOON)
    last = make_action(letter_request, response="substantive_response", now=NOON + timedelta(hours=1))
    shown = page("/")
    assert shown.index("Substantive response") < shown.index("They wrote.")
    assert 'Request 1 of “<span lang="en">About samples</span>”' in shown
    assert 'Source: <span lang="en">a letter</span>' in shown
    make_action(letter_request, response="declined", decline_reason="burden", supersedes=last)
    shown = page("/")
    assert "Declined</span>" in shown
    assert "Substantive response" not in shown


def test_nothing_that_is_not_public_is_counted_or_told() -> None:
    office = make_office()
    colleague = make_user(office, Role.VIEWER)
    private = make_request(
        office,
        visibility=Visibility.OFFICE,
        title="Hushed",
        requests=["Whisper."],
        recipients=["Secret Agency"],
    )
    make_action(private, response="acknowledged", summary="between us, only")
    public = make_request(office)
    make_action(public, "note", summary="between us, only")
    make_action(public, "status_check")
    make_draft(office, text="between us, only")
    for stranger in (None, make_user(make_office(), Role.MANAGER)):
        shown = page("/", stranger)
        assert "<strong>1</strong> of 1 request" in shown
        for word in ("Hushed", "between us, only", "Whisper", "Secret", private.public_id, "Checked"):
            assert word not in shown
    shown = page("/", colleague)
    assert "<strong>2</strong> of 2 requests" in shown
    assert 'Request 1 of “<span lang="en">Hushed</span>”' in shown


def test_an_entry_on_a_public_and_a_private_letter_tells_others_of_the_public_one_alone() -> None:
    office = make_office()
    by = make_user(office)
    public, private = (
        make_request(office),
        make_request(office, visibility=Visibility.OFFICE, requests=["Whisper."]),
    )
    both = NewAction(
        "response_received",
        NOON.date(),
        [NewEffect(private), NewEffect(public)],
        source=Source(note="One reply"),
    )
    record(new=both, by=by, now=NOON)
    shown = page("/")
    assert "One reply" in shown
    assert "Whisper" not in shown
    assert ", and 1 more" not in shown
    assert ", and 1 more" in page("/", by)


def test_the_search_leads_to_the_letters() -> None:
    make_letter(title="About samples")
    assert '<form method="get" action="/letters/"' in page("/")
    assert "About <mark>samples</mark>" in page("/letters/", query={"q": "samples"})


@pytest.mark.parametrize("rows", [1, 9])
def test_it_takes_as_many_queries_for_one_letter_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_action(make_request(), response="acknowledged")
    with django_assert_num_queries(COLD):
        page("/")
    kept_pages.forget()
    kept_parts.forget()
    with django_assert_num_queries(WARM):
        page("/")
    kept_pages.forget()
    with django_assert_num_queries(KEPT):
        page("/")


def test_it_is_only_read() -> None:
    assert browser_of().post("/").status_code == 405


def test_many_private_entries_do_not_hide_the_last_public_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "WINDOWS", (2, 50))
    make_action(make_request(), response="acknowledged", summary="They wrote.")
    private = make_request(visibility=Visibility.OFFICE)
    for _ in range(3):
        make_action(private, response="acknowledged", now=NOON + timedelta(days=1))
    assert "They wrote." in page("/")


def test_what_changes_is_counted_the_next_time() -> None:
    office = make_office()
    for number in (1, 2, 3):
        make_request(office)
        assert f"<strong>{number}</strong> of {number} requests" in page("/")
