"""Business days of the federal government, and what a date that falls on another day moves to."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

DAY = timedelta(days=1)

# Days on which federal offices were closed by executive order: 5 U.S.C. 6103 does not list them, so the
# holidays package does not either. Add a line for each further order.
CLOSURES: dict[date, str] = {
    date(2004, 6, 11): "National Day of Mourning for President Reagan",
    date(2007, 1, 2): "National Day of Mourning for President Ford",
    date(2007, 12, 24): "Closed by Executive Order 13454",
    date(2008, 12, 26): "Closed by Executive Order 13482",
    date(2012, 12, 24): "Closed by Executive Order 13635",
    date(2014, 12, 26): "Closed by Executive Order 13682",
    date(2018, 12, 5): "National Day of Mourning for President Bush",
    date(2018, 12, 24): "Closed by Executive Order 13854",
    date(2019, 12, 24): "Closed by Executive Order 13900",
    date(2020, 12, 24): "Closed by Executive Order 13965",
    date(2024, 12, 24): "Closed by Executive Order 14129",
    date(2025, 1, 9): "National Day of Mourning for President Carter",
}

# A letter's days lie between the first Congress and a year that nobody who enters one will see: what lies
# outside is a slip of the keyboard, and too close to the calendar's ends to count on from.
FIRST_DAY, LAST_DAY = date(1789, 3, 4), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that did not count, and why."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Rolled:
    """A date that was moved to a business day, with the days it moved over."""

    on: date
    skipped: tuple[SkippedDay, ...]


@cache
def federal_holidays(year: int) -> dict[date, str]:
    """The federal holidays that are observed in a year, by day (5 U.S.C. 6103, with Saturday's and Sunday's shifts)."""
    found = holidays.country_holidays("US", years=[year - 1, year, year + 1])
    return {on: str(name) for on, name in found.items() if on.year == year}


def closed_because(on: date) -> str:
    """Why federal offices are closed on a day, or an empty text where they are open."""
    if on.weekday() >= 5:
        return on.strftime("%A")
    return federal_closure(on)


def federal_closure(on: date) -> str:
    """The federal holiday or the order that closes offices on a day, or an empty text; weekends aside."""
    return federal_holidays(on.year).get(on, "") or CLOSURES.get(on, "")


def is_business_day(on: date) -> bool:
    """Whether federal offices are open: neither a weekend, a federal holiday nor a closure by order."""
    return not closed_because(on)


def business_days_after(start: date, count: int) -> date:
    """The count-th business day after a day, which itself is day 0 whether or not it is a business day."""
    return _step(start, count, DAY)


def business_days_before(on: date, count: int) -> date:
    """The count-th business day before a day."""
    return _step(on, count, -DAY)


def skipped_between(start: date, end: date) -> tuple[SkippedDay, ...]:
    """The days after `start` and up to `end` that are no business days."""
    days = (start + DAY * n for n in range(1, (end - start).days + 1))
    return tuple(SkippedDay(day, why) for day in days if (why := closed_because(day)))


def roll_forward(on: date) -> Rolled:
    """The day itself if it is a business day, else the next one, and which days were skipped and why."""
    skipped = []
    while why := closed_because(on):
        skipped.append(SkippedDay(on, why))
        on += DAY
    return Rolled(on, tuple(skipped))


def _step(on: date, count: int, step: timedelta) -> date:
    if count < 0:
        raise ValueError("Give a number of business days of 0 or more.")
    while count:
        on += step
        count -= is_business_day(on)
    return on
