"""The days of a request as rows: what the letter asks for, what the agency promised, and when to look next."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from actions.days import DateKind, DueDate
from actions.due_dates import replan
from actions.ledger import LedgerError, check_made
from actions.projection import differences
from letters.intake import DueEntry, RequestEntry
from letters.models import LetterRequest
from tests.making import NOON, editor_of, make_action, make_office, make_request

pytestmark = pytest.mark.django_db

DUE = RequestEntry("Please do it.", deadline=DueEntry(due_on=date(2026, 4, 1)))


def days_of(letter_request: LetterRequest) -> dict[str, date]:
    """The days that stand, by kind."""
    return dict(DueDate.objects.standing().filter(letter_request=letter_request).values_list("kind", "on"))


def test_deadline_promise_and_check_are_three_days() -> None:
    letter_request = make_request(requests=[DUE])
    make_action(letter_request, "interim_response_received", promised_on=date(2026, 4, 20))
    assert days_of(letter_request) == {
        "deadline": date(2026, 4, 1),
        "promise": date(2026, 4, 20),
        "check": date(2026, 3, 27),
    }


def test_a_day_is_an_instant_in_the_offices_time_zone() -> None:
    make_request(make_office(time_zone="America/Chicago", reminder_hour=7))
    row = DueDate.objects.get(kind=DateKind.CHECK)
    assert (row.due_at, row.time_zone) == (datetime(2026, 3, 16, 12, tzinfo=UTC), "America/Chicago")


def test_a_check_moves_the_check_only() -> None:
    letter_request = make_request(requests=[DUE])
    check_made(
        letter_request=letter_request, by=editor_of(letter_request.letter.office), now=NOON + timedelta(26)
    )
    assert days_of(letter_request) == {"deadline": date(2026, 4, 1), "check": date(2026, 4, 1)}
    moved = DueDate.objects.values_list("kind", "sequence")
    assert set(moved) == {("deadline", 0), ("check", 1)}


def test_a_promise_that_was_kept_is_called_off() -> None:
    letter_request = make_request()
    make_action(letter_request, "extension_requested", promised_on=date(2026, 4, 20))
    make_action(letter_request, response="substantive_response")
    assert days_of(letter_request) == {"check": date(2026, 3, 16)}


def test_only_a_message_or_a_talk_tells_of_a_promise() -> None:
    with pytest.raises(LedgerError, match="promised"):
        make_action(make_request(), "assessment", promised_on=date(2026, 4, 20))


def test_a_closed_request_has_no_days_and_its_rows_stay_called_off() -> None:
    letter_request = make_request(requests=[DUE])
    make_action(letter_request, response="substantive_response", outcome="fulfilled")
    assert days_of(letter_request) == {}
    assert set(DueDate.objects.values_list("kind", "is_cancelled", "sequence")) == {
        ("deadline", True, 1),
        ("check", True, 1),
    }


def test_what_is_opened_again_stands_again_under_a_later_sequence() -> None:
    letter_request = make_request()
    answered = make_action(letter_request, response="substantive_response", outcome="fulfilled")
    make_action(letter_request, response="acknowledged", supersedes=answered)
    assert set(DueDate.objects.values_list("kind", "is_cancelled", "sequence")) == {("check", False, 2)}


def test_whoever_looks_after_it_now_the_row_counts_as_changed() -> None:
    letter_request = make_request()
    make_action(letter_request, "assigned", assigned_to=editor_of(letter_request.letter.office))
    assert DueDate.objects.get().sequence == 1


def test_another_policy_moves_the_checks_of_the_office_and_of_no_other() -> None:
    office = make_office()
    mine, other = make_request(office), make_request()
    office.open_interval, office.reminder_hour = 28, 9
    office.save()
    replan(office, now=NOON)
    mine.refresh_from_db()
    assert mine.next_check_on == days_of(mine)["check"] == date(2026, 3, 30)
    assert DueDate.objects.get(letter_request=mine).due_at == datetime(2026, 3, 30, 13, tzinfo=UTC)
    assert days_of(other)["check"] == date(2026, 3, 16)


def test_an_office_of_many_requests_is_planned_anew_in_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    office = make_office()
    make_request(office, requests=["Please do it."])
    for _ in range(5):
        make_request(office)
    with django_assert_max_num_queries(10):
        replan(office, now=NOON)


def test_a_row_that_is_not_what_the_ledger_says_is_found_and_repaired() -> None:
    letter_request = make_request()
    DueDate.objects.update(due_at=NOON)
    stored = LetterRequest.objects.select_related("letter__office").get()
    assert [row.column for row in differences(stored)] == ["due_dates.check"]
    call_command("check_ledger", "--repair")
    assert DueDate.objects.get(letter_request=letter_request).due_at == datetime(2026, 3, 16, 12, tzinfo=UTC)
    call_command("check_ledger")
