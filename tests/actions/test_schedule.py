"""When a request is to be checked."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.schedule import CheckPolicy, QuietDays, check_dates, occurrence, unanswered
from letters.calendar import is_business_day

LETTER = date(2026, 3, 2)  # a Monday
POLICY = CheckPolicy()
DATES = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def first_dates(due_on: date | None = None, last_checked_on: date | None = None, n: int = 4) -> list[date]:
    return list(islice(check_dates(POLICY, since=LETTER, due_on=due_on, last_checked_on=last_checked_on), n))


def test_three_business_days_before_the_deadline_the_deadline_then_every_week() -> None:
    due = date(2026, 4, 1)  # a Wednesday
    assert first_dates(due) == [date(2026, 3, 27), due, date(2026, 4, 8), date(2026, 4, 15)]


def test_without_a_deadline_every_two_weeks_from_the_letter() -> None:
    assert first_dates(n=3) == [date(2026, 3, 16), date(2026, 3, 30), date(2026, 4, 13)]


def test_a_holiday_before_the_deadline_is_no_business_day() -> None:
    assert first_dates(date(2026, 7, 6), n=1) == [date(2026, 6, 30)]


def test_a_deadline_so_near_that_the_lead_has_passed_is_checked_on_its_day() -> None:
    assert first_dates(date(2026, 3, 4), n=1) == [date(2026, 3, 4)]


def test_a_check_before_the_deadline_leaves_the_deadline() -> None:
    assert first_dates(date(2026, 4, 1), date(2026, 3, 27), n=2) == [date(2026, 4, 1), date(2026, 4, 8)]


def test_a_check_after_the_deadline_moves_a_week_on() -> None:
    assert first_dates(date(2026, 4, 1), date(2026, 4, 10), n=1) == [date(2026, 4, 17)]


def test_what_was_missed_counts_once() -> None:
    due = date(2026, 4, 1)
    days = check_dates(POLICY, since=LETTER, due_on=due, last_checked_on=None)
    assert occurrence(days, on=date(2026, 5, 1)) == date(2026, 4, 29)


def test_before_the_first_check_nothing_is_due() -> None:
    days = check_dates(POLICY, since=LETTER, due_on=None, last_checked_on=None)
    assert occurrence(days, on=date(2026, 3, 15)) is None


@given(
    DATES, st.none() | DATES, st.none() | DATES, st.integers(0, 10), st.integers(1, 30), st.integers(1, 30)
)
def test_each_check_is_later_than_the_one_before_and_than_what_was_just_done(
    since: date, due_on: date | None, checked: date | None, lead: int, overdue: int, open_interval: int
) -> None:
    policy = CheckPolicy(lead, overdue, open_interval)
    days = list(islice(check_dates(policy, since=since, due_on=due_on, last_checked_on=checked), 6))
    assert days == sorted(set(days))
    assert days[0] > max(since, checked or since)


@given(DATES, st.none() | DATES, st.integers(0, 400))
def test_nobody_waits_longer_than_the_interval(since: date, due_on: date | None, after: int) -> None:
    """From the day after the deadline (or the letter), some check day lies within the interval before any day."""
    start = max(since, due_on or since)
    on = start + timedelta(days=after + 14)
    latest = occurrence(check_dates(POLICY, since=since, due_on=due_on, last_checked_on=None), on=on)
    assert latest is not None
    assert (on - latest).days < 14


def test_a_check_put_off_is_made_on_that_day_and_the_schedule_goes_on_from_there() -> None:
    days = check_dates(
        POLICY, since=LETTER, due_on=date(2026, 4, 1), last_checked_on=None, snoozed_until=date(2026, 4, 20)
    )
    assert list(islice(days, 3)) == [date(2026, 4, 20), date(2026, 4, 27), date(2026, 5, 4)]


def test_a_promised_day_is_looked_at_too_and_moves_no_deadline() -> None:
    days = check_dates(
        POLICY, since=LETTER, due_on=date(2026, 4, 1), last_checked_on=None, promised_on=date(2026, 4, 10)
    )
    assert list(islice(days, 5)) == [
        date(2026, 3, 27),
        date(2026, 4, 1),
        date(2026, 4, 8),
        date(2026, 4, 10),
        date(2026, 4, 15),
    ]


def test_a_promise_without_a_deadline_stands_among_the_regular_checks() -> None:
    days = check_dates(POLICY, since=LETTER, due_on=None, last_checked_on=None, promised_on=date(2026, 3, 20))
    assert list(islice(days, 3)) == [date(2026, 3, 16), date(2026, 3, 20), date(2026, 3, 30)]


RECESS = (date(2026, 8, 3), date(2026, 9, 7))  # to Labor Day, a Monday
QUIET = QuietDays(weekends=True, holidays=True, spans=(RECESS,))


@pytest.mark.parametrize(
    ("on", "works_on"),
    [
        (date(2026, 3, 16), date(2026, 3, 16)),
        (date(2026, 3, 14), date(2026, 3, 16)),  # a Saturday
        (date(2026, 7, 3), date(2026, 7, 6)),  # Independence Day is observed on the Friday
        (date(2026, 8, 3), date(2026, 9, 8)),
        (date(2026, 9, 7), date(2026, 9, 8)),
        (date(2026, 8, 1), date(2026, 9, 8)),  # the Saturday before the recess
    ],
)
def test_a_quiet_day_waits_for_the_next_working_day(on: date, works_on: date) -> None:
    assert QUIET.working_day(on) == works_on


def test_what_falls_into_a_recess_is_one_check_after_it() -> None:
    days = check_dates(
        CheckPolicy(quiet=QUIET), since=LETTER, due_on=date(2026, 8, 5), last_checked_on=date(2026, 8, 2)
    )
    assert list(islice(days, 2)) == [date(2026, 9, 8), date(2026, 9, 9)]


@given(
    DATES,
    st.none() | DATES,
    st.none() | DATES,
    st.none() | DATES,
    st.lists(st.tuples(DATES, st.integers(0, 60)), max_size=3),
)
def test_no_check_falls_on_a_quiet_day(
    since: date,
    due_on: date | None,
    checked: date | None,
    promised: date | None,
    recesses: list[tuple[date, int]],
) -> None:
    spans = tuple((first, first + timedelta(days=length)) for first, length in recesses)
    policy = CheckPolicy(quiet=QuietDays(weekends=True, holidays=True, spans=spans))
    found = check_dates(policy, since=since, due_on=due_on, last_checked_on=checked, promised_on=promised)
    days = list(islice(found, 5))
    assert days == sorted(set(days))
    assert all(is_business_day(day) for day in days)
    assert not any(first <= day <= last for day in days for first, last in spans)


def test_reminders_count_as_unanswered_until_somebody_looks_or_puts_them_off() -> None:
    reminded = [date(2026, 3, 16), date(2026, 3, 30), date(2026, 4, 13)]
    assert unanswered(reminded, last_checked_on=None, snoozed_until=None) == 3
    assert unanswered(reminded, last_checked_on=date(2026, 3, 16), snoozed_until=None) == 2
    assert unanswered(reminded, last_checked_on=None, snoozed_until=date(2026, 4, 13)) == 1
