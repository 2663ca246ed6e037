"""What the draft's form is told while somebody types: members and agencies, for those who log letters."""

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from letters.states import Visibility
from offices.models import Role, User
from tests.desk.browsing import browser_of, page, words_of
from tests.making import editor_of, make_letter, make_member, make_office, make_user

pytestmark = pytest.mark.django_db

MEMBERS, AGENCIES = "/desk/suggest/members/", "/desk/suggest/agencies/"


def found(user: User, sought: str, **more: str) -> list[str]:
    """The Bioguide ids among which somebody can choose."""
    asked = {"row": "signatories-3", "letter_date": "2026-03-02", "signatories-3-find": sought} | more
    return re.findall(
        r'<input type="radio" name="signatories-3-bioguide_id" value="(\w+)"',
        page(MEMBERS, user, query=asked),
    )


def test_it_works() -> None:
    user = make_user(make_office())
    member = make_member("Luján", "Ben", state="NM")
    make_member("Sampleton")
    asked = {"row": "signatories-3", "letter_date": "2026-03-02", "signatories-3-find": "lujan"}
    shown = page(MEMBERS, user, query=asked)
    assert found(user, "lujan") == [member.bioguide_id]
    assert "Ben Luján (Independent, NM, Senate)" in shown
    assert f'<input type="hidden" name="signatories-3-offers" value="{member.bioguide_id}"' in shown


def test_who_is_chosen_stays_among_them() -> None:
    user = make_user(make_office())
    chosen, other = make_member("Sampleton"), make_member("Placeholder")
    ids = found(user, "placeholder", **{"signatories-3-bioguide_id": chosen.bioguide_id})
    assert ids == [chosen.bioguide_id, other.bioguide_id]


def test_at_most_ten_are_suggested() -> None:
    user = make_user(make_office())
    for _ in range(12):
        make_member("Sampleton")
    assert len(found(user, "samp")) == 10


@pytest.mark.parametrize("letter_date", ["", "x", "9999-99-99", "a\0b"])
def test_without_a_date_all_are_searched(letter_date: str) -> None:
    member = make_member("Sampleton")
    assert found(make_user(make_office()), "samp", letter_date=letter_date) == [member.bioguide_id]


@pytest.mark.parametrize("sought", ["", "a\0b", "x" * 5000, "<script>alert(1)</script>"])
def test_what_is_sought_never_breaks_the_part_and_is_never_markup(sought: str) -> None:
    asked = {"row": "signatories-3", "signatories-3-find": sought}
    assert "<script>alert" not in page(MEMBERS, make_user(make_office()), query=asked)


def test_an_id_that_no_member_has_is_not_offered() -> None:
    assert found(make_user(make_office()), "x", **{"signatories-3-bioguide_id": "Z999999"}) == []


def test_agencies_are_suggested_where_the_reader_may_see_a_letter_to_them() -> None:
    office = make_office()
    by = editor_of(office)
    make_letter(recipients=["Department of Anybody"])
    make_letter(recipients=["Department of Others"], visibility=Visibility.OFFICE)
    make_letter(office, by=by, recipients=["Department of Ours"], visibility=Visibility.OFFICE)
    make_letter(recipients=["Board of Anything"])
    asked = {"row": "recipients-0", "recipients-0-organization": "dep"}
    assert re.findall('<option value="([^"]+)"', page(AGENCIES, by, query=asked)) == [
        "Department of Anybody",
        "Department of Ours",
    ]


@pytest.mark.parametrize("path", [MEMBERS, AGENCIES])
def test_only_who_logs_letters_may_ask(path: str) -> None:
    asked = {"row": "recipients-0"}
    assert browser_of().get(path, asked).headers["Location"].startswith("/sign-in/")
    for user in (make_user(), make_user(make_office(), Role.VIEWER)):
        page(path, user, 403, asked)
    for role in (Role.EDITOR, Role.MANAGER):
        page(path, make_user(make_office(), role), 200, asked)


@pytest.mark.parametrize("path", [MEMBERS, AGENCIES])
@pytest.mark.parametrize(
    "row", ["", "requests-0", "signatories-x", 'recipients-0"><script>', "recipients-1234"]
)
def test_a_row_that_there_is_not_is_refused(path: str, row: str) -> None:
    page(path, make_user(make_office()), 400, {"row": row})


@pytest.mark.parametrize("path", [MEMBERS, AGENCIES])
def test_suggestions_are_read_only(path: str) -> None:
    answer = browser_of(make_user(make_office())).post(path, {"row": "recipients-0"})
    assert (answer.status_code, "option" in words_of(answer)) == (405, False)


@pytest.mark.parametrize("rows", [1, 4])
def test_suggestions_take_as_many_queries_for_one_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = make_office()
    by = make_user(office)
    for number in range(rows):
        make_member("Sampleton")
        make_letter(office, by=by, recipients=[f"Department {number}"])
    browser = browser_of(by)
    with django_assert_num_queries(5):
        shown = words_of(browser.get(MEMBERS, {"row": "signatories-0", "signatories-0-find": "samp"}))
    assert shown.count('type="radio"') == rows + 1  # or none of them
    with django_assert_num_queries(4):
        shown = words_of(browser.get(AGENCIES, {"row": "recipients-0", "recipients-0-organization": "dep"}))
    assert shown.count("<option") == rows
