"""How requests stand, counted: each in exactly one status, so that the statuses add up to the requests.

An answer counts only on the merits; interim replies never do. What is not due yet, what nobody has looked at, and what is not
asked any more stand apart, so that they neither flatter nor accuse.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, F, IntegerField, Max, Q, Value, When
from django.db.models.functions import Cast, ExtractMonth, ExtractYear
from django.utils.translation import gettext_noop as _

from letters.models import LetterRequest, LetterRequests
from letters.states import AWAITED, NO_LONGER_ASKED, Outcome, Response, Visibility


class Status(StrEnum):
    """Where a request stands on a day; the first that fits."""

    NO_LONGER_ASKED = "no_longer_asked"
    OVERDUE = "overdue"
    NOT_YET_DUE = "not_yet_due"
    NO_DEADLINE = "no_deadline"
    NOT_REVIEWED = "not_reviewed"
    REFERRED = "referred"
    DECLINED = "declined"
    ANSWERED = "answered"


STATUS_LABELS = {
    Status.ANSWERED: _("Answered on the merits"),
    Status.DECLINED: _("Declined"),
    Status.OVERDUE: _("Overdue"),
    Status.NOT_YET_DUE: _("Not yet due"),
    Status.NO_DEADLINE: _("Awaited, no deadline"),
    Status.REFERRED: _("Referred"),
    Status.NOT_REVIEWED: _("Not reviewed"),
    Status.NO_LONGER_ASKED: _("No longer asked"),
}  # in the order in which pages show them
STATUS_MEANINGS = {
    Status.NO_LONGER_ASKED: _("Withdrawn, or replaced by a later request."),
    Status.OVERDUE: _("An answer is awaited past the date that the letter asked for; no law sets one."),
    Status.NOT_YET_DUE: _("An answer is awaited by a day that has not passed."),
    Status.NO_DEADLINE: _("An answer is awaited; the letter named no day."),
    Status.NOT_REVIEWED: _("Nobody has looked yet."),
    Status.REFERRED: _("Passed to somebody else."),
    Status.DECLINED: _("Refused, with a reason."),
    Status.ANSWERED: _("Answered on the merits by all who were asked."),
}
COLUMNS = {name: column for column, name in enumerate([*Status, *Outcome.values])}
DUE = (
    Status.ANSWERED,
    Status.DECLINED,
    Status.OVERDUE,
)  # asked and due: what an answer can be measured against
STILL_AWAITED = (Status.OVERDUE, Status.NOT_YET_DUE, Status.NO_DEADLINE)


def status_of(states: Collection[str], *, due_on: date | None, on: date) -> Status:
    """Where a request stands whose recipients are in these states."""
    asked = [state for state in states if state not in NO_LONGER_ASKED]
    if states and not asked:
        return Status.NO_LONGER_ASKED
    if any(state in AWAITED for state in asked):
        if due_on is None:
            return Status.NO_DEADLINE
        return Status.OVERDUE if due_on < on else Status.NOT_YET_DUE
    if not asked or Response.NOT_REVIEWED in asked:
        return Status.NOT_REVIEWED
    if Response.REFERRED in asked:
        return Status.REFERRED
    return Status.DECLINED if Response.DECLINED in asked else Status.ANSWERED


class Counts:
    """Requests of a group by status, and apart from that by outcome."""

    __slots__ = ("numbers",)

    def __init__(self) -> None:
        self.numbers = [0] * len(COLUMNS)

    def count(self, status: str, outcome: str, number: int = 1) -> None:
        """Counts so many requests."""
        self.numbers[COLUMNS[status]] += number
        self.numbers[COLUMNS[outcome]] += number

    def add(self, other: "Counts", sign: int = 1) -> None:
        """Adds another group's counts, or (-1) takes them away."""
        self.numbers = [
            mine + sign * theirs for mine, theirs in zip(self.numbers, other.numbers, strict=True)
        ]

    def of(self, name: str) -> int:
        """The requests in a status, or with an outcome."""
        return self.numbers[COLUMNS[name]]

    @property
    def requests(self) -> int:
        """All of them."""
        return sum(self.of(status) for status in Status)

    @property
    def due(self) -> int:
        """Those that were asked and due."""
        return sum(self.of(status) for status in DUE)

    @property
    def assessed(self) -> int:
        """Those whose outcome somebody has judged."""
        return self.requests - self.of(Outcome.NOT_ASSESSED)


def month_of(day: date | None) -> int | None:
    """The month of a letter as the key of its group: 202603."""
    return None if day is None else day.year * 100 + day.month


Groups = dict[Any, Counts]


def add(groups: Groups, others: Groups, sign: int = 1) -> None:
    """Adds the counts of other groups key by key, or (-1) takes them away; an empty group goes."""
    for key, counts in others.items():
        mine = groups.setdefault(key, Counts())
        mine.add(counts, sign)
        if not any(mine.numbers):
            del groups[key]


