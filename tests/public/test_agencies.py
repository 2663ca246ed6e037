"""The pages of agencies: a fair scorecard, and nothing private in it."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from letters.intake import DueEntry, RequestEntry
from letters.people import Agency
from letters.states import Visibility
from offices.models import Role
from tests.desk.browsing import browser_of, page
from tests.making import NOON, make_action, make_draft, make_letter, make_office, make_request, make_user
from tracker import kept_parts
from tracker.clock import today
from tracker.public import kept_pages

pytestmark = pytest.mark.django_db
LIST, PAGE = 3, 9
SENT = date(2026, 3, 2)


def due(days: int) -> RequestEntry:
    """A request that is due so many days from today."""
    return RequestEntry("Do it.", deadline=DueEntry(due_on=today() + timedelta(days=days), words="soon"))


def answer_some(requests: int, answered: int, *, after: int = 4) -> None:
    """A letter with overdue requests, some of them answered so many days after it was sent."""
    letter = make_letter(requests=[due(-1)] * requests)
    for asked in letter.requests.select_related("letter__office")[:answered]:
        make_action(
            asked,
            response="substantive_response",
            occurred_on=SENT + timedelta(days=after),
            now=NOON + timedelta(days=60),
        )


def test_it_works() -> None:
    answer_some(12, 10)
    shown = page("/agencies/department-of-examples/")
    assert "<strong>10</strong> of 12 asked and due</a> (83&nbsp;%)" in shown
    assert "<strong>4</strong> days, of 10 requests" in shown
    assert "<strong>2</strong> of 12 asked and due" in shown
    assert "A letter" in shown
    listed = page("/agencies/")
    assert '<a lang="en" href="/agencies/department-of-examples/">Department of Examples</a>' in listed
    assert "10 of 12 (83&nbsp;%)" in listed


def test_of_a_handful_there_are_numbers_and_no_rates() -> None:
    answer_some(9, 9)
    shown = page("/agencies/department-of-examples/")
    assert "<strong>9</strong> of 9 asked and due</a></dd>" in shown
    assert "No percentage" in shown
    assert "No figure" in shown
    assert "9 requests answered or declined; a median is given from 10 on" in shown
    assert "&nbsp;%" not in page("/agencies/")


def test_interim_replies_never_count_and_what_is_not_due_stands_apart() -> None:
    letter = make_letter(requests=[due(-1), due(5), "No deadline."])
    for asked in letter.requests.select_related("letter__office"):
        make_action(asked, response="interim_response")
    make_letter(backfilled=True)
    shown = page("/agencies/department-of-examples/")
    assert "<strong>0</strong> of 1 asked and due" in shown
    assert "1 not yet due, 1 not reviewed by anybody" in shown
    assert "0 requests answered or declined" in shown


def test_an_agency_is_judged_by_its_own_answers() -> None:
    letter = make_letter(requests=[due(-1)], recipients=["Department of Examples", "Bureau of Samples"])
    asked = letter.requests.select_related("letter__office").get()
    make_action(asked, response="substantive_response", recipient=letter.recipients.first())
    assert "<strong>1</strong> of 1 asked and due" in page("/agencies/department-of-examples/")
    assert "<strong>0</strong> of 1 asked and due" in page("/agencies/bureau-of-samples/")


def test_who_sees_which_agency_and_which_counts() -> None:
    office = make_office()
    colleague = make_user(office, Role.VIEWER)
    hushed = {"visibility": Visibility.OFFICE, "title": "Hushed"}
    make_request(office, recipients=["Secret Agency"], **hushed)
    private = make_request(office, **hushed)
    make_action(private, response="substantive_response")
    make_draft(office, text="To the Draft Agency.")
    make_request(office)
    Agency.objects.create(slug="never-asked", name="Never asked")
    for stranger in (None, make_user(make_office(), Role.MANAGER)):
        listed = page("/agencies/", stranger)
        assert ("Secret" in listed, "Never asked" in listed) == (False, False)
        shown = page("/agencies/department-of-examples/", stranger)
        assert "Hushed" not in shown
        assert "together they are 1." in shown
        assert "0 requests answered" in shown
        for slug in ("secret-agency", "never-asked", "nowhere"):
            page(f"/agencies/{slug}/", stranger, 404)
    assert "Secret" in page("/agencies/", colleague)
    assert "Hushed" in page("/agencies/secret-agency/", colleague)
    assert "together they are 2." in page("/agencies/department-of-examples/", colleague)


@pytest.mark.parametrize("rows", [1, 4])
def test_they_take_as_many_queries_for_one_letter_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        make_request(recipients=["Department of Examples", f"Bureau {number}"])
    page("/agencies/")
    kept_pages.forget()
    kept_parts.forget()
    with django_assert_num_queries(LIST):
        page("/agencies/")
    with django_assert_num_queries(PAGE):
        page("/agencies/department-of-examples/")


@pytest.mark.parametrize("path", ["/agencies/", "/agencies/department-of-examples/"])
def test_they_are_only_read(path: str) -> None:
    make_request()
    assert browser_of().post(path).status_code == 405


def test_how_this_is_counted_says_from_how_many_on_and_what_is_due() -> None:
    shown = page("/how-this-is-counted/")
    assert "from 10 requests asked and due on" in shown
    assert (
        '<tr><th scope="row">Overdue</th><td>An answer is awaited past the date that the letter asked for; '
        in shown
    )
