"""When a request is to be checked. Pure: dates in, dates out.

With a deadline: some business days before it, on it, then at an interval. Without: at an interval from the
letter's date. Where an agency has promised a day, on that day too. A check made moves on from the day it was made, so
that nobody is asked about what they just did. What falls on a quiet day of the office waits for the next working day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import merge

from letters.calendar import DAY, LAST_DAY, business_days_before, federal_closure


@dataclass(frozen=True, slots=True)
class QuietDays:
    """The days on which an office is not reminded; `spans` are first and last days, both included."""

    weekends: bool = False
    holidays: bool = False
    spans: tuple[tuple[date, date], ...] = ()

    def working_day(self, on: date) -> date:
        """The day itself where the office works, else the next on which it does."""
        while (over := self.quiet_until(on)) is not None and over < LAST_DAY:
            on = over + DAY
        return on

    def quiet_until(self, on: date) -> date | None:
        """The last of the quiet days that begin with `on`, as far as one reason goes; None where it is none."""
        ends = [last for first, last in self.spans if first <= on <= last]
        if (self.weekends and on.weekday() >= 5) or (self.holidays and federal_closure(on)):
            ends.append(on)
        return max(ends, default=None)


@dataclass(frozen=True, slots=True)
class CheckPolicy:
    """How often an office wants to look: business days before a deadline, days between checks after it,
    days between checks where there is none; unanswered checks until a manager hears of it, 0 for never."""

    lead_days: int = 3
    overdue_interval: int = 7
    open_interval: int = 14
    escalate_after: int = 3
    quiet: QuietDays = field(default_factory=QuietDays)


def check_dates(
    policy: CheckPolicy,
    *,
    since: date,
    due_on: date | None,
    last_checked_on: date | None,
    snoozed_until: date | None = None,
    promised_on: date | None = None,
) -> Iterator[date]:
    """The days on which to check, without end, each later than the one before and than the last check.

    `since` is the letter's date, or the day it was logged where it bears none. A check put off to a day is made
    on that day, whatever comes before it; `promised_on` is the day by which an agency said that it would answer.
    """
    after = max(since, last_checked_on or since)
    put_off = [] if snoozed_until is None else [snoozed_until]
    after = max([after, *put_off])
    fixed = fixed_dates(policy, due_on=due_on, promised_on=promised_on)
    if due_on is None:
        regular = every(policy.open_interval, after=after)
    else:
        regular = every(policy.overdue_interval, after=max(after, due_on))
    wanted = merge((day for day in fixed if day > after), regular)
    yield from rising(policy.quiet.working_day(day) for days in (put_off, wanted) for day in days)


def fixed_dates(policy: CheckPolicy, *, due_on: date | None, promised_on: date | None) -> list[date]:
    """The days that a deadline and a promise ask for, in their order."""
    days = {promised_on, due_on}
    if due_on is not None:
        days.add(business_days_before(due_on, policy.lead_days))
    return sorted(day for day in days if day is not None)


def every(interval: int, *, after: date) -> Iterator[date]:
    """Each `interval` days after a day, to the calendar's end."""
    while after <= date.max - timedelta(days=interval):
        after += timedelta(days=interval)
        yield after


def rising(days: Iterable[date]) -> Iterator[date]:
    """The days without those that are no later than one before."""
    latest = date.min
    for day in days:
        if day > latest:
            latest = day
            yield day


def occurrence(days: Iterator[date], *, on: date) -> date | None:
    """The latest of the check days that has come by `on`, None where none has: what was missed before counts once."""
    latest = None
    for day in days:
        if day > on:
            break
        latest = day
    return latest


def unanswered(
    reminded_on: Iterable[date], *, last_checked_on: date | None, snoozed_until: date | None
) -> int:
    """How many of the days on which somebody was reminded have passed without a check or a word since."""
    floor = max(last_checked_on or date.min, (snoozed_until or date.min + DAY) - DAY)
    return sum(day > floor for day in reminded_on)
