"""/api/v1/letters/: lists, single letters, their progress, logging and confirming."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from letters.intake import SignatoryEntry
from letters.models import Letter, LetterRequest
from letters.states import Visibility
from offices.models import Role
from tests.api.asking import PROBLEM, client_of, ids, read, write
from tests.making import editor_of, make_action, make_draft, make_letter, make_member, make_office, make_user

pytestmark = pytest.mark.django_db

ENTRY: dict[str, Any] = {
    "title": "Sample paragraphs",
    "visibility": "public",
    "letter_date": "2026-03-02",
    "sent_on": "2026-03-02",
    "recipients": [{"title": "Secretary", "organization": "Department of Examples"}],
    "signatories": [{"name": "Alex Sampleton"}],
    "requests": [{"text": "Please do it.", "kind": "documents", "deadline": {"due_on": "2026-04-01"}}],
}


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
    one = make_letter(title="Alpha", signatories=signatories, recipients=["Alpha Agency"])
    make_letter(title="Beta")
    for query in (
        {"office": one.office.slug},
        {"agency": "alpha-agency"},
        {"member": member.bioguide_id},
        {"q": "alpha"},
        {"agency": "alpha-agency", "dated_from": "2026-03-02", "dated_to": "2026-03-02"},
    ):
        assert ids("letters/", query=query) == [one.public_id]
    assert ids("letters/", query={"dated_from": "2026-03-03"}) == []


@pytest.mark.parametrize("query", [{"agancy": "x"}, {"dated_from": "2026-02-30"}, {"page": "2"}])
def test_a_filter_that_does_not_exist_is_named(query: dict[str, str]) -> None:
    [name] = query
    assert [error["pointer"] for error in read("letters/", status=400, query=query)["errors"]] == [f"/{name}"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_takes_as_many_queries_for_one_row_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_letter()
    with django_assert_num_queries(3):
        read("letters/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_progress_takes_as_many_queries_for_one_request_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = make_letter(requests=[f"Request {number}." for number in range(rows)])
    with django_assert_num_queries(5):
        read(f"letters/{letter.public_id}/progress/")


def test_a_letter_is_logged_and_confirmed() -> None:
    office = make_office()
    user = make_user(office)
    draft = write("letters/", {"office": office.slug, "text": "Please do it."}, user)
    assert (draft["visibility"], draft["requests"]) == ("draft", [])
    letter = write(f"letters/{draft['id']}/confirm/", ENTRY, user, 200)
    assert (letter["visibility"], letter["title"]) == ("public", "Sample paragraphs")
    [row] = letter["requests"]
    assert (row["start"], row["kind"], row["progress"]["due_on"]) == (0, "documents", "2026-04-01")
    assert row["progress"]["response_state"] == "awaiting_response"
    assert ids("letters/") == [draft["id"]]


def test_a_letter_is_confirmed_once() -> None:
    draft = make_draft()
    user = editor_of(draft.office)
    write(f"letters/{draft.public_id}/confirm/", ENTRY, user, 200)
    write(f"letters/{draft.public_id}/confirm/", ENTRY, user, 400)
    assert LetterRequest.objects.count() == 1


def test_the_same_text_twice_is_a_conflict_that_names_the_letter() -> None:
    draft = make_draft(text="Please do it.")
    again = {"office": draft.office.slug, "text": "Please do it."}
    problem = write("letters/", again, editor_of(draft.office), 409)
    assert draft.public_id in problem["detail"]


def test_only_an_editor_logs_and_confirms() -> None:
    draft = make_draft()
    viewer, stranger = make_user(draft.office, Role.VIEWER), make_user(make_office())
    body = {"office": draft.office.slug, "text": "Please do another thing."}
    write("letters/", body, None, 401)
    write("letters/", body, viewer, 403)
    problem = write("letters/", body, stranger, 400)
    assert problem == write("letters/", body | {"office": "nowhere"}, stranger, 400)
    confirm = f"letters/{draft.public_id}/confirm/"
    write(confirm, ENTRY, None, 401)
    write(confirm, ENTRY, viewer, 403)
    write(confirm, ENTRY, stranger, 404)
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"title": "x" * 301}, "/title"),
        ({"visibility": "draft"}, "/visibility"),
        ({"letter_date": "2026-13-01"}, "/letter_date"),
        ({"sent_on": "2100-01-01"}, "/occurred_on"),
        ({"received_on": "2026-03-01"}, "/received_on"),
        ({"requests": []}, "/requests"),
        ({"requests": [{"text": "a\0b"}]}, "/requests/0/text"),
        ({"requests": [{"text": "x", "kind": "wish"}]}, "/requests/0/kind"),
        ({"requests": [{"text": "x", "deadline": {"due_on": "soon"}}]}, "/requests/0/deadline/due_on"),
        ({"recipients": [{}]}, "/recipients/0"),
        ({"signatories": [{"name": "A", "bioguide_id": "Z999999"}]}, "/signatories"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(fields: dict[str, object], pointer: str) -> None:
    draft = make_draft()
    problem = write(f"letters/{draft.public_id}/confirm/", ENTRY | fields, editor_of(draft.office), 400)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    draft.refresh_from_db()
    assert draft.is_draft
    assert not LetterRequest.objects.exists()


def test_an_address_that_does_not_exist_is_a_problem_too() -> None:
    for path in ("/api/v1/nothing/", "/api/v1/letters/UPPER/", "/api/v2/"):
        answer = client_of().get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
