"""An office's open requests as a report: by letter, what is overdue first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from letters.kept_counts import KEPT
from letters.models import Letter, LetterRequest
from letters.progress import RequestProgress, progress_of
from letters.scorecard import OPEN, STILL_AWAITED, Counts, Status
from letters.sheet_rows import HEAVY, requests_kept_by
from offices.models import Office, User

AT_MOST = 400  # requests: their page stays below 60 KB on the wire; more is a matter for the export


Row = tuple[LetterRequest, RequestProgress]


@dataclass(frozen=True, slots=True)
class ReportedLetter:
    """A letter with those of its requests that are open."""

    letter: Letter
    requests: list[Row]

    @property
    def most_overdue(self) -> int:
        """Days by which its oldest deadline has passed; 0 where none has."""
        return max(progress.overdue_days or 0 for _, progress in self.requests)

    @property
    def first_due_on(self) -> date:
        """Its next deadline; the last day there is where it has none."""
        return min((progress.due_on or date.max for _, progress in self.requests), default=date.max)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many requests an office keeps, and how many of them are open, awaited and overdue: the numbers of
    `LetterRequests` of these names."""

    kept: int
    open: int
    awaited: int
    overdue: int


def totals_of(office: Office, *, on: date) -> Totals:
    """How the office's requests stand on a day; counted again only when something of the office has changed."""
    groups = KEPT.of_office(office.pk, OPEN, on=on)
    still_open = groups.get(1, Counts())
    return Totals(
        kept=sum(counts.requests for counts in groups.values()),
        open=still_open.requests,
        awaited=sum(still_open.of(status) for status in STILL_AWAITED),
        overdue=still_open.of(Status.OVERDUE),
    )


@dataclass(frozen=True, slots=True)
class Report:
    """The open requests of an office on a day. `totals` counts all, also those beyond what is listed."""

    office: Office
    on: date
    totals: Totals
    listed: int
    letters: list[ReportedLetter]


def report_of(office: Office, user: User, *, on: date) -> Report:
    """The report as `user` may see it, on a day."""
    requests = (
        requests_kept_by(office, user)
        .open()
        .select_related("letter", "assigned_to")
        .defer(*(f"letter__{name}" for name in HEAVY))
        .with_states(user)
        .prefetch_related("letter__recipients")
        .order_by(F("due_on").asc(nulls_last=True), "-letter__letter_date", "pk")[:AT_MOST]
    )
    rows = [(letter_request, progress_of(letter_request, on=on)) for letter_request in requests]
    return Report(
        office=office,
        on=on,
        totals=totals_of(office, on=on),
        listed=len(rows),
        letters=by_letter(rows),
    )


def by_letter(rows: Iterable[Row]) -> list[ReportedLetter]:
    """The rows by their letters; the letter that has waited longest first, and so within each."""
    groups = defaultdict[int, list[Row]](list)
    for row in rows:
        groups[row[0].letter_id].append(row)
    letters = [
        ReportedLetter(
            group[0][0].letter, sorted(group, key=lambda row: (-(row[1].overdue_days or 0), row[0].number))
        )
        for group in groups.values()
    ]
    return sorted(letters, key=lambda found: (-found.most_overdue, found.first_due_on))
