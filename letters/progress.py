"""How far a request, and a letter, has come: derived from stored states and a day, never stored.

The percentages are `letters.states.OUTCOME_MEANINGS`; they speak of the outcome alone, and where nothing was
assessed there is none. “Overdue” means past the date that the letter asked for; no law sets one.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from letters.models import LetterRequest, ResponseState
from letters.scorecard import Status, status_of
from letters.states import OUTCOME_MEANINGS, RECEIVED_AN_ANSWER, Response, is_awaited

MIXED = "mixed"
COMMON_STATES = [*Response.choices, (MIXED, _("Mixed"))]


@dataclass(frozen=True, slots=True)
class RequestProgress:
    """How one request stands on a day. `response_state` is the state of all recipients, or “mixed”."""

    response_state: str
    responses: list[ResponseState]
    outcome_state: str
    percent: int | None
    is_open: bool
    due_on: date | None
    overdue_days: int | None
    open_days: int | None
    last_action_on: date | None
    last_checked_on: date | None
    next_check_on: date | None
    changed_at: datetime | None  # None of a day gone by


def progress_of(letter_request: LetterRequest, *, on: date) -> RequestProgress:
    """The progress of a request on a day; reads prefetched states and the joined letter."""
    responses = list(letter_request.response_states.all())
    return RequestProgress(
        response_state=common_state(entry.state for entry in responses),
        responses=responses,
        outcome_state=letter_request.outcome_state,
        percent=OUTCOME_MEANINGS[letter_request.outcome_state].percent,
        is_open=not letter_request.is_closed,
        due_on=letter_request.due_on,
        overdue_days=letter_request.days_overdue(on),
        open_days=open_days(
            letter_request.letter.letter_date,
            is_open=not letter_request.is_closed,
            last_action_on=letter_request.last_action_on,
            on=on,
        ),
        last_action_on=letter_request.last_action_on,
        last_checked_on=letter_request.last_checked_on,
        next_check_on=letter_request.next_check_on,
        changed_at=letter_request.changed_at,
    )


def common_state(states: Iterable[str]) -> str:
    """The one state of all recipients, “mixed” where they differ, `not_reviewed` where there are none."""
    found = set(states) or {Response.NOT_REVIEWED.value}
    return found.pop() if len(found) == 1 else MIXED


def open_days(
    letter_date: date | None, *, is_open: bool, last_action_on: date | None, on: date
) -> int | None:
    """Days from the letter's date to `on`, or to the last action where the request is closed."""
    last = on if is_open else last_action_on or on
    return None if letter_date is None else max(0, (last - letter_date).days)


class Stood(NamedTuple):
    """What the counts of a letter read of each request's progress."""

    states: Collection[str]
    response_state: str
    outcome_state: str
    is_open: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class LetterProgress:
    """Counts over a letter's requests; `state` is the one label that is computed from them."""

    state: str
    total: int
    open: int
    closed: int
    awaited: int
    overdue: int
    not_reviewed: int
    answered: int
    response_states: dict[str, int]
    outcome_states: dict[str, int]


@dataclass(frozen=True, slots=True)
class ShownProgress(LetterProgress):
    """The same as pages say it: what was answered on the merits and what was declined apart, as on scorecards."""

    on_the_merits: int
    declined: int


LETTER_STATES = [
    ("no_requests", _("No requests")),
    ("closed", _("Closed")),
    ("not_reviewed", _("Not reviewed")),
    ("overdue", _("Overdue")),
    ("awaiting", _("Awaiting response")),
    ("answered", _("Answered or declined, outcome open")),
    ("open", _("Open")),
]


def letter_progress(letter_requests: Iterable[LetterRequest], *, on: date) -> ShownProgress:
    """The progress of a letter on a day; reads prefetched states."""
    rows = [progress_of(letter_request, on=on) for letter_request in letter_requests]
    stood = [
        Stood(
            [entry.state for entry in row.responses],
            row.response_state,
            row.outcome_state,
            row.is_open,
            row.overdue_days is not None,
        )
        for row in rows
    ]
    found = counted(stood)
    statuses = Counter(status_of(row.states, due_on=None, on=on) for row in stood)
    return ShownProgress(
        **{field.name: getattr(found, field.name) for field in fields(found)},
        on_the_merits=statuses[Status.ANSWERED],
        declined=statuses[Status.DECLINED],
    )


def counted(requests: Iterable[Stood]) -> LetterProgress:
    """The progress of a letter by that of its requests."""
    rows = list(requests)
    counts = {
        "total": len(rows),
        "open": sum(row.is_open for row in rows),
        "closed": sum(not row.is_open for row in rows),
        "awaited": sum(is_awaited(row.states, is_open=row.is_open) for row in rows),
        "overdue": sum(row.is_overdue for row in rows),
        "not_reviewed": sum(row.response_state == Response.NOT_REVIEWED for row in rows),
        "answered": sum(
            bool(row.states) and all(state in RECEIVED_AN_ANSWER for state in row.states) for row in rows
        ),
    }
    return LetterProgress(
        state=letter_state(counts),
        response_states=dict(Counter(str(row.response_state) for row in rows)),
        outcome_states=dict(Counter(str(row.outcome_state) for row in rows)),
        **counts,
    )


def letter_state(counts: dict[str, int]) -> str:
    """The label of a letter, one of LETTER_STATES: the first that fits."""
    total = counts["total"]
    rules = {
        "no_requests": total == 0,
        "closed": counts["closed"] == total,
        "not_reviewed": counts["not_reviewed"] == total,
        "overdue": counts["overdue"] > 0,
        "awaiting": counts["awaited"] > 0,
        "answered": counts["answered"] == total,
    }
    return next((label for label, holds in rules.items() if holds), "open")
