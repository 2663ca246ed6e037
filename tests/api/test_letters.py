"""GET /api/v1/letters/, /api/v1/letters/{id}/ and /api/v1/letters/{id}/progress/"""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from letters.intake import SignatoryEntry
from letters.models import Letter
from letters.states import Visibility
from tests.api.asking import client_of, ids, read
from tests.making import (
    editor_of,
    make_action,
    make_draft,
    make_letter,
    make_member,
    make_office,
    make_user,
)
from tracker.clock import today

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    member = make_member("Sampleton")
    letter = make_letter(
        signatories=[SignatoryEntry("A. Sampleton", "Chair", member.bioguide_id)], text="Please do it."
    )
    answer = read(f"letters/{letter.public_id}/")
    assert answer["signatories"] == [
        {
            "name": "A. Sampleton",
            "title": "Chair",
            "bioguide_id": member.bioguide_id,
            "party": "Independent",
            "state": "NJ",
            "chamber": "senate",
            "capacity": "chair",
        }
    ]
    assert answer["recipients"] == [
        {
            "position": 1,
            "name": "",
            "title": "Secretary",
            "organization": "Department of Examples",
            "agency": "department-of-examples",
            "bioguide_id": None,
        }
    ]
    assert answer["text"] == "Please do it."
    assert [row["text"] for row in answer["requests"]] == ["Please do it."]


def test_the_progress_counts_requests_and_shows_each() -> None:
    letter = make_letter(requests=["One.", "Two.", "Three."])
    one, two, _ = letter.requests.select_related("letter__office")
    make_action(one, response="substantive_response", outcome="fulfilled")
    make_action(two, response="acknowledged")
    progress = read(f"letters/{letter.public_id}/progress/")
    requests = progress.pop("requests")
    assert progress == {
        "on": str(today()),
        "state": "awaiting",
        "total": 3,
        "open": 2,
        "closed": 1,
        "awaited": 2,
        "overdue": 0,
        "not_reviewed": 0,
        "answered": 1,
        "response_states": {"substantive_response": 1, "acknowledged": 1, "awaiting_response": 1},
        "outcome_states": {"fulfilled": 1, "not_assessed": 2},
    }
    assert [row["progress"]["percent"] for row in requests] == [100, None, None]


def test_each_reader_finds_what_they_may_see() -> None:
    office = make_office()
    owner = make_user(office)
    draft = make_draft(office, by=owner).public_id
    private = make_letter(office, by=owner, visibility=Visibility.OFFICE).public_id
    public = make_letter(office, by=owner).public_id
    stranger = make_user(make_office())
    assert ids("letters/", owner) == [public, private]
    assert ids("letters/", stranger) == ids("letters/") == [public]
    read(f"letters/{draft}/", owner)
    for hidden in (draft, private):
        for path in (f"letters/{hidden}/", f"letters/{hidden}/progress/"):
            assert read(path, stranger, 404) == read("letters/abcdefghjkmn/", stranger, 404)


def test_filters_by_office_agency_member_date_and_words() -> None:
    member = make_member("Sampleton")
    signatories = [SignatoryEntry("A", bioguide_id=member.bioguide_id)]
    one = make_letter(title="Alpha", topic="health", signatories=signatories, recipients=["Alpha Agency"])
    make_letter(title="Beta")
    for query in (
        {"office": one.office.slug},
        {"agency": "alpha-agency"},
        {"member": member.bioguide_id},
        {"topic": "health"},
        {"q": "alpha"},
        {"agency": "alpha-agency", "dated_from": "2026-03-02", "dated_to": "2026-03-02"},
    ):
        assert ids("letters/", query=query) == [one.public_id]
    assert ids("letters/", query={"dated_from": "2026-03-03"}) == []


@pytest.mark.parametrize(
    "query",
    [{"agancy": "x"}, {"topic": "weather"}, {"topic": ""}, {"dated_from": "2026-02-30"}, {"page": "2"}],
)
def test_a_filter_that_does_not_exist_is_named(query: dict[str, str]) -> None:
    [name] = query
    assert [error["pointer"] for error in read("letters/", status=400, query=query)["errors"]] == [f"/{name}"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_takes_as_many_queries_for_one_row_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_letter()
    with django_assert_num_queries(4):
        read("letters/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_progress_takes_as_many_queries_for_one_request_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = make_letter(requests=[f"Request {number}." for number in range(rows)])
    with django_assert_num_queries(3):
        read(f"letters/{letter.public_id}/progress/")


ENDS = "2030-01-02T09:00:00-05:00"


def embargo(**changes: object) -> tuple[int, dict[str, Any]]:
    """Status and answer of a change of a private letter by its editor."""
    letter = make_letter(visibility=Visibility.OFFICE)
    with time_machine.travel(datetime(2029, 12, 30, tzinfo=UTC), tick=False):
        answer = client_of(editor_of(letter.office)).patch(
            f"/api/v1/letters/{letter.public_id}/",
            changes,
            content_type="application/json",
            headers={"If-Match": "*"},
        )
    return answer.status_code, answer.json()


def test_an_embargo_is_set_with_the_moment_at_which_it_ends() -> None:
    status, letter = embargo(visibility="embargoed", public_from=ENDS)
    assert (status, letter["visibility"], letter["public_from"]) == (200, "embargoed", "2030-01-02T14:00:00Z")
    read(f"letters/{letter['id']}/", status=404)


@pytest.mark.parametrize(
    "changes",
    [
        {"visibility": "embargoed"},
        {"visibility": "embargoed", "public_from": "2030-01-02T09:00:00"},
        {"visibility": "embargoed", "public_from": "2029-01-02T09:00:00Z"},
        {"visibility": "public", "public_from": ENDS},
        {"public_from": ENDS},
        {"visibility": "embargoed", "public_from": "soon"},
    ],
)
def test_what_is_no_end_of_an_embargo_is_named(changes: dict[str, object]) -> None:
    status, problem = embargo(**changes)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (400, ["/public_from"])
    assert Letter.objects.get().visibility == "office"
