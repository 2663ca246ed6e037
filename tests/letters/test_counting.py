"""How an office's requests stand, counted when something of it has changed."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from letters.intake import DueEntry, RequestEntry
from letters.models import LetterRequest
from letters.open_requests import Totals, totals_of
from letters.states import Visibility
from tests.making import make_action, make_letter, make_office

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)


def test_the_numbers_are_those_of_the_lists() -> None:
    days = [DAY + timedelta(days=number) for number in (-3, -1, 0, 2)]
    entries = [RequestEntry("Due.", deadline=DueEntry(due_on=day)) for day in days for _ in range(3)]
    office = make_office()
    letter = make_letter(office, requests=[*entries, RequestEntry("Without a day.")])
    for letter_request in letter.requests.filter(number__in=(1, 4, 7)):
        make_action(letter_request, response="substantive_response")
    for letter_request in letter.requests.filter(number__in=(2, 10)):
        make_action(letter_request, response="substantive_response", outcome="fulfilled")
    asked = LetterRequest.objects.all()
    lists = (asked, asked.open(), asked.awaited(), asked.overdue(DAY))
    numbers = [rows.count() for rows in lists]
    totals = totals_of(office, on=DAY)
    assert [totals.kept, totals.open, totals.awaited, totals.overdue] == numbers
    assert sorted(set(numbers)) == sorted(numbers)  # no two are told apart by chance


def test_of_nothing_there_is_none() -> None:
    assert totals_of(make_office(), on=DAY) == Totals(kept=0, open=0, awaited=0, overdue=0)


def test_what_is_private_counts_and_what_another_office_asks_does_not() -> None:
    office = make_office()
    make_letter(office, requests=[RequestEntry("Seen by all.")])
    make_letter(office, requests=[RequestEntry("Kept.")], visibility=Visibility.OFFICE)
    make_letter(make_office(), requests=[RequestEntry("Another’s.")])
    assert totals_of(office, on=DAY).kept == 2


def test_what_changes_is_counted_anew_and_what_does_not_is_not_counted_again(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    office, other = make_office(), make_office()
    [asked] = make_letter(office, requests=[RequestEntry("Seen by all.")]).requests.all()
    assert totals_of(office, on=DAY).awaited == 1
    make_letter(other)
    with django_assert_max_num_queries(2):  # how far the feed is, and each office in it
        assert totals_of(office, on=DAY).awaited == 1
    make_action(asked, response="substantive_response", outcome="fulfilled")
    assert totals_of(office, on=DAY) == Totals(kept=1, open=0, awaited=0, overdue=0)


def test_offices_where_it_is_another_day_already_do_not_count_for_each_other() -> None:
    office = make_office()
    make_letter(office, requests=[RequestEntry("Due.", deadline=DueEntry(due_on=DAY))])
    days = (DAY, DAY + timedelta(days=1), DAY)
    assert [totals_of(office, on=day).overdue for day in days] == [0, 1, 0]
