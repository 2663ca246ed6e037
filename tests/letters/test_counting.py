"""How many requests stand how, in one query."""

from datetime import date, timedelta

import pytest

from letters.intake import DueEntry, RequestEntry
from letters.models import LetterRequest
from tests.making import make_action, make_letter, make_office

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)


def test_the_numbers_are_those_of_the_lists() -> None:
    days = [DAY + timedelta(days=number) for number in (-3, -1, 0, 2)]
    entries = [RequestEntry("Due.", deadline=DueEntry(due_on=day)) for day in days for _ in range(3)]
    letter = make_letter(make_office(), requests=[*entries, RequestEntry("Without a day.")])
    for letter_request in letter.requests.filter(number__in=(1, 4, 7)):
        make_action(letter_request, response="substantive_response")
    for letter_request in letter.requests.filter(number__in=(2, 10)):
        make_action(letter_request, response="substantive_response", outcome="fulfilled")
    asked = LetterRequest.objects.all()
    lists = {"kept": asked, "open": asked.open(), "awaited": asked.awaited(), "overdue": asked.overdue(DAY)}
    counted = {name: rows.count() for name, rows in lists.items()}
    assert asked.counted(DAY) == counted
    assert sorted(set(counted.values())) == sorted(counted.values())  # no two are told apart by chance


def test_of_nothing_there_is_none() -> None:
    assert LetterRequest.objects.counted(DAY) == {"kept": 0, "open": 0, "awaited": 0, "overdue": 0}
