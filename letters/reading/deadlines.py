"""The grammar of deadlines: which words set a date, which date that is and why.

The day of the letter is day 0; days that are not called otherwise are calendar days. A computed date that
falls on a weekend or a federal holiday moves to the next business day; a date that the letter names never
moves. Soft words ("as soon as possible", "in the coming weeks") set no date.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from letters.calendar import business_days_after, closed_because, roll_forward, skipped_between
from letters.reading import explaining
from letters.reading.dates import DATE, MONTHS, WEEKDAYS, WrittenDate, month_end, months_after, written_date
from letters.reading.explaining import Closure, Count, Sentence, Weekday, say
from letters.reading.parts import Deadline
from letters.reading.vocabulary import holds_any

_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        start=1,
    )
} | {
    "a": 1,
    "an": 1,
    "twenty-one": 21,
    "twenty-five": 25,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
}
_COUNT = (
    r"(?P<count>\d{1,3}|"
    + "|".join(sorted(_NUMBERS, key=len, reverse=True))
    + r")(?: ?\((?P<digits>\d{1,3})\))?"
)
_UNIT = (
    r"[ -](?P<kind>calendar |business |working |work |legislative |session )?(?P<unit>day|week|month)s?\b'?"
)
_BY = r"\b(?:by|no later than|not later than|on or before|before|prior to|due(?: on)?|deadline(?: of| is|:))"
_HOUR = (
    r"(?:(?:the )?(?:(?:close|end) of (?:the )?business(?: day)?|end of (?:the )?day|cob|c\.o\.b\.|eob|noon|midnight|\d{1,2}(?::\d\d)? ?[ap]\.? ?m\b\.?)"
    r"(?: ?\(?(?:e[sd]?t|eastern(?: (?:standard|daylight))?(?: time)?)\b\)?)?)"
)
_BEFORE_DATE = re.compile(
    rf"{_BY}(?: by)?,? (?:{_HOUR}(?:,? (?:on|of|by))?,? )?(?:on )?(?:the )?$", re.IGNORECASE
)
_BEFORE_EVENT = re.compile(
    r"\b(?:before|prior to|in advance of|in time for) (?:your|the|our|this|his|her)\b[^.;:?!]{3,90} (?:on|of|for) $",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    rf"\b(?:within|in no more than|no later than|not later than|no more than)(?: the)?(?: next| following| coming)? {_COUNT}{_UNIT}",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b{_COUNT}{_UNIT} (?:from (?:today|now|the date of this letter|(?:the )?receipt)|(?:of|after) (?:(?:the )?(?:receipt|date) of this|receiving this))",
    re.IGNORECASE,
)
_END_OF = re.compile(
    rf"{_BY} (?:the )?(?:end|close) of (?:the |this )?(?P<period>month|week|year|calendar year|business week|work week|fiscal year|{'|'.join(name for name in MONTHS if len(name) > 4 or name in ('may', 'june', 'july'))})\b(?:,? (?P<year>20\d\d))?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    rf"{_BY},? (?:{_HOUR},? (?:on )?)?(?:next |this |on )?(?P<weekday>{'|'.join(WEEKDAYS)})\b", re.IGNORECASE
)
_TODAY = re.compile(rf"{_BY},? {_HOUR} (?P<day>today|tomorrow)\b", re.IGNORECASE)
_CUE = re.compile(
    r"\b(?:by|than|before|prior|due|deadline|within|advance|time for|receipt|today|now)\b", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_CLOSE_OF_DAY = re.compile(
    r"close of|end of (?:the )?(?:business|day)|c\.?o\.?b|eob|noon|midnight|\d ?[ap]\.? ?m\b", re.IGNORECASE
)

Found = Deadline | None


def find_deadline(text: str, start: int, end: int, letter_date: date | None) -> Deadline | None:
    """The first deadline that the words between two positions set, or None.

    A relative term without a letter's date gives a deadline without a day, which must be asked for.
    """
    if not _CUE.search(text, start, end):
        return None
    found = sorted(_all(text, start, end, letter_date), key=lambda deadline: (deadline.start, -deadline.end))
    return found[0] if found else None


def deadline_in(words: str, letter_date: date | None) -> Deadline | None:
    """The first deadline that some words set by themselves, whatever white space stands in them."""
    words = " ".join(words.split())
    return find_deadline(words, 0, len(words), letter_date)


def _all(text: str, start: int, end: int, letter_date: date | None) -> Iterator[Deadline]:
    for dated in DATE.finditer(text, start, end) if _DIGIT.search(text, start, end) else ():
        if deadline := _named(text, start, dated, letter_date):
            yield deadline
    words = text[start:end].lower()
    for cues, pattern, resolve in _RULES:
        for found in pattern.finditer(text, start, end) if holds_any(words, cues) else ():
            if not DATE.match(
                text, found.start("weekday") if "weekday" in found.groupdict() else found.end()
            ):
                yield resolve(found, letter_date)


def _named(text: str, start: int, dated: re.Match[str], letter_date: date | None) -> Deadline | None:
    """A date that the letter names, where the words before it make it a deadline."""
    window = text[max(start, dated.start() - 130) : dated.start()]
    lead = _BEFORE_DATE.search(window)
    event = None if lead else _BEFORE_EVENT.search(window)
    if not (lead or event):
        return None
    words = lead or event
    begin = dated.start() - (len(window) - words.start())  # type: ignore[union-attr]
    day = written_date(dated)
    due_on = day.after(letter_date)
    if due_on and letter_date and due_on < letter_date:
        return None  # "before May 3, 2001" in a letter of 2005 tells of the past
    rule = "named date" if lead else "before an event"
    return Deadline(
        text[begin : dated.end()],
        rule,
        due_on,
        tuple(_explain_named(day, due_on, text[begin : dated.end()])),
        begin,
        dated.end(),
        0.97 if lead and due_on else 0.85,
    )


def _explain_named(day: WrittenDate, due_on: date | None, words: str) -> Iterator[Sentence]:
    if due_on is None:
        yield say(explaining.NO_DAY)
        return
    yield say(explaining.NAMED, day=due_on)
    if not day.year:
        yield say(explaining.NO_YEAR)
    if day.weekday and day.weekday != WEEKDAYS[due_on.weekday()]:
        said, weekday = Weekday(WEEKDAYS.index(day.weekday)), Weekday(due_on.weekday())
        yield say(explaining.OTHER_WEEKDAY, said=said, weekday=weekday)
    if why := closed_because(due_on):
        yield say(explaining.NOT_MOVED, why=Closure(why))
    if _CLOSE_OF_DAY.search(words):
        yield say(explaining.HOUR)


def _counted(found: re.Match[str], letter_date: date | None) -> Deadline:
    count = _number(found)
    kind, unit = (found["kind"] or "").strip().lower(), found["unit"].lower()
    if kind in ("legislative", "session"):
        return _unknown(found, "legislative days", explaining.LEGISLATIVE)
    rule = Count(count, kind, unit)
    if letter_date is None:
        return _unknown(found, str(rule), explaining.NO_DATE)
    if kind in ("business", "working", "work"):
        due_on = business_days_after(letter_date, count * (5 if unit == "week" else 1))
        why = [say(explaining.COUNTED, count=rule, start=letter_date)]
        if skipped := skipped_between(letter_date, due_on):
            why.append(say(explaining.NOT_COUNTED, days=skipped))
        return _computed(found, str(rule), due_on, *why)
    if unit == "month":
        return _rolled(found, rule, months_after(letter_date, count), letter_date)
    return _rolled(
        found, rule, letter_date + timedelta(days=count * (7 if unit == "week" else 1)), letter_date
    )


def _end_of(found: re.Match[str], letter_date: date | None) -> Deadline:
    period = found["period"].lower()
    rule = f"end of the {period}"
    if letter_date is None:
        return _unknown(found, rule, explaining.NO_DATE)
    due_on = _last_day(period, letter_date, int(found["year"]) if found["year"] else None)
    return _computed(found, rule, due_on, say(explaining.PERIOD, day=due_on))


def _last_day(period: str, letter_date: date, year: int | None) -> date:
    if period in MONTHS:
        last = month_end(date(year or letter_date.year, MONTHS[period], 1))
        return last if year or last >= letter_date else month_end(date(last.year + 1, last.month, 1))
    if "week" in period:
        return letter_date + timedelta(days=(4 - letter_date.weekday()) % 7)
    if period == "month":
        return month_end(letter_date)
    if period == "fiscal year":  # ends on 30 September (31 U.S.C. 1102)
        return date(letter_date.year + (letter_date.month > 9), 9, 30)
    return date(letter_date.year, 12, 31)


def _weekday(found: re.Match[str], letter_date: date | None) -> Deadline:
    name = found["weekday"].title()
    if letter_date is None:
        return _unknown(found, name, explaining.NO_DATE)
    weekday = Weekday(WEEKDAYS.index(name.lower()))
    due_on = letter_date + timedelta(days=(weekday.number - letter_date.weekday() - 1) % 7 + 1)
    return _computed(found, name, due_on, say(explaining.NEXT_WEEKDAY, weekday=weekday, day=due_on))


def _today(found: re.Match[str], letter_date: date | None) -> Deadline:
    if letter_date is None:
        return _unknown(found, found["day"].lower(), explaining.NO_DATE)
    due_on = letter_date + timedelta(days=found["day"].lower() == "tomorrow")
    return _computed(found, found["day"].lower(), due_on, say(explaining.FROM_DATE, day=due_on))


# Words without which a rule finds nothing: looking for them is cheap.
_UNITS = ("day", "week", "month")
_RULES: tuple[
    tuple[tuple[str, ...], re.Pattern[str], Callable[[re.Match[str], date | None], Deadline]], ...
] = (
    (_UNITS, _WITHIN, _counted),
    (_UNITS, _COUNTED, _counted),
    (("end of", "close of"), _END_OF, _end_of),
    (WEEKDAYS, _WEEKDAY, _weekday),
    (("today", "tomorrow"), _TODAY, _today),
)


def _number(found: re.Match[str]) -> int:
    written = found["digits"] or found["count"].lower()
    return int(written) if written.isdigit() else _NUMBERS[written]


def _rolled(found: re.Match[str], rule: Count, counted: date, letter_date: date) -> Deadline:
    rolled = roll_forward(counted)
    why = [say(explaining.COUNTED_TO, count=rule, start=letter_date, day=counted)]
    if rolled.skipped:
        why.append(say(explaining.MOVED, day=rolled.on, days=rolled.skipped))
    return _computed(found, str(rule), rolled.on, *why)


def _computed(found: re.Match[str], rule: str, due_on: date, *why: Sentence) -> Deadline:
    return Deadline(found[0], rule, due_on, why, found.start(), found.end(), 0.92)


def _unknown(found: re.Match[str], rule: str, why: str) -> Deadline:
    return Deadline(found[0], rule, None, (say(why),), found.start(), found.end(), 0.5)
