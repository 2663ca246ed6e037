"""From a letter's text to its parts."""

from dataclasses import replace
from datetime import date

from letters.reading.dates import DATE, written_date
from letters.reading.layout import find_parts
from letters.reading.parts import Person, Reading
from letters.reading.people import read_heading
from letters.reading.requests import find_requests
from letters.reading.signatures import find_signers


def read(text: str, *, dated: date | None = None) -> Reading:
    """Everything that the letter says about itself; any text can be read, an empty one to an empty reading.

    `dated` is the day from which its deadlines count, where somebody knows it better than the text.
    """
    parts = find_parts(text)
    heading = read_heading(parts)
    found = DATE.match(parts.plain, heading.date_start, heading.date_end) if heading.date_start >= 0 else None
    letter_date = written_date(found).on() if found else None
    recipients = tuple(_as_written(text, person) for person in heading.recipients)
    requests = find_requests(text, parts, recipients, dated or letter_date)
    return Reading(
        date=letter_date,
        date_words=text[heading.date_start : heading.date_end] if found else "",
        date_start=heading.date_start,
        date_end=heading.date_end,
        date_confidence=0.98 if found else 0.0,
        recipients=recipients,
        signers=tuple(_as_written(text, person) for person in find_signers(parts)),
        requests=requests.asks,
        response_deadline=requests.response_deadline,
        salutation=parts.salutation,
        subject=heading.subject,
    )


def _as_written(text: str, person: Person) -> Person:
    """The person with the name as the text has it: with its own apostrophe, but single blanks."""
    return replace(person, name=" ".join(text[person.start : person.end].split()))
