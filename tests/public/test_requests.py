"""The list of requests: filters in the address, pages that go on from a place."""

import re
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.models import LetterRequest
from letters.states import Visibility
from offices.models import Role
from tests.desk.browsing import browser_of, page
from tests.making import (
    NOON,
    make_action,
    make_draft,
    make_letter,
    make_member,
    make_office,
    make_request,
    make_user,
)
from tracker.clock import today
from tracker.public.requests import REQUESTS_PER_PAGE

pytestmark = pytest.mark.django_db
QUERIES = 5


def listed(shown: str) -> list[str]:
    """The ids of the requests in a list, in its order."""
    return re.findall(r'<td><a lang="en" href="/requests/(\w+)/">', shown)


def test_it_works() -> None:
    older, newer = make_request(now=NOON), make_request(now=NOON + timedelta(hours=1))
    shown = page("/requests/")
    assert listed(shown) == [newer.public_id, older.public_id]
    assert "Department of Examples" in shown
    assert "Awaiting response" in shown


class Two:
    """Two requests that differ in all that a filter asks for."""

    def __init__(self) -> None:
        past = DueEntry(due_on=today() - timedelta(days=1))
        self.members = [make_member("Sampleton"), make_member("Exampleby")]
        self.one, self.two = (
            make_request(
                requests=[entry],
                recipients=[recipient],
                signatories=[SignatoryEntry("A", bioguide_id=member.bioguide_id)],
            )
            for entry, recipient, member in zip(
                (
                    RequestEntry("Send the alpha.", kind="documents", deadline=past),
                    RequestEntry("Meet about beta.", kind="meeting"),
                ),
                ("Agency of Alpha", "Agency of Beta"),
                self.members,
                strict=True,
            )
        )
        make_action(self.two, response="substantive_response", outcome="fulfilled")


@pytest.mark.parametrize(
    ("name", "one", "two"),
    [
        ("q", "alpha", "BETA"),
        ("agency", "agency-of-alpha", "agency-of-beta"),
        ("kind", "documents", "meeting"),
        ("response", "awaiting_response", "substantive_response"),
        ("outcome", "not_assessed", "fulfilled"),
    ],
)
def test_a_filter_selects_exactly_what_fits(name: str, one: str, two: str) -> None:
    found = Two()
    assert listed(page("/requests/", query={name: one})) == [found.one.public_id]
    assert listed(page("/requests/", query={name: two})) == [found.two.public_id]


def test_by_member_and_overdue_only() -> None:
    found = Two()
    for member, one in zip(found.members, (found.one, found.two), strict=True):
        assert listed(page("/requests/", query={"member": member.bioguide_id})) == [one.public_id]
    assert listed(page("/requests/", query={"overdue": "on"})) == [found.one.public_id]
    assert listed(page("/requests/", query={"overdue": "on", "kind": "meeting"})) == []


def test_each_reader_finds_what_they_may_see() -> None:
    office = make_office()
    editor = make_user(office)
    public = make_request(office, by=editor, recipients=["Open Agency"])
    private = make_request(
        office, by=editor, visibility=Visibility.OFFICE, recipients=["Secret Agency"], requests=["Whisper."]
    )
    make_draft(office, by=editor)
    for colleague in (editor, make_user(office, Role.VIEWER)):
        shown = page("/requests/", colleague)
        assert set(listed(shown)) == {private.public_id, public.public_id}
        assert re.findall(r'<option value="([\w-]+-agency)"', shown) == ["open-agency", "secret-agency"]
    for user in (None, make_user(make_office(), Role.MANAGER)):
        shown = page("/requests/", user)
        assert listed(shown) == [public.public_id]
        assert "Secret" not in shown
        assert 'value="secret-agency"' not in page("/requests/", user, 400, {"agency": "secret-agency"})
        assert listed(page("/requests/", user, query={"q": "whisper"})) == []


def test_pages_go_on_from_a_place_and_back_and_keep_the_filters() -> None:
    letter = make_letter(requests=[f"Do thing {number}." for number in range(2 * REQUESTS_PER_PAGE + 1)])
    order = [*LetterRequest.objects.order_by("-changed_at", "-pk").values_list("public_id", flat=True)]
    browser, address, found = browser_of(), "/requests/?q=thing", []
    for _ in range(3):
        shown = browser.get(address).content.decode()
        found.append(listed(shown))
        links = {words: href for href, words in re.findall(r'<a href="(\?[^"]+)">(Changed \w+)</a>', shown)}
        assert all("q=thing" in href for href in links.values())
        address = "/requests/" + links.get("Changed earlier", "").replace("&amp;", "&")
    assert [one for ids in found for one in ids] == order
    assert [len(ids) for ids in found] == [REQUESTS_PER_PAGE, REQUESTS_PER_PAGE, 1]
    back = browser.get("/requests/" + links["Changed later"].replace("&amp;", "&")).content.decode()
    assert listed(back) == found[1]
    assert letter.requests.count() == len(order)


@pytest.mark.parametrize(
    "query",
    ["agency=nowhere", "kind=wish", "response=happy", "outcome=x", "q=a%00b", "member=" + "x" * 101],
)
def test_what_does_not_exist_is_said(query: str) -> None:
    make_request()
    shown = page(f"/requests/?{query}", status=400)
    assert "Something in the address does not exist" in shown
    assert listed(shown) == []


def test_a_cursor_of_another_list_is_none_of_this_one() -> None:
    for _ in range(2):
        make_request()
    address = browser_of().get("/api/v1/requests/?page_size=1").json()["next"]
    cursor = re.search(r"cursor=([^&]+)", address)
    assert cursor
    for made_up in (cursor[1], "x"):
        shown = page(f"/requests/?cursor={made_up}", status=400)
        assert "No page of this list has this address; begin again." in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_as_many_queries_for_one_request_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_request()
    with django_assert_num_queries(QUERIES):
        page("/requests/")


def test_it_is_only_read() -> None:
    assert browser_of().post("/requests/").status_code == 405
