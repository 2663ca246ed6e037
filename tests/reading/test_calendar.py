"""Federal business days, against an oracle of our own that counts day by day."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.calendar import (
    CLOSURES,
    SkippedDay,
    business_days_after,
    business_days_before,
    closed_because,
    is_business_day,
    roll_forward,
)

days = st.dates(date(2001, 1, 1), date(2040, 12, 31))
FEDERAL = holidays.country_holidays("US", years=range(2000, 2042))


def is_open(on: date) -> bool:
    return on.weekday() < 5 and on not in FEDERAL and on not in CLOSURES


def test_a_weekday_is_a_business_day_and_a_weekend_is_none() -> None:
    assert is_business_day(date(2020, 10, 1))
    assert not is_business_day(date(2020, 10, 3))


def test_a_holiday_on_a_saturday_is_kept_on_the_friday_also_across_the_year() -> None:
    assert closed_because(date(2021, 12, 31)) == "New Year's Day (observed)"


def test_a_closure_by_order_is_no_business_day() -> None:
    assert not is_business_day(date(2018, 12, 5))


def test_ten_business_days_skip_weekends_and_columbus_day() -> None:
    assert business_days_after(date(2020, 10, 1), 10) == date(2020, 10, 16)


def test_the_day_itself_is_day_zero() -> None:
    assert business_days_after(date(2020, 10, 3), 0) == date(2020, 10, 3)
    assert business_days_after(date(2020, 10, 3), 1) == date(2020, 10, 5)


def test_rolling_forward_tells_which_days_were_skipped_and_why() -> None:
    rolled = roll_forward(date(2020, 10, 10))
    assert rolled.on == date(2020, 10, 13)
    assert rolled.skipped == (
        SkippedDay(date(2020, 10, 10), "Saturday"),
        SkippedDay(date(2020, 10, 11), "Sunday"),
        SkippedDay(date(2020, 10, 12), "Columbus Day"),
    )


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        business_days_after(date(2020, 10, 1), -1)


@given(days, st.integers(1, 60))
def test_business_days_after_equals_counting_day_by_day(start: date, count: int) -> None:
    following = (start + timedelta(days=n) for n in range(1, 400))
    expected = [on for on in following if is_open(on)][count - 1]
    assert business_days_after(start, count) == expected


@given(days, st.integers(0, 60))
def test_counting_back_from_where_counting_on_led_to_ends_before_or_at_the_start(
    start: date, count: int
) -> None:
    landed = business_days_after(start, count)
    back = business_days_before(landed, count)
    assert back <= start if not is_open(start) else back == start


@given(days)
def test_rolling_forward_ends_on_the_first_open_day(on: date) -> None:
    rolled = roll_forward(on)
    assert is_open(rolled.on)
    assert [day.on for day in rolled.skipped] == [
        on + timedelta(days=n) for n in range((rolled.on - on).days)
    ]
    assert not any(is_open(day.on) for day in rolled.skipped)
