"""Whom somebody means who types the beginning of a name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.people import Agency
from letters.suggesting import MOST_SUGGESTED, Known, agencies_like, members_like, suggested
from tests.making import make_member

THEN = date(2026, 3, 2)
LATER = date(2032, 3, 2)  # nobody's term runs then


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sought",
    [
        "luj",
        "LUJÁN",
        "ben lujan",
        "luján b",
        "ray",
        "nm",
        "new mexico",
        "lujan nm",
        "benjamin",
        " ben  r ",
    ],
)
def test_a_member_is_found_by_name_nickname_and_state(sought: str) -> None:
    member = make_member("Luján", "Ben Ray", state="NM")
    make_member("Placeholder", "Alex", state="NJ")
    assert members_like(sought, on=THEN) == [member.bioguide_id]


@pytest.mark.django_db
def test_a_member_is_found_by_the_bioguide_id() -> None:
    member = make_member("Sampleton")
    make_member("Placeholder")
    assert members_like(member.bioguide_id.lower(), on=THEN) == [member.bioguide_id]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sought", ["", " ", "-", "a\0b", "ampleton", "sampleton ca", "🕊️", "%", "'", "x" * 5000, "z9"]
)
def test_what_fits_nobody_finds_nobody(sought: str) -> None:
    make_member("Sampleton", state="NJ")
    assert members_like(sought, on=THEN) == []


@pytest.mark.django_db
def test_who_served_on_the_letters_date_comes_first() -> None:
    former = make_member("Sampleton", "Alex")
    former.terms.update(start_on="2001-01-03", end_on="2007-01-03")
    serving = make_member("Sampleton", "Robin")
    assert members_like("sampleton", on=THEN) == [serving.bioguide_id, former.bioguide_id]
    assert members_like("sampleton", on=None) == [former.bioguide_id, serving.bioguide_id]


@pytest.mark.django_db
def test_the_state_is_that_of_the_letters_date() -> None:
    member = make_member("Sampleton", state="NJ")
    member.terms.create(chamber="house", state="OH", start_on="2031-01-03", end_on="2033-01-03")
    assert [members_like("samp oh", on=day) for day in (THEN, LATER)] == [[], [member.bioguide_id]]


def known(number: int, last: str, first: str = "Alex", *, is_serving: bool = True) -> Known:
    """A member of New Jersey."""
    return Known(
        f"X{number:06}", last, first, (first.lower(), last.lower()), ("nj", "new", "jersey"), is_serving
    )


def test_a_name_goes_before_a_state_and_a_surname_before_a_first_name() -> None:
    members = [known(1, "Other"), known(2, "Placeholder", "Newton"), known(3, "Newhouse")]
    assert suggested(["new"], members) == ["X000003", "X000002", "X000001"]


@given(st.lists(st.booleans(), max_size=30), st.text(max_size=10))
def test_never_more_than_ten_and_never_twice(serving: list[bool], sought: str) -> None:
    members = [known(number, "Sampleton", is_serving=serves) for number, serves in enumerate(serving)]
    for words in (["samp"], sought.split()):
        found = suggested(words, members)
        assert len(found) == len(set(found)) <= MOST_SUGGESTED
    assert len(suggested(["samp"], members)) == min(len(serving), MOST_SUGGESTED)


def test_an_agency_is_found_by_the_words_of_its_name_and_by_its_abbreviation() -> None:
    state = Agency(name="Department of State", abbreviation="DOS")
    interior = Agency(name="Department of the Interior", abbreviation="DOI")
    board = Agency(name="State Board of Samples")
    agencies = [state, interior, board]
    found = {
        sought: agencies_like(sought, agencies) for sought in ("dep sta", "doi", "state", "", "xyz", "-")
    }
    assert found == {
        "dep sta": [state],
        "doi": [interior],
        "state": [board, state],
        "": [],
        "xyz": [],
        "-": [],
    }
