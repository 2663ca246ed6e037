"""The grammar of deadlines, rule by rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.calendar import business_days_after, roll_forward
from letters.reading.deadlines import find_deadline
from letters.reading.parts import Deadline

THURSDAY = date(2020, 10, 1)


def deadline(words: str, on: date | None = THURSDAY) -> Deadline | None:
    return find_deadline(words, 0, len(words), on)


@pytest.mark.parametrize(
    ("words", "due_on"),
    [
        ("Please respond by Friday, October 16, 2020.", date(2020, 10, 16)),
        ("Please respond no later than October 15th.", date(2020, 10, 15)),
        ("Please respond on or before 10/20/2020.", date(2020, 10, 20)),
        ("We ask for an answer not later than 3 November 2020.", date(2020, 11, 3)),
        ("Please reply by close of business on Thursday, October 8.", date(2020, 10, 8)),
        ("Please reply by COB October 8, 2020.", date(2020, 10, 8)),
        ("Please reply by 5:00 p.m. on November 3, 2020.", date(2020, 11, 3)),
        ("Please reply by noon on November 3, 2020.", date(2020, 11, 3)),
        ("A briefing before your testimony to the Committee on January 19, 2021.", date(2021, 1, 19)),
        ("Please answer within two weeks.", date(2020, 10, 15)),
        ("Please answer within the next 14 calendar days.", date(2020, 10, 15)),
        ("Please answer within ten (10) business days of receipt of this letter.", date(2020, 10, 16)),
        ("Please answer within 10 working days of the date of this letter.", date(2020, 10, 16)),
        ("Please answer within one month.", date(2020, 11, 2)),
        ("Please answer by the end of the month.", date(2020, 10, 31)),
        ("Please answer by the end of the week.", date(2020, 10, 2)),
        ("Please answer by the end of the year.", date(2020, 12, 31)),
        ("Please answer by the end of November.", date(2020, 11, 30)),
        ("Please answer by COB Friday.", date(2020, 10, 2)),
        ("Please answer no later than noon tomorrow.", date(2020, 10, 2)),
        ("Please answer 15 days from receipt.", date(2020, 10, 16)),
    ],
)
def test_words_set_a_date(words: str, due_on: date) -> None:
    found = deadline(words)
    assert found is not None
    assert found.due_on == due_on
    assert words[found.start : found.end] == found.words


@pytest.mark.parametrize(
    "words",
    [
        "Please respond as soon as possible.",
        "Please respond promptly, at your earliest convenience.",
        "We hope to hear from you in the coming weeks.",
        "In the last 30 days the office answered no calls.",
        "The report of October 16, 2020, was wrong.",
        "The rule was issued before May 3, 2001.",
        "The office was closed by President Example in 2018.",
        "",
    ],
)
def test_other_words_set_none(words: str) -> None:
    assert deadline(words) is None


def test_a_day_that_is_past_without_its_year_is_in_the_next_one() -> None:
    found = deadline("Please answer by March 30.")
    assert found is not None
    assert found.due_on == date(2021, 3, 30)


def test_a_wrong_weekday_is_a_warning() -> None:
    found = deadline("Please answer by Monday, October 16, 2020.")
    assert found is not None
    assert found.due_on == date(2020, 10, 16)
    assert "Warning: the letter says Monday, but that day is a Friday." in found.explanation


def test_a_named_date_on_a_holiday_stays_and_says_so() -> None:
    found = deadline("Please answer by October 12, 2020.")
    assert found is not None
    assert found.due_on == date(2020, 10, 12)
    assert "Columbus Day" in found.explanation


def test_a_computed_date_on_a_weekend_moves_and_says_why() -> None:
    found = deadline("Please answer within 30 days.")
    assert found is not None
    assert found.due_on == date(2020, 11, 2)
    assert "October 31 (Saturday), November 1 (Sunday)" in found.explanation


def test_close_of_business_is_in_washington() -> None:
    found = deadline("Please answer by close of business on October 8, 2020.")
    assert found is not None
    assert "17:00" in found.explanation


def test_legislative_days_must_be_asked_for() -> None:
    found = deadline("Please answer within five legislative days.")
    assert found is not None
    assert found.due_on is None
    assert "ask" in found.explanation


def test_a_relative_term_in_an_undated_letter_must_be_asked_for() -> None:
    found = deadline("Please answer within 30 days.", None)
    assert found is not None
    assert found.due_on is None


def test_a_day_that_does_not_exist_must_be_asked_for() -> None:
    found = deadline("Please answer by February 30, 2021.")
    assert found is not None
    assert found.due_on is None


def test_the_first_of_two_deadlines_is_taken() -> None:
    found = deadline("Please answer by October 8, 2020, and publish by October 30, 2020.")
    assert found is not None
    assert found.due_on == date(2020, 10, 8)


days = st.dates(date(2001, 1, 1), date(2040, 12, 31))


@given(days, st.integers(1, 365))
def test_calendar_days_count_from_the_letter_and_roll(on: date, count: int) -> None:
    found = deadline(f"within {count} days", on)
    assert found is not None
    assert found.due_on == roll_forward(on + timedelta(days=count)).on


@given(days, st.integers(1, 60))
def test_business_days_count_from_the_letter(on: date, count: int) -> None:
    found = deadline(f"within {count} business days of receipt", on)
    assert found is not None
    assert found.due_on == business_days_after(on, count)


@given(days, days)
def test_any_later_date_written_out_is_found(on: date, due_on: date) -> None:
    found = deadline(f"no later than {due_on:%A}, {due_on:%B} {due_on.day}, {due_on.year}.", on)
    assert (found.due_on if found else None) == (due_on if due_on >= on else None)


@given(st.text(max_size=300), st.none() | st.dates())
def test_any_words_are_survived(words: str, on: date | None) -> None:
    found = find_deadline(words, 0, len(words), on)
    assert found is None or words[found.start : found.end] == found.words
