"""What the public pages say of counts: every number with what it is counted of, and no percentage of a handful."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString

from letters.kept_counts import KEPT, Counting
from letters.scorecard import STATUS_LABELS, STATUS_MEANINGS, STILL_AWAITED, Counts, Groups, Status, parts
from offices.policy import offices_where
from tracker.clock import today
from tracker.kept_parts import kept_part

ENOUGH = 10  # below so many a percentage says more of chance than of whoever was asked


class StatusRow(NamedTuple):
    """A status in words, and how many requests are in it."""

    name: str
    label: str
    meaning: str
    number: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The counts of a group as a page shows them."""

    counts: Counts

    @property
    def numbers(self) -> tuple[int, ...]:
        """All that it says, to tell it from others."""
        return tuple(self.counts.numbers)

    @property
    def requests(self) -> int:
        """All of them."""
        return self.counts.requests

    @property
    def rows(self) -> list[StatusRow]:
        """Every status; the numbers add up to the requests."""
        return [
            StatusRow(status.value, label, STATUS_MEANINGS[status], self.counts.of(status))
            for status, label in STATUS_LABELS.items()
        ]

    @property
    def awaited(self) -> int:
        """Those to which an answer is still awaited."""
        return sum(self.counts.of(status) for status in STILL_AWAITED)

    @property
    def due(self) -> int:
        """Those asked and due: what an answer can be measured against."""
        return self.counts.due

    @property
    def answered(self) -> int:
        """Those answered on the merits."""
        return self.counts.of(Status.ANSWERED)

    @property
    def overdue(self) -> int:
        """Those awaited past the date that the letter asked for."""
        return self.counts.of(Status.OVERDUE)

    @property
    def not_reviewed(self) -> int:
        """Those that nobody has looked at."""
        return self.counts.of(Status.NOT_REVIEWED)

    @property
    def not_yet_due(self) -> int:
        """Those awaited by a day that has not passed."""
        return self.counts.of(Status.NOT_YET_DUE)

    @property
    def percent(self) -> int | None:
        """Answered of asked and due, rounded half up; None where these are fewer than ENOUGH."""
        return percent_of(self.answered, self.due)

    @property
    def enough(self) -> int:
        """From how many asked and due on there is a percentage."""
        return ENOUGH


def statuses_of(scorecard: Scorecard, **of: str) -> SafeString:
    """The table of its statuses, with what each means; each number leads to the requests, `of` whom is the list's filter."""
    where = "".join(f"{name}={value}&" for name, value in of.items())  # slugs and ids
    return kept_part(
        "parts/statuses.html", (where, *scorecard.numbers), lambda: {"scorecard": scorecard, "where": where}
    )


def percent_of(part: int, whole: int) -> int | None:
    """So many of a hundred, rounded half up; None where the whole is less than ENOUGH."""
    return None if whole < ENOUGH else (200 * part + whole) // (2 * whole)


def seen_counts(
    request: HttpRequest, by: str | None, count: Counting = parts, *, head: int | None = None
) -> Groups:
    """The counts of what the reader may see, today. `head`: as in `KeptCounts.groups`."""
    return KEPT.groups(by, offices=inside(request), on=today(), count=count, head=head)


def inside(request: HttpRequest) -> set[int]:
    """The keys of the offices that show the reader what they keep; asked for once."""
    found: dict[str, Any] = vars(request)
    if "inside" not in found:
        offices = offices_where(request.user, "read what the office keeps").order_by()
        found["inside"] = set(offices.values_list("pk", flat=True))
    keys: set[int] = found["inside"]
    return keys


def sum_of(groups: Groups) -> Counts:
    """The counts of groups that do not overlap, together."""
    total = Counts()
    for counts in groups.values():
        total.add(counts)
    return total
