"""A request's page as of a day: what was recorded by then, and how it is cited."""

from datetime import date, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from letters.states import Visibility
from tests.desk.browsing import page
from tests.making import NOON, editor_of, make_action, make_office, make_request, make_user
from tracker.clock import today

pytestmark = pytest.mark.django_db


def test_it_shows_what_was_recorded_by_the_end_of_the_day() -> None:
    asked = make_request()
    wrong = make_action(asked, response="declined", decline_reason="burden", summary="Refused?", now=NOON)
    later = NOON + timedelta(days=3)
    make_action(asked, response="acknowledged", supersedes=wrong, summary="Only receipt.", now=later)
    make_action(asked, "assessment", outcome="fulfilled", occurred_on=NOON.date(), now=later)
    for day in ("2026-03-02", "2026-03-04"):
        shown = page(f"/requests/{asked.public_id}/?as_of={day}")
        assert "Declined</span>" in shown
        assert "Refused?" in shown
        for word in ("Only receipt.", "Fulfilled</span>", "Corrected by", "struck"):
            assert word not in shown
    shown = page(f"/requests/{asked.public_id}/?as_of=2026-03-05")
    assert "Corrected by the entry of March 5, 2026" in shown
    assert "Fulfilled</span>" in shown
    assert "This is what was recorded by the end of March 5, 2026" in shown
    assert "This is what was recorded" not in page(f"/requests/{asked.public_id}/")


def test_the_days_count_to_that_day() -> None:
    asked = make_request(letter_date=date(2026, 3, 2))
    shown = page(f"/requests/{asked.public_id}/?as_of=2026-03-12")
    assert "10 days" in shown


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-02-30", "Give a day as YYYY-MM-DD."),
        ("yesterday", "Give a day as YYYY-MM-DD."),
        ("0001-01-01", "Nothing can be said of this day"),
        ("2999-01-01", "Nothing can be said of this day"),
        ("2026-03-01", "The letter was not recorded here by then."),
        ("a%00", "Give a day as YYYY-MM-DD."),
    ],
)
def test_a_day_that_cannot_be_had_is_said(day: str, said: str) -> None:
    asked = make_request(now=NOON)
    assert said in page(f"/requests/{asked.public_id}/?as_of={day}", status=400)


def test_it_is_cited_by_its_title_the_day_and_an_address(settings: object) -> None:
    settings.SITE_URL = "https://letters.example"  # type: ignore[attr-defined]
    asked = make_request(title="About samples")
    address = f"https://letters.example/requests/{asked.public_id}/"
    with time_machine.travel(NOON + timedelta(days=10)):
        shown = page(f"/requests/{asked.public_id}/")
        assert (
            'Request 1 of “<span lang="en">About samples</span>”. Letter tracker, as of March 12, 2026.'
            in shown
        )
        assert f'<a href="{address}?as_of=2026-03-12">' in shown
        shown = page(f"/requests/{asked.public_id}/?as_of=2026-03-04")
    assert f'<a href="{address}?as_of=2026-03-04">' in shown
    assert f'<a href="{address}">' in shown


def test_who_may_see_it_is_decided_today() -> None:
    private = make_request(visibility=Visibility.OFFICE)
    for stranger in (None, make_user(make_office())):
        page(f"/requests/{private.public_id}/?as_of={today()}", stranger, 404)
    page(f"/requests/{private.public_id}/?as_of={today()}", editor_of(private.letter.office))


def test_a_later_request_that_others_may_not_see_is_not_there() -> None:
    office = make_office()
    by = make_user(office)
    asked, later = make_request(office), make_request(office, visibility=Visibility.OFFICE)
    make_action(asked, "follow_up_letter", by=by, response="superseded", superseded_by=later)
    address = f"/requests/{asked.public_id}/?as_of=2026-03-03"
    assert later.public_id not in page(address)
    assert later.public_id in page(address, by)


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_as_many_queries_for_one_entry_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked = make_request()
    for _ in range(rows):
        make_action(asked, response="acknowledged")
    with django_assert_num_queries(9):
        page(f"/requests/{asked.public_id}/?as_of=2026-03-05")
