"""The page of topics: what was asked about each, and nothing private in it."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from letters.intake import DueEntry, RequestEntry
from letters.states import Visibility
from offices.models import Role
from tests.desk.browsing import browser_of, page
from tests.making import make_action, make_letter, make_office, make_request, make_user
from tracker.clock import today

pytestmark = pytest.mark.django_db
LIST = 1


def test_it_works() -> None:
    past = DueEntry(due_on=today() - timedelta(days=1), words="soon")
    letter = make_letter(topic="health", requests=[RequestEntry("One.", deadline=past)] * 2)
    make_action(letter.requests.select_related("letter__office")[0], response="substantive_response")
    make_letter()
    shown = page("/topics/")
    assert '<a href="/letters/?topic=health">Health</a>' in shown
    assert '<a href="/requests/?topic=health">2</a>' in shown
    assert "1 of 2</td>" in shown
    assert shown.index("Health") < shown.index("Not sorted yet")
    assert "Energy" not in shown


def test_a_letter_leads_to_the_letters_of_its_topic() -> None:
    letter = make_letter(topic="arts_culture_religion")
    link = '<a href="/letters/?topic=arts_culture_religion">Arts, Culture, Religion</a>'
    assert link in page(f"/letters/{letter.public_id}/")


def test_without_anything_public_it_says_so() -> None:
    assert "No request is published yet" in page("/topics/")


def test_a_private_letter_is_counted_for_its_office_alone() -> None:
    office = make_office()
    make_letter(office, topic="health", visibility=Visibility.OFFICE)
    for stranger in (None, make_user(make_office(), Role.MANAGER)):
        assert "Health" not in page("/topics/", stranger)
    assert "Health" in page("/topics/", make_user(office, Role.VIEWER))


@pytest.mark.parametrize("rows", [1, 4])
def test_it_takes_as_many_queries_for_one_letter_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for topic in ("health", "energy", "law", "taxation")[:rows]:
        make_request(topic=topic)
    page("/topics/")
    with django_assert_num_queries(LIST):
        page("/topics/")


def test_it_is_only_read() -> None:
    assert browser_of().post("/topics/").status_code == 405
