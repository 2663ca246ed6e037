"""The days of a request as rows: written here and nowhere else, in the transaction of the change that moves them.

What is called off stays as a cancelled row, and each change moves the row's sequence, so that a calendar that has
taken the day over hears of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from actions.days import DateKind, DueDate
from actions.watching import Watch
from letters.bulk import insert
from letters.models import LetterRequest
from offices.models import Office

BATCH = 500

# For each request and kind, the day, or None where there is none.
Days = Mapping[tuple[int, str], date | None]


def check_days(letter_request: LetterRequest, promised_on: date | None, *, watch: Watch) -> Iterator[date]:
    """The days on which to check the request as it stands, without end."""
    return watch.days(
        letter_request,
        due_on=letter_request.due_on,
        last_checked_on=letter_request.last_checked_on,
        snoozed_until=letter_request.snoozed_until,
        promised_on=promised_on,
    )


def due_days(letter_request: LetterRequest, promised_on: date | None) -> Days:
    """The request's three days, from its projected columns; a closed one has none."""
    key, is_open = letter_request.pk, not letter_request.is_closed
    return {
        (key, DateKind.DEADLINE): letter_request.due_on if is_open else None,
        (key, DateKind.PROMISE): promised_on if is_open else None,
        (key, DateKind.CHECK): letter_request.next_check_on,
    }


def store(days: Days, *, watch: Watch, now: datetime, moved: Collection[int] = ()) -> None:
    """Brings the rows up to date. `moved`: requests that other people look after now; their rows count as changed."""
    rows, changed = stored_rows(days), []
    for (letter_request, kind), on in days.items():
        row = rows.get((letter_request, kind))
        if row is not None and (update(row, on, watch=watch) or (letter_request in moved and on)):
            row.sequence, row.changed_at = row.sequence + 1, now
            changed.append(row)
        elif row is None and on is not None:
            changed.append(first_row(letter_request, kind, on, watch=watch, now=now))
    for row in changed:
        row.pk = None  # a row that is there is found by request and kind; this is faster than bulk_update
    DueDate.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["letter_request", "kind"],
        update_fields=["on", "due_at", "time_zone", "is_cancelled", "sequence", "changed_at"],
    )


def store_first(days: Iterable[Days], *, watch: Watch, now: datetime) -> None:
    """Writes the rows of new requests, of which none can be there."""
    entries = (entry for each in days for entry in each.items())
    insert(DueDate, (first_row(*key, on, watch=watch, now=now) for key, on in entries if on is not None))


def first_row(letter_request: int, kind: str, on: date, *, watch: Watch, now: datetime) -> DueDate:
    """A row that is not there yet."""
    row = DueDate(letter_request_id=letter_request, kind=kind, changed_at=now)
    update(row, on, watch=watch)
    return row


def stored_rows(days: Days) -> dict[tuple[int, str], DueDate]:
    """The rows of the requests in `days`."""
    keys = {letter_request for letter_request, _ in days}
    return {(row.letter_request_id, row.kind): row for row in DueDate.objects.filter(letter_request__in=keys)}


def update(row: DueDate, on: date | None, *, watch: Watch) -> bool:
    """Sets the row's day, or calls it off where there is none; whether that changed anything."""
    before = (row.on, row.due_at, row.time_zone, row.is_cancelled)
    row.is_cancelled = on is None
    if on is not None:
        row.on, row.due_at, row.time_zone = on, watch.instant(on), watch.office.time_zone
    return before != (row.on, row.due_at, row.time_zone, row.is_cancelled)


def wrong_days(days: Days, *, watch: Watch) -> dict[str, tuple[date | None, date | None]]:
    """The kinds whose row differs from what it should be: the stored day and the right one."""
    rows = stored_rows(days)
    found: dict[str, tuple[date | None, date | None]] = {}
    for key, on in days.items():
        row = rows.get(key)
        stored = None if row is None or row.is_cancelled else row.on
        if on != stored or (row is not None and update(row, on, watch=watch)):
            found[key[1]] = (stored, on)
    return found


@transaction.atomic
def replan(office: Office, *, now: datetime, only: LetterRequest | None = None) -> None:
    """Sets the next check of each open request of the office (or of one) anew, after its policy has changed."""
    watch = Watch(office)
    rows = LetterRequest.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(letter__office=office).open()
    if only is not None:
        rows = rows.filter(pk=only.pk)
    rows = rows.select_related("letter", "own_policy").order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    for first in range(0, len(keys), BATCH):
        replan_batch(list(rows.filter(pk__in=keys[first : first + BATCH])), watch=watch, now=now)


def replan_batch(letter_requests: Sequence[LetterRequest], *, watch: Watch, now: datetime) -> None:
    """Sets the next check of some requests anew."""
    promised = promises(letter_requests)
    days: dict[tuple[int, str], date | None] = {}
    by_day = defaultdict(list)
    for letter_request in letter_requests:
        promised_on = promised.get(letter_request.pk)
        letter_request.next_check_on = next(check_days(letter_request, promised_on, watch=watch))
        by_day[letter_request.next_check_on].append(letter_request.pk)
        days |= due_days(letter_request, promised_on)
    for day, keys in by_day.items():
        LetterRequest.objects.filter(pk__in=keys).exclude(next_check_on=day).update(next_check_on=day)
    store(days, watch=watch, now=now)


def promises(letter_requests: Sequence[LetterRequest]) -> dict[int, date]:
    """The promised days of the requests that have one; one query."""
    rows = DueDate.objects.standing().filter(letter_request__in=letter_requests, kind=DateKind.PROMISE)
    return dict(rows.values_list("letter_request", "on"))
