"""Calendar dates as letters write them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"),
            ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December|Jan\\.?|Feb\\.?|Mar\\.?|Apr\\.?|Jun\\.?|Jul\\.?|Aug\\.?|Sept?\\.?|Oct\\.?|Nov\\.?|Dec\\.?"
_MONTH = f"(?:{_MONTH}|{_MONTH.upper()})"
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"

# One pattern for all forms; the groups say which one it was.
DATE = re.compile(
    rf"(?:(?P<weekday>{_WEEKDAY}),?\s+(?:the\s+)?)?"
    rf"(?:(?P<month>{_MONTH})\s{{1,4}}(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:\s?,?\s{{0,4}}(?P<year>(?:1[789]|20)\d\d)(?!\d))?"
    rf"|(?<!\d)(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:day\s+)?of)?\s+(?P<month2>{_MONTH})(?:,?\s+(?P<year2>(?:1[789]|20)\d\d)(?!\d))?"
    r"|(?<![\d/.-])(?P<month3>\d{1,2})(?P<mark>[/.-])(?P<day3>\d{1,2})(?P=mark)(?P<year3>(?:19|20)\d\d|\d\d)(?![\d/-])"
    r"|(?<![\d/-])(?P<year4>(?:19|20)\d\d)-(?P<month4>\d\d)-(?P<day4>\d\d)(?!\d))"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in the text: what it says, and where. The year may be missing, the weekday may contradict."""

    month: int
    day: int
    year: int | None
    weekday: str
    start: int
    end: int

    def on(self, year: int | None = None) -> date | None:
        """The day in its own year or else the given one; None for a day that does not exist."""
        in_year = self.year or year
        try:
            return date(in_year, self.month, self.day) if in_year else None
        except ValueError:
            return None

    def after(self, letter_date: date | None) -> date | None:
        """The day, where no year is written the first time that it comes after the letter's date."""
        if self.year or letter_date is None:
            return self.on()
        this_year = self.on(letter_date.year)
        if this_year and this_year < letter_date:
            return self.on(letter_date.year + 1)
        return this_year


def written_date(found: re.Match[str]) -> WrittenDate:
    """What a match of DATE says."""
    month = found["month"] or found["month2"]
    number = MONTHS[month.rstrip(".").lower()] if month else int(found["month3"] or found["month4"])
    day = int(found["day"] or found["day2"] or found["day3"] or found["day4"])
    written_year = found["year"] or found["year2"] or found["year3"] or found["year4"]
    year = int(written_year) if written_year else None
    if year is not None and year < 100:
        year += 2000 if year < 70 else 1900
    return WrittenDate(number, day, year, (found["weekday"] or "").lower(), found.start(), found.end())


def month_end(on: date) -> date:
    """The last day of the month that a day is in."""
    first_of_next = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


def months_after(on: date, months: int) -> date:
    """The same day some months on; the month's last day where that month is shorter."""
    years, month = divmod(on.month - 1 + months, 12)
    first = date(on.year + years, month + 1, 1)
    return min(first + timedelta(days=on.day - 1), month_end(first))
