"""What an agency was asked is listed once each, in every order, whatever has happened since."""

from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from letters.models import Letter
from tests.making import make_action, make_letter

pytestmark = pytest.mark.django_db

TWICE = ("Department of Examples", "Department of Samples", "Department of Examples")


def listed(of: str, ordering: str, *, page_size: int = 1) -> list[str]:
    """The ids in an agency's list, page after page."""
    following = f"/api/v1/{of}/?agency=department-of-examples&ordering={ordering}&page_size={page_size}"
    found: list[Any] = []
    while following:
        page = APIClient().get(following).json()
        found += page["results"]
        following = page["next"]
    return [row["id"] for row in found]


def three_letters() -> list[Letter]:
    """Letters of which two name the agency, one of them twice, and one names another."""
    return [
        make_letter(recipients=TWICE, letter_date=date(2026, 3, 2)),
        make_letter(letter_date=date(2026, 3, 1)),
        make_letter(recipients=["Department of Samples"]),
    ]


@pytest.mark.parametrize("ordering", ["newest", "-letter_date"])
def test_a_letter_that_names_an_agency_twice_is_listed_once(ordering: str) -> None:
    first, second, _ = three_letters()
    expected = [second, first] if ordering == "newest" else [first, second]
    assert listed("letters", ordering) == [letter.public_id for letter in expected]


@pytest.mark.parametrize("ordering", ["oldest", "due_on", "-due_on", "changed_at"])
def test_a_request_of_such_a_letter_is_listed_once(ordering: str) -> None:
    first, second, _ = three_letters()
    expected = {letter.requests.get().public_id for letter in (first, second)}
    assert sorted(listed("requests", ordering)) == sorted(expected)


def test_a_moved_deadline_moves_the_request_in_the_list() -> None:
    first, second, _ = three_letters()
    for letter, day in ((first, 20), (second, 10)):
        make_action(letter.requests.get(), "deadline_set", due_on=date(2026, 4, day))
    ids = [letter.requests.get().public_id for letter in (first, second)]
    assert listed("requests", "due_on") == ids[::-1]
    make_action(second.requests.get(), "deadline_extended", due_on=date(2026, 4, 30))
    assert listed("requests", "due_on") == ids
    assert listed("requests", "-due_on") == ids[::-1]