# What requests are counted by: the column. By agency each counts once for each agency that its letter addresses, judged by
# that agency's answers alone; by member once for each who signed.
GROUPS: dict[str, Any] = {
    "agency": F("response_states__recipient__agency"),
    "member": F("letter"),
    "office": F("letter__office"),
    "kind": F("kind"),
    "topic": F("letter__topic"),
    "month": Cast(
        ExtractYear("letter__letter_date") * 100 + ExtractMonth("letter__letter_date"), IntegerField()
    ),  # 202603
}
# What they are counted by for whoever keeps them: also whether a check is still to come (1) or they are closed (0).
OPEN = "open"
KEYS: dict[Any, Any] = {
    **GROUPS,
    None: Value(0),
    OPEN: Case(When(next_check_on__isnull=False, then=Value(1)), default=Value(0)),
}
JUDGED = "SELECT office, is_public, key, status, outcome_state, count(*) AS requests FROM ({}) AS judged GROUP BY 1, 2, 3, 4, 5"
OF_MEMBERS = (
    "SELECT office, is_public, member_id, status, outcome_state, sum(requests) FROM ({}) AS counted "
    "JOIN letters_signatory signatory ON signatory.letter_id = counted.key WHERE member_id IS NOT NULL "
    "GROUP BY 1, 2, 3, 4, 5"
)
Part = tuple[int, bool]  # an office's public requests, or its private ones


def parts(offices: Collection[int], *, by: str | None, on: date) -> dict[Part, Groups]:
    """The requests of offices on a day, by group; `by` is one of KEYS, None for all together."""
    found: dict[Part, Groups] = {}
    mine = LetterRequest.objects.filter(letter__office__in=offices)
    for office, is_public, key, status, outcome, number in tallied(mine, by=by, on=on):
        groups = found.setdefault((office, bool(is_public)), {})
        groups.setdefault(key, Counts()).count(status, outcome, int(number))
    return found


def counted(letter_requests: LetterRequests, *, by: str | None, on: date) -> Groups:
    """The requests on a day, by group, whosever they are."""
    found: Groups = {}
    for *_whose, key, status, outcome, number in tallied(letter_requests, by=by, on=on):
        found.setdefault(key, Counts()).count(status, outcome, int(number))
    return found


def tallied(letter_requests: LetterRequests, *, by: str | None, on: date) -> list[tuple[Any, ...]]:
    """Rows of office, whether public, key, status, outcome, and how many requests these are."""
    judged, parameters = judged_sql(letter_requests, by=by, on=on)
    statement = JUDGED.format(judged)
    with connection.cursor() as cursor:
        cursor.execute(OF_MEMBERS.format(statement) if by == "member" else statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def judged_sql(letter_requests: LetterRequests, *, by: str | None, on: date) -> tuple[str, tuple[Any, ...]]:
    """SQL for the requests with key, status and outcome: `status_of` in the database's words."""
    there = letter_requests.order_by().annotate(
        office=F("letter__office"),
        is_public=Case(When(letter__visibility=Visibility.PUBLIC, then=Value(1)), default=Value(0)),
        key=KEYS[by],
        asked=has(~Q(response_states__state__in=NO_LONGER_ASKED), response_states__isnull=False),
        gone=has(Q(response_states__state__in=NO_LONGER_ASKED)),
        awaited=has(Q(response_states__state__in=AWAITED)),
        unseen=has(Q(response_states__state=Response.NOT_REVIEWED)),
        referred=has(Q(response_states__state=Response.REFERRED)),
        declined=has(Q(response_states__state=Response.DECLINED)),
    )
    judged = there.annotate(
        status=Case(
            When(gone=1, asked=0, then=Value(Status.NO_LONGER_ASKED)),
            When(awaited=1, due_on__isnull=True, then=Value(Status.NO_DEADLINE)),
            When(awaited=1, due_on__lt=on, then=Value(Status.OVERDUE)),
            When(awaited=1, then=Value(Status.NOT_YET_DUE)),
            When(Q(asked=0) | Q(unseen=1), then=Value(Status.NOT_REVIEWED)),
            When(referred=1, then=Value(Status.REFERRED)),
            When(declined=1, then=Value(Status.DECLINED)),
            default=Value(Status.ANSWERED),
            output_field=CharField(),
        )
    )
    columns = ("pk", "office", "is_public", "key", "status", "outcome_state")
    sql, parameters = judged.values(*columns).query.sql_with_params()
    return sql, parameters


def has(condition: Q, **also: Any) -> Max:
    """1 where any of the joined states fits, else 0."""
    return Max(Case(When(condition & Q(**also), then=Value(1)), default=Value(0)))
