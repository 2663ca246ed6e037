"""The pages of members of Congress: what they signed, and what came of it."""

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from letters.intake import SignatoryEntry
from letters.people import Member
from letters.states import Visibility
from offices.models import Role
from tests.desk.browsing import browser_of, page
from tests.making import make_action, make_letter, make_member, make_office, make_user
from tracker import kept_parts
from tracker.public import kept_pages

pytestmark = pytest.mark.django_db
LIST, PAGE = 4, 9


def signed_by(*members: Member) -> list[SignatoryEntry]:
    """Their signatures."""
    return [SignatoryEntry(str(member), bioguide_id=member.bioguide_id) for member in members]


def listed(shown: str) -> list[str]:
    """Who stands in the list, in its order."""
    return re.findall(r'<th scope="row"><a href="/members/\w+/">(.*?)</a>', shown)


def test_it_works() -> None:
    one, two = make_member("Sampleton"), make_member("Exampleby")
    make_member("Unsigned")
    letter = make_letter(title="About samples", requests=["One.", "Two."], signatories=signed_by(one, two))
    make_letter(title="Another", signatories=signed_by(one))
    make_action(letter.requests.select_related("letter__office")[0], response="substantive_response")
    assert listed(page("/members/")) == ["Alex Exampleby", "Alex Sampleton"]
    shown = page(f"/members/{one.bioguide_id}/")
    assert "<strong>2</strong> of 3 requests" in shown
    assert "<strong>1</strong> of 1 asked and due" in shown
    assert "Independent, NJ, Senate" in shown
    assert re.findall(r"<h3><a[^>]*>(.*?)</a>", shown) == ["Another", "About samples"]
    letter_page = page(f"/letters/{letter.public_id}/")
    assert f'<a href="/members/{one.bioguide_id}/">Alex Sampleton</a>' in letter_page
    assert '<a href="/agencies/department-of-examples/">Department of Examples</a>' in letter_page
    assert "Another" not in page("/letters/", query={"member": two.bioguide_id})
    assert "About samples" in page("/letters/", query={"member": two.bioguide_id})


def test_a_name_is_found_by_its_parts() -> None:
    make_letter(signatories=signed_by(make_member("Sampleton", "Robin"), make_member("Sampleton", "Kim")))
    assert listed(page("/members/", query={"q": "sample kim"})) == ["Kim Sampleton"]
    assert listed(page("/members/", query={"q": "SAMPLE"})) == ["Kim Sampleton", "Robin Sampleton"]
    assert "Nobody of that name" in page("/members/", query={"q": "%"})
    page("/members/", None, 400, {"q": "x" * 101})
    page("/members/", None, 400, {"q": "a\0b"})


@pytest.mark.parametrize("path", ["/letters/", "/requests/"])
def test_lists_are_cut_to_who_signed_by_a_name_or_an_id(path: str) -> None:
    robin, kim = make_member("Sampleton", "Robin"), make_member("Sampleton", "Kim")
    for title, who in (("By both", (robin, kim)), ("By one", (kim,))):
        make_letter(title=title, requests=[f"{title}."], signatories=signed_by(*who))
    make_letter(
        title="By an unknown", requests=["By an unknown."], signatories=[SignatoryEntry("Lee Muster")]
    )

    def found(member: str) -> set[str]:
        shown = page(path, query={"member": member})
        return {title for title in ("By both", "By one", "By an unknown") if title in shown}

    assert found("sample robin") == {"By both"}
    assert found("Sampleton") == {"By both", "By one"}
    assert found("muster lee") == {"By an unknown"}
    assert found(robin.bioguide_id) == found(robin.bioguide_id.lower()) == {"By both"}
    assert found("Z999999") == found("nobody") == found(".") == set()


def test_who_signed_nothing_that_a_reader_may_see_is_not_there() -> None:
    office = make_office()
    hidden, open_one, idle = make_member("Hushed"), make_member("Sampleton"), make_member("Idle")
    make_letter(
        office, visibility=Visibility.OFFICE, title="Whisper", signatories=signed_by(hidden, open_one)
    )
    make_letter(office, signatories=signed_by(open_one))
    for stranger in (None, make_user(make_office(), Role.MANAGER)):
        assert listed(page("/members/", stranger)) == ["Alex Sampleton"]
        shown = page(f"/members/{open_one.bioguide_id}/", stranger)
        assert "together they are 1." in shown
        assert "Whisper" not in shown
        for nobody in (hidden.bioguide_id, idle.bioguide_id, "Z999999"):
            page(f"/members/{nobody}/", stranger, 404)
    colleague = make_user(office, Role.VIEWER)
    assert listed(page("/members/", colleague)) == ["Alex Hushed", "Alex Sampleton"]
    assert "Whisper" in page(f"/members/{hidden.bioguide_id}/", colleague)


@pytest.mark.parametrize("rows", [1, 4])
def test_they_take_as_many_queries_for_one_letter_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    members = [make_member(f"Sampleton {number}") for number in range(rows)]
    for _ in range(rows):
        make_letter(signatories=signed_by(*members))
    page("/members/")
    kept_pages.forget()
    kept_parts.forget()
    with django_assert_num_queries(LIST):
        page("/members/")
    with django_assert_num_queries(PAGE):
        page(f"/members/{members[0].bioguide_id}/")


def test_they_are_only_read() -> None:
    member = make_member("Sampleton")
    make_letter(signatories=signed_by(member))
    for path in ("/members/", f"/members/{member.bioguide_id}/"):
        assert browser_of().post(path).status_code == 405
