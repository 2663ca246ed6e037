"""The one place where people's and programs' pages read the clock."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from letters.calendar import FIRST_DAY, LAST_DAY

IN_CONGRESS_DAYS: list[Callable[[Any], None]] = [
    MinValueValidator(FIRST_DAY, "Before the first Congress: check the year."),
    MaxValueValidator(LAST_DAY, "Too far in the future: check the year."),
]
WASHINGTON = ZoneInfo("America/New_York")


def midnight() -> datetime:
    """The moment in which Washington's day began."""
    return datetime.combine(today(), time(), WASHINGTON)


def end_of(day: date) -> datetime:
    """The moment in which Washington's day is over."""
    return datetime.combine(day + timedelta(days=1), time(), WASHINGTON)


def today() -> date:
    """The day in Washington: letters set their deadlines there."""
    return timezone.now().astimezone(WASHINGTON).date()
