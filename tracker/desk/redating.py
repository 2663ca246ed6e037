"""What in a draft follows the date on its letter for as long as it is as it was read: deadlines that count from it, the day on
which the letter was sent, a first title that names it, whether the letter is an older one, and which members are meant.

What a person typed stays: it is what differs from what was read under the date that was counted from.
"""

from dataclasses import replace
from datetime import date

from letters.drafts import due_entry, first_title, people_of
from letters.reading.deadlines import deadline_in
from letters.reading.parts import Deadline, Reading
from letters.reading.reader import read
from tracker.desk.dates import day_in
from tracker.desk.due_fields import is_same_day
from tracker.desk.entered import Entered, day, due_row, person_row, recipient_row
from tracker.desk.rows import Row

BACKFILLED_AFTER = 30  # days; an older letter has most likely been answered without anybody noting it here


def is_older(letter_date: date | None, *, today: date) -> bool:
    """Whether nobody may have noted yet what came of a letter of this day."""
    return letter_date is not None and (today - letter_date).days > BACKFILLED_AFTER


def redated(entered: Entered, *, text: str, today: date) -> Entered:
    """The same, counted from the date that stands in it now; a field that holds no day changes nothing."""
    letter = entered.letter
    if (dates := changed(letter, since="counted_from")) is None:
        return entered
    old, new = dates
    followed = letter | {"counted_from": day(new)}
    if is_same_day(letter.get("sent_on", ""), letter["counted_from"]):
        followed["sent_on"] = day(new)
    if (letter.get("backfilled") == "on") == is_older(old, today=today):
        followed["backfilled"] = "on" if is_older(new, today=today) else ""
    reading = read(text, dated=new)
    if text and letter.get("title") == first_title(reading, old):
        followed["title"] = first_title(reading, new)
    words = letter.get("response_due_words", "")
    answer = deadline_in(words, new) if words else reading.response_deadline
    requests = [
        recounted(row, "due", deadline_in(row.get("due_words") or row.get("text", ""), new))
        for row in entered.rows["requests"]
    ]
    return replace(
        entered,
        letter=recounted(followed, "response_due", answer),
        rows={**entered.rows, "requests": requests},
    )


def rematched(entered: Entered, *, text: str) -> Entered:
    """The same with the people of the letter matched to the members of the date that stands in it now.

    Who was chosen by hand stays, and so does who is written otherwise than in the letter.
    """
    if (dates := changed(entered.letter, since="matched_on")) is None:
        return entered
    old, new = dates
    reading = read(text)
    before, after = people_rows(text, reading, old), people_rows(text, reading, new)
    rows = dict(entered.rows)
    for kind in before:
        pairs = {written(one): (one, other) for one, other in zip(before[kind], after[kind], strict=True)}
        rows[kind] = [rechosen(row, *pairs.get(written(row), (row, row))) for row in rows[kind]]
    return replace(entered, letter=entered.letter | {"matched_on": day(new)}, rows=rows)


def people_rows(text: str, reading: Reading, on: date | None) -> dict[str, list[Row]]:
    """The rows of the people as they would be read in a letter of this day."""
    recipients, signatories = people_of(text, reading, on)
    return {
        "recipients": [recipient_row(one) for one in recipients],
        "signatories": [person_row(one) for one in signatories],
    }


def written(row: Row) -> tuple[str, ...]:
    """A person as they are written."""
    return tuple(row.get(name, "") for name in ("name", "title", "organization"))


def rechosen(row: Row, before: Row, after: Row) -> Row:
    """A person's row with the member who is meant now, and who is offered, unless another was chosen."""
    if row.get("bioguide_id", "") != before.get("bioguide_id", ""):
        return row
    return row | {name: after.get(name, "") for name in ("bioguide_id", "offers", "doubt")}


def changed(letter: Row, *, since: str) -> tuple[date | None, date | None] | None:
    """The date for which something was done, and the one that stands in its field now; None where they are the same.

    A field that holds no day changes nothing.
    """
    typed = letter.get("letter_date", "")
    old, new = day_in(letter.get(since, "")), day_in(typed)
    is_no_day = new is None and typed.strip()
    return None if since not in letter or old == new or is_no_day else (old, new)


def recounted(row: Row, prefix: str, found: Deadline | None) -> Row:
    """A row with the deadline that is found in its words now. A day that a person typed stays beside what is read."""
    is_typed = not is_same_day(row.get(f"{prefix}_on", ""), row.get(f"{prefix}_read", ""))
    nothing_was_read = not row.get(f"{prefix}_words")
    if found is None or (is_typed and nothing_was_read):  # a day that the letter names depends on no other
        return row
    as_read = due_row(due_entry(found), prefix)
    return row | as_read | ({f"{prefix}_on": row.get(f"{prefix}_on", "")} if is_typed else {})


def differing(before: Entered, after: Entered) -> list[str]:
    """The names of the fields in which the two differ."""
    old, new = before.data(), after.data()
    return [name for name, value in new.items() if old.get(name, "") != value]
