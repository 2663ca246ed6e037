"""Members of a day from the database, what stands beside a name, capacities and agencies. The matching: test_matching.py."""

from datetime import date

import pytest

from letters.directory import (
    agency_slug,
    capacity_of,
    congress_on,
    is_congressional,
    named,
    written_people,
)
from letters.reading.parts import Person
from letters.written import Written
from tests.making import make_member

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    member = make_member("Sampleton", "Robert")
    taken = congress_on(date(2026, 3, 2)).match(Written("Bob Sampleton", "United States Senator")).taken
    assert taken == member.legislator()


def test_only_who_served_on_the_day_is_there() -> None:
    make_member("Sampleton")
    assert [len(congress_on(day).seats) for day in (date(2026, 3, 2), date(2024, 3, 2), None)] == [1, 0, 1]


def test_members_are_told_apart_by_party_place_and_chamber() -> None:
    member = make_member("Rogers", "Mike", state="AL")
    member.terms.create(chamber="house", state="AL", district=3, start_on="2023-01-03", end_on="2025-01-03")
    then, last = "Mike Rogers (AL-3, House)", "Mike Rogers (Independent, AL, Senate)"
    days = {date(2024, 3, 2): then, date(2026, 3, 2): last, date(2020, 3, 2): last, None: last}
    for day, label in days.items():
        assert named([member.bioguide_id, "Z999999"], day) == {member.bioguide_id: label}


@pytest.mark.parametrize(
    ("title", "organization", "is_asked"),
    [
        ("Chairman", "Senate Committee on Samples", True),
        ("Ranking Member", "", True),
        ("Speaker", "U.S. House of Representatives", True),
        ("United States Senator", "", True),
        ("Chairman", "Federal Sample Commission", False),
        ("United States Trade Representative", "", False),
        ("U.S. Representative to the United Nations", "", False),
        ("Secretary of State", "", False),
        ("Governor", "", False),
    ],
)
def test_an_addressee_is_looked_for_in_congress_only_where_the_letter_addresses_congress(
    title: str, organization: str, is_asked: bool
) -> None:
    assert is_congressional(Person("Alex Sampleton", title, organization)) is is_asked


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Mike Rogers (R-AL)\nJane Roe", [" (R-AL)\n", ""]),
        ("Mike Rogers   Jane Roe\n(AL-03)   (MI-08)", ["   ", ""]),
        ("Mike Rogers\nAlabama's 3rd District\nJane Roe", ["\nAlabama's 3rd District\n", ""]),
    ],
)
def test_what_stands_beside_a_signer_is_theirs_alone(text: str, beside: list[str]) -> None:
    people = [
        Person(name, start=text.index(name), end=text.index(name) + len(name))
        for name in ("Mike Rogers", "Jane Roe")
    ]
    assert [written.beside for written in written_people(text, people)] == beside


@pytest.mark.parametrize(
    ("title", "capacity"),
    [
        ("Ranking Member", "ranking_member"),
        ("Chairwoman", "chair"),
        ("Chair", "chair"),
        ("United States Senator", "member"),
        ("Vice Chairman", "member"),
    ],
)
def test_the_capacity_is_read_from_the_title(title: str, capacity: str) -> None:
    assert capacity_of(title) == capacity


def test_a_name_without_letters_is_no_agency() -> None:
    assert agency_slug("…") == ""
