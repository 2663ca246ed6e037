"""Matching names to members: one that fits is a match, two are none."""

from datetime import date

import pytest

from letters.directory import agency_slug, capacity_of, match_member, serving_on
from letters.people import Member
from tests.making import make_member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "matches"),
    [
        ("Robert Sampleton", True),
        ("Robert P. Sampleton, Jr.", True),
        ("Bob Sampleton", True),
        ("R. Sampleton", True),
        ("Sampleton", True),
        ("Róbert Sampleton", True),
        ("Alice Sampleton", False),
        ("Robert Sample", False),
        ("", False),
    ],
)
def test_a_member_is_matched_by_the_ways_to_write_a_name(name: str, matches: bool) -> None:
    member = make_member("Sampleton", "Robert")
    Member.objects.update(nickname="Bob")
    member.refresh_from_db()
    assert (match_member(name, [member]) == member) is matches


def test_a_surname_of_two_words_is_one_name() -> None:
    members = [make_member("Van Example", "Chris"), make_member("Example", "Chris")]
    assert match_member("Chris Van Example", members) == members[0]


def test_two_who_fit_are_no_match() -> None:
    members = [make_member("Rogers", "Mike", state="AL"), make_member("Rogers", "Mike", state="MI")]
    assert match_member("Mike Rogers", members) is None


def test_only_who_serves_on_the_day_is_asked() -> None:
    member = make_member("Sampleton")
    assert serving_on(date(2026, 3, 2)) == [member]
    assert serving_on(date(2024, 3, 2)) == []


@pytest.mark.parametrize(
    ("title", "capacity"),
    [
        ("Ranking Member", "ranking_member"),
        ("Chairwoman", "chair"),
        ("Chair", "chair"),
        ("United States Senator", "member"),
    ],
)
def test_the_capacity_is_read_from_the_title(title: str, capacity: str) -> None:
    assert capacity_of(title) == capacity


def test_a_name_without_letters_is_no_agency() -> None:
    assert agency_slug("…") == ""
