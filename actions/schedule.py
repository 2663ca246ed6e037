"""When a request is to be checked. Pure: dates in, dates out.

With a deadline: some business days before it, on it, then at an interval. Without: at an interval from the
letter's date. A check made moves on from the day it was made, so that nobody is asked about what they just did.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from letters.calendar import business_days_before


@dataclass(frozen=True, slots=True)
class CheckPolicy:
    """How often an office wants to look: business days before a deadline, days between checks after it,
    days between checks where there is none."""

    lead_days: int = 3
    overdue_interval: int = 7
    open_interval: int = 14


def check_dates(
    policy: CheckPolicy,
    *,
    since: date,
    due_on: date | None,
    last_checked_on: date | None,
    snoozed_until: date | None = None,
) -> Iterator[date]:
    """The days on which to check, without end, each later than the one before and than the last check.

    `since` is the letter's date, or the day it was logged where it bears none. A check put off to a day is made
    on that day, whatever comes before it.
    """
    after = max(since, last_checked_on or since)
    if snoozed_until is not None:
        yield snoozed_until
        after = max(after, snoozed_until)
    if due_on is None:
        day, interval = after, policy.open_interval
    else:
        lead = business_days_before(due_on, policy.lead_days)
        yield from (day for day in sorted({lead, due_on}) if day > after)
        day, interval = max(after, due_on), policy.overdue_interval
    while day <= date.max - timedelta(days=interval):
        day += timedelta(days=interval)
        yield day


def occurrence(days: Iterator[date], *, on: date) -> date | None:
    """The latest of the check days that has come by `on`, None where none has: what was missed before counts once."""
    latest = None
    for day in days:
        if day > on:
            break
        latest = day
    return latest
