"""Why a deadline is on its day: sentences and what stands in them, so that others can say them in their language.

The sentences are marked as GNU gettext looks for them. `str` of one is English.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from letters.calendar import SkippedDay
from letters.reading.dates import WEEKDAYS


def gettext_noop(words: str) -> str:
    """Marks words that are said in other languages."""
    return words


NO_DAY = gettext_noop(
    "The letter names a day that does not exist, or no year can be told. Ask which day is meant."
)
NO_DATE = gettext_noop("The letter bears no date to count from: enter the day that is meant.")
LEGISLATIVE = gettext_noop("Legislative days cannot be computed: ask the office which day is meant.")
NAMED = gettext_noop("The letter names %(day)s.")
NO_YEAR = gettext_noop("It writes no year: the first such day after the letter's date.")
OTHER_WEEKDAY = gettext_noop("Warning: the letter says %(said)s, but that day is a %(weekday)s.")
NOT_MOVED = gettext_noop(
    "Federal offices are closed on it (%(why)s); a date that the letter names is not moved."
)
HOUR = gettext_noop("The hour is Washington time; close of business is 17:00.")
COUNTED = gettext_noop("%(count)s after %(start)s, the day of the letter.")
COUNTED_TO = gettext_noop("%(count)s after %(start)s, the day of the letter, is %(day)s.")
NOT_COUNTED = gettext_noop("Not counted: %(days)s.")
MOVED = gettext_noop("Moved to %(day)s: federal offices are closed on %(days)s.")
PERIOD = gettext_noop("The last day of the period that the letter names: %(day)s. It is not moved.")
NEXT_WEEKDAY = gettext_noop("The first %(weekday)s after the letter's date: %(day)s.")
FROM_DATE = gettext_noop("Counted from the letter's date: %(day)s.")


class Count(NamedTuple):
    """So many days, weeks or months, of the kind that the letter says: “10 business days”."""

    number: int
    kind: str
    unit: str

    def __str__(self) -> str:
        kind = f"{self.kind} " if self.kind else ""
        return f"{self.number} {kind}{self.unit}{'s' if self.number != 1 else ''}"


class Weekday(NamedTuple):
    """A day of the week, from 0 for Monday."""

    number: int

    def __str__(self) -> str:
        return WEEKDAYS[self.number].title()


class Closure(NamedTuple):
    """Why federal offices are closed on a day."""

    reason: str

    def __str__(self) -> str:
        return self.reason


Value = date | Count | Weekday | Closure | tuple[SkippedDay, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and by name what stands in it."""

    words: str
    values: Mapping[str, Value]

    def __str__(self) -> str:
        return self.words % {name: in_english(value) for name, value in self.values.items()}


def say(words: str, **values: Value) -> Sentence:
    """A sentence with what stands in it."""
    return Sentence(words, values)


def in_english(value: Value) -> str:
    """“Friday, October 9, 2026”, “October 9 (Columbus Day), October 10 (Saturday)”, “10 business days”."""
    match value:
        case date():
            return f"{value:%A, %B} {value.day}, {value:%Y}"
        case Count() | Weekday() | Closure():
            return str(value)
    return ", ".join(f"{day.on:%B} {day.on.day} ({day.reason})" for day in value)
