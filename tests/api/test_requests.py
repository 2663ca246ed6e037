"""GET /api/v1/requests/ and /api/v1/requests/{id}/"""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.models import LetterRequest
from letters.states import Visibility
from tests.api.asking import client_of, ids, read
from tests.making import (
    editor_of,
    make_action,
    make_letter,
    make_member,
    make_office,
    make_request,
    make_user,
)
from tracker.clock import today

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    letter_request = make_request(
        requests=[RequestEntry("Please do it.", "1", "documents")], text="1. Please do it."
    )
    make_action(
        letter_request, "interim_response_received", response="interim_response", outcome="commitment_made"
    )
    answer = read(f"requests/{letter_request.public_id}/")
    letter_request.refresh_from_db()
    progress = answer.pop("progress")
    assert answer == {
        "id": letter_request.public_id,
        "letter": letter_request.letter.public_id,
        "number": 1,
        "label": "1",
        "text": "Please do it.",
        "start": 3,
        "end": 16,
        "kind": "documents",
        "deadline": {
            "deadline_words": "",
            "deadline_rule": "",
            "deadline_on": None,
            "deadline_explanation": "",
        },
        "version": letter_request.version,
    }
    [response] = progress.pop("responses")
    assert (response["recipient"]["agency"], response["state"]) == (
        "department-of-examples",
        "interim_response",
    )
    assert progress == {
        "response_state": "interim_response",
        "outcome_state": "commitment_made",
        "percent": 25,
        "is_open": True,
        "due_on": None,
        "overdue_days": None,
        "open_days": (today() - date(2026, 3, 2)).days,
        "last_action_on": "2026-03-02",
        "last_checked_on": "2026-03-02",
        "changed_at": "2026-03-02T17:00:00Z",
    }


def test_where_nothing_was_assessed_there_is_no_percentage() -> None:
    letter_request = make_request(backfilled=True)
    progress = read(f"requests/{letter_request.public_id}/")["progress"]
    assert (progress["percent"], progress["response_state"]) == (None, "not_reviewed")


def test_recipients_in_different_states_are_mixed() -> None:
    letter_request = make_request(recipients=["Department of Examples", "Department of Samples"])
    first = letter_request.letter.recipients.all()[0]
    make_action(letter_request, recipient=first, response="acknowledged")
    assert read(f"requests/{letter_request.public_id}/")["progress"]["response_state"] == "mixed"


def test_overdue_counts_the_days_past_the_date_asked_for() -> None:
    due = DueEntry(due_on=today() - timedelta(days=5))
    letter_request = make_request(requests=[RequestEntry("One.", deadline=due)])
    assert read(f"requests/{letter_request.public_id}/")["progress"]["overdue_days"] == 5


def test_what_nobody_reviewed_is_not_overdue() -> None:
    due = DueEntry(due_on=today() - timedelta(days=5))
    letter_request = make_request(requests=[RequestEntry("One.", deadline=due)], backfilled=True)
    assert read(f"requests/{letter_request.public_id}/")["progress"]["overdue_days"] is None


def test_each_reader_finds_what_they_may_see() -> None:
    office = make_office()
    owner = make_user(office)
    private = make_request(office, by=owner, visibility=Visibility.OFFICE).public_id
    public = make_request(office, by=owner).public_id
    stranger = make_user(make_office())
    assert [ids("requests/", user) for user in (owner, stranger, None)] == [
        [public, private],
        [public],
        [public],
    ]
    for user in (stranger, None):
        hidden = read(f"requests/{private}/", user, 404)
        assert hidden == read("requests/abcdefghjkmn/", user, 404)


class Two:
    """Two requests that differ in all that a filter asks for."""

    def __init__(self) -> None:
        member = make_member("Sampleton")
        past = DueEntry(due_on=today() - timedelta(days=1))
        self.one = make_request(
            requests=[RequestEntry("Alpha.", kind="documents", deadline=past)],
            recipients=["Department of Alpha", "U.S. Department of Alpha"],
            signatories=[SignatoryEntry("A", bioguide_id=member.bioguide_id)],
            topic="health",
        )
        self.two = make_request(
            requests=[RequestEntry("Beta.", kind="meeting")],
            recipients=["Department of Beta"],
            topic="energy",
        )
        make_action(self.two, response="substantive_response", outcome="fulfilled")
        self.member = member.bioguide_id


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [
        ("agency", "department-of-alpha", "department-of-beta"),
        ("topic", "health", "energy"),
        ("kind", "documents", "meeting"),
        ("response_state", "awaiting_response", "substantive_response"),
        ("outcome_state", "not_assessed", "fulfilled"),
        ("overdue", "true", "false"),
        ("open", "true", "false"),
        ("q", "alpha", "beta"),
    ],
)
def test_a_filter_selects_exactly_what_fits(name: str, value: str, other: str) -> None:
    two = Two()
    assert ids("requests/", query={name: value}) == [two.one.public_id]
    assert ids("requests/", query={name: other}) == [two.two.public_id]


def test_filters_by_letter_office_member_and_due_date() -> None:
    two = Two()
    one = [two.one.public_id]
    assert ids("requests/", query={"letter": two.one.letter.public_id}) == one
    assert ids("requests/", query={"office": two.one.letter.office.slug}) == one
    assert ids("requests/", query={"member": two.member}) == one
    assert ids("requests/", query={"due_from": today() - timedelta(days=1), "due_to": today()}) == one
    assert ids("requests/", query={"due_from": today()}) == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"stat": "open"}, "/stat"),
        ({"kind": "wish"}, "/kind"),
        ({"topic": "weather"}, "/topic"),
        ({"response_state": "happy"}, "/response_state"),
        ({"due_from": "2026-02-30"}, "/due_from"),
        ({"q": "a\0b"}, "/q"),
        ({"overdue": "maybe"}, "/overdue"),
        ({"open": "2"}, "/open"),
        ({"outcome_state": "fulfilled "}, "/outcome_state"),
    ],
)
def test_a_filter_that_does_not_exist_is_named(query: dict[str, str], pointer: str) -> None:
    problem = read("requests/", status=400, query=query)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_pages_lead_on_to_all_rows_once() -> None:
    letter = make_letter(requests=[f"Request {number}." for number in range(5)])
    found, answer = [], read("requests/", query={"page_size": 2})
    while True:
        found += [row["id"] for row in answer["results"]]
        if answer["next"] is None:
            break
        answer = client_of().get(answer["next"]).json()
    assert sorted(found) == sorted(letter.requests.values_list("public_id", flat=True))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_takes_as_many_queries_for_one_row_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_request()
    with django_assert_num_queries(3):
        read("requests/")


def test_a_request_is_not_changed_here() -> None:
    path = f"/api/v1/requests/{make_request().public_id}/"
    user = editor_of(LetterRequest.objects.get().letter.office)
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client_of(user), method)(path, {}, content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
