"""Why a deadline is on its day, in the reader's language."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from letters.calendar import SkippedDay
from letters.reading.deadlines import find_deadline
from letters.reading.explaining import Closure, Count, Value, Weekday

register = template.Library()

REASONS = (
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
    gettext_noop("New Year's Day"),
    gettext_noop("Martin Luther King Jr. Day"),
    gettext_noop("Washington's Birthday"),
    gettext_noop("Memorial Day"),
    gettext_noop("Juneteenth National Independence Day"),
    gettext_noop("Independence Day"),
    gettext_noop("Labor Day"),
    gettext_noop("Columbus Day"),
    gettext_noop("Veterans Day"),
    gettext_noop("Thanksgiving Day"),
    gettext_noop("Christmas Day"),
    gettext_noop("Closed by Executive Order"),
    gettext_noop("National Day of Mourning for President"),
)
OBSERVED = " (observed)"  # on another day than its own


def explained(words: str, explanation: str, letter_date: date | None) -> str:
    """The stored explanation of the words of a letter, said anew where the reader's language is another.

    It stays as it is where the words do not say the same again: somebody else has written it, or the letter's date was another.
    """
    if (get_language() or "en").startswith("en"):
        return explanation
    found = find_deadline(words, 0, len(words), letter_date)
    if found is None or found.explanation != explanation:
        return explanation
    return " ".join(
        gettext(sentence.words) % {name: told(value) for name, value in sentence.values.items()}
        for sentence in found.sentences
    )


@register.simple_tag
def why(words: str, explanation: str, letter_date: date | None) -> str:
    """The same for a page, which says that it is English where it stays so."""
    said = explained(words, explanation, letter_date)
    return said if said != explanation else format_html('<span lang="en">{}</span>', said)


def told(value: Value) -> str:
    """What stands in a sentence, in the reader's language."""
    match value:
        case date():
            return f"{date_format(value, 'l')}, {date_format(value, 'DATE_FORMAT')}"
        case Count():
            return counted(value)
        case Weekday():
            return date_format(date(2024, 1, 1 + value.number), "l")  # it began on a Monday
        case Closure():
            return reason(value.reason)
    return ", ".join(told_short(day) for day in value)


def told_short(day: SkippedDay) -> str:
    """“October 12 (Columbus Day)”."""
    return f"{date_format(day.on, 'MONTH_DAY_FORMAT')} ({reason(day.reason)})"


def reason(words: str) -> str:
    """Why federal offices are closed, as `letters.calendar` says it."""
    known = next((start for start in REASONS if words.startswith(start)), words)
    rest = words.removeprefix(known)
    if rest == OBSERVED:
        return gettext("%(holiday)s, observed") % {"holiday": gettext(known)}
    return f"{gettext(known)}{rest}"


def counted(count: Count) -> str:
    """“10 business days”."""
    number = count.number
    match "business" if count.kind in ("work", "working") else count.kind, count.unit:
        case "business", "day":
            words = ngettext("%d business day", "%d business days", number)
        case "business", "week":
            words = ngettext("%d business week", "%d business weeks", number)
        case "calendar", "day":
            words = ngettext("%d calendar day", "%d calendar days", number)
        case _, "day":
            words = ngettext("%d day", "%d days", number)
        case _, "week":
            words = ngettext("%d week", "%d weeks", number)
        case _:
            words = ngettext("%d month", "%d months", number)
    return words % number
