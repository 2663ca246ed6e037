"""Lists are walked by cursor, shaped and ordered by closed parameters, and searched by words."""

from datetime import date
from os import environ
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.models import Letter, LetterRequest
from letters.search import letters_about, phrases_of
from tests.api.asking import client_of, ids, read
from tests.making import make_letter, make_request

pytestmark = pytest.mark.django_db

DAYS = [date(2026, 3, 2), None, date(2026, 1, 5), date(2026, 3, 2), None, date(2025, 7, 1)]
ORDERINGS = ["newest", "oldest", "letter_date", "-letter_date", "changed_at", "-changed_at"]


def walk(path: str, query: dict[str, Any], step: str = "next") -> list[list[str]]:
    """The ids on each page, from the first one on."""
    page = read(path, query=query)
    pages = [[row["id"] for row in page["results"]]]
    while page[step]:
        page = client_of().get(page[step]).json()
        pages.append([row["id"] for row in page["results"]])
    return pages


@pytest.mark.parametrize("page_size", [1, 2, 3, 5])
@pytest.mark.parametrize("ordering", ORDERINGS)
def test_a_walk_meets_each_row_once_in_order(ordering: str, page_size: int) -> None:
    for day in DAYS:
        make_letter(letter_date=day)
    whole = ids("letters/", query={"ordering": ordering})
    pages = walk("letters/", {"ordering": ordering, "page_size": page_size})
    assert [row for page in pages for row in page] == whole
    assert set(whole) == set(Letter.objects.values_list("public_id", flat=True))


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_the_way_back_meets_the_same_rows(ordering: str) -> None:
    for day in DAYS:
        make_letter(letter_date=day)
    whole = ids("letters/", query={"ordering": ordering})
    page = read("letters/", query={"ordering": ordering, "page_size": 2})
    while page["next"]:
        page = client_of().get(page["next"]).json()
    back = [row["id"] for row in page["results"]]
    while page["previous"]:
        page = client_of().get(page["previous"]).json()
        back = [row["id"] for row in page["results"]] + back
    assert back == whole


def test_what_has_no_date_comes_last_both_ways() -> None:
    letters = {
        day: make_letter(letter_date=day).public_id for day in (None, date(2026, 3, 2), date(2026, 1, 5))
    }
    up = [letters[day] for day in (date(2026, 1, 5), date(2026, 3, 2), None)]
    down = [letters[day] for day in (date(2026, 3, 2), date(2026, 1, 5), None)]
    assert (
        ids("letters/", query={"ordering": "letter_date"}),
        ids("letters/", query={"ordering": "-letter_date"}),
    ) == (up, down)


def test_what_comes_meanwhile_doubles_nothing() -> None:
    first = [make_request() for _ in range(4)]
    page = read("requests/", query={"page_size": 2})
    make_request()
    rest = client_of().get(page["next"]).json()
    seen = [row["id"] for row in [*page["results"], *rest["results"]]]
    assert seen == [row.public_id for row in reversed(first)]


def test_a_cursor_is_of_one_list_and_order() -> None:
    for _ in range(2):
        make_request()
    address = read("requests/", query={"page_size": 1})["next"]
    other_list, other_order = address.replace("/requests/", "/actions/"), f"{address}&ordering=due_on"
    assert [client_of().get(place).status_code for place in (other_list, other_order)] == [400, 400]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("ordering=title", "/ordering"),
        ("kind=action&kind=documents", "/kind"),
        ("fields=id,titel", "/fields"),
        ("fields=", "/fields"),
        ("fields=id&fields=number", "/fields"),
        ("include=everything", "/include"),
        ("count=exact", "/count"),
    ],
)
def test_what_is_not_known_or_stands_there_twice_is_named(query: str, pointer: str) -> None:
    make_request()
    answer = client_of().get(f"/api/v1/requests/?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_a_single_thing_takes_no_filters() -> None:
    row = make_request()
    assert client_of().get(f"/api/v1/requests/{row.public_id}/?kind=action").status_code == 400
    assert (
        client_of().get(f"/api/v1/letters/{row.letter.public_id}/progress/?fields=state").status_code == 400
    )


def test_only_the_fields_that_were_asked_for_and_the_id_are_shown() -> None:
    row = make_request()
    assert read("requests/", query={"fields": "number,kind"})["results"] == [
        {"id": row.public_id, "number": 1, "kind": "action"}
    ]
    assert set(read(f"requests/{row.public_id}/", query={"fields": "text"})) == {"id", "text"}


def test_a_list_of_letters_includes_requests_and_text_where_asked() -> None:
    letter = make_letter(text="Please do it.")
    [plain] = read("letters/")["results"]
    [full] = read("letters/", query={"include": "requests,text"})["results"]
    assert set(full) - set(plain) == {"requests", "text"}
    assert (full["text"], full["requests"][0]["id"]) == ("Please do it.", letter.requests.get().public_id)


def test_a_count_is_given_where_asked() -> None:
    make_letter(requests=["One.", "Two."])
    assert "count" not in read("requests/")
    assert read("requests/", query={"count": "estimate"})["count"] == {"value": 2, "relation": "eq"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("samples", True),
        ("SAMPLES publish", True),
        ("samples missing", False),
        ('"the samples"', True),
        ('"samples the"', False),
        ("sample", False),
        ("samples AND", False),
        ('"', True),
        ("samples*", True),
        ("-samples", True),
    ],
)
def test_letters_are_found_by_their_words(typed: str, found: bool) -> None:  # a table's column
    make_letter(text="Please publish the samples.", title="A letter")
    make_letter(text="Something else.", title="A second letter")
    hits = ids("letters/", query={"q": typed})
    assert (len(hits) == 2) if not phrases_of(typed) else (len(hits) == found)


def test_requests_are_found_by_their_words() -> None:
    make_letter(requests=["Publish the samples.", "Answer by May."])
    [hit] = read("requests/", query={"q": "samples"})["results"]
    assert hit["number"] == 1


def test_what_is_changed_is_found_by_its_new_words_only() -> None:
    letter = make_letter(title="Before")
    Letter.objects.filter(pk=letter.pk).update(title="After")
    assert (ids("letters/", query={"q": "before"}), ids("letters/", query={"q": "after"})) == (
        [],
        [letter.public_id],
    )


def test_a_private_letter_is_not_found() -> None:
    make_letter(visibility="office", text="Hushed words.")
    assert ids("letters/", query={"q": "hushed"}) == []


@settings(max_examples=int(environ.get("HISTORIES", "40")), deadline=None)
@given(typed=st.text(max_size=40))
def test_nothing_that_is_typed_breaks_the_search(typed: str) -> None:
    list(Letter.objects.filter(letters_about(typed.replace("\0", "")))[:1])
    list(LetterRequest.objects.matching(typed.replace("\0", ""))[:1])


@pytest.mark.parametrize(
    "query", ["requests/?due_to=", "letters/?dated_from=", "requests/?overdue=", "actions/?kind="]
)
def test_a_filter_without_a_value_is_refused(query: str) -> None:
    assert read(query, status=400)["errors"][0]["detail"] == "Give a value, or leave it out."
