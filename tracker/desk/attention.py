"""The desk's first page: what needs somebody, why, and the one next step."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from actions.liveness import liveness
from letters.models import Letter, LetterRequest, states_seen_by
from letters.states import Response
from offices.models import Office, User
from offices.policy import signed_in
from tracker.clock import today
from tracker.desk.filters import DUE_SOON
from tracker.desk.rights import own_offices

ROWS = 20  # of a list: what a person can do in a morning; the rest is a link away


class Step(StrEnum):
    """What is to be done next with a request that stands in a list."""

    REVIEW = "review"  # nobody has looked at what came of it; a look that finds nothing would not say so
    CHECK = "check"  # the day has come: “nothing new” would be an answer
    RECORD = "record"


class Row(NamedTuple):
    """A request in a list: why it stands there, and what is to be done next; `then`: the request below it, or above."""

    letter_request: LetterRequest
    why: str
    step: Step
    then: str


class Kind(NamedTuple):
    """A list: what it means, what it says when it is empty, and why a request stands in it on a day."""

    title: str
    meaning: str
    empty: str
    why: Callable[[LetterRequest, date], str]


class Listed(NamedTuple):
    """A list as it is shown; `has_more`: all of it is a link away."""

    key: str
    kind: Kind
    rows: list[Row]
    has_more: bool


@login_required
@require_safe
def attention(request: HttpRequest) -> HttpResponse:
    """Overdue, due within a week, to check, drafts: each request stands in the first list that fits."""
    user = signed_in(request.user)
    is_mine = request.GET.get("whose") == "mine"
    offices = own_offices(request, "read what the office keeps")
    drafts = drafts_of(offices, user if is_mine else None)
    context = {
        "is_mine": is_mine,
        "lists": lists_of(offices, user, is_mine=is_mine, on=today()),
        "drafts": drafts[:ROWS],
        "has_more_drafts": len(drafts) > ROWS,
        "offices": offices,
        "liveness": liveness(now=timezone.now()),
        "here": request.get_full_path(),
    }
    return render(request, "desk/attention.html", context)


def lists_of(offices: list[Office], user: User, *, is_mine: bool, on: date) -> list[Listed]:
    """The three lists of requests: one query each, and one for the states of all.

    A list walks along the index of its days and stops when it is full, however many letters the offices have: that a
    request is theirs is asked of each, so that no database begins with all of their letters instead.
    """
    theirs = Letter.objects.filter(pk=OuterRef("letter"), office__in=offices)
    asked = LetterRequest.objects.filter(Exists(theirs))
    if is_mine:
        asked = asked.in_hands_of(user)
    asked = asked.select_related("letter__office", "letter__owner", "assigned_to").defer("letter__text")
    last = on + DUE_SOON
    overdue = first_rows(asked.overdue(on).order_by("due_on", "pk"))
    soon = first_rows(asked.due_between(on, last).order_by("due_on", "pk"))
    to_check = first_rows(asked.to_check(on).not_due_by(last).order_by("next_check_on", "pk"))
    prefetch_related_objects([*overdue, *soon, *to_check], states_seen_by(user))
    found = {"overdue": overdue, "soon": soon, "check": to_check}
    return [
        Listed(key, KINDS[key], rows_of(rows[:ROWS], KINDS[key], on=on), len(rows) > ROWS)
        for key, rows in found.items()
    ]


def first_rows(letter_requests: QuerySet[LetterRequest]) -> list[LetterRequest]:
    """The rows that are shown, and one more where there are more."""
    return list(letter_requests[: ROWS + 1])


def rows_of(letter_requests: list[LetterRequest], kind: Kind, *, on: date) -> list[Row]:
    """The rows of a list with their reasons."""
    ids = [letter_request.public_id for letter_request in letter_requests]
    thens = [*ids[1:], *ids[-2:-1], ""]  # the last row's is the one above it, an only row has none
    return [
        Row(letter_request, kind.why(letter_request, on), step_for(letter_request, on), then)
        for letter_request, then in zip(letter_requests, thens, strict=False)
    ]


def step_for(letter_request: LetterRequest, on: date) -> Step:
    """The one step that is next with a request."""
    responses = letter_request.response_states.all()
    if any(response.state == Response.NOT_REVIEWED for response in responses):
        return Step.REVIEW
    next_check = letter_request.next_check_on
    return Step.CHECK if next_check is not None and next_check <= on else Step.RECORD


def why_overdue(letter_request: LetterRequest, on: date) -> str:
    """“3 days past the date that the letter asked for”."""
    return f"{days(letter_request.days_overdue(on) or 0)} past the date that the letter asked for"


def why_soon(letter_request: LetterRequest, on: date) -> str:
    """“An answer is asked for in 3 days”."""
    left = ((letter_request.due_on or on) - on).days
    return f"An answer is asked for {'today' if left == 0 else f'in {days(left)}'}"


def why_to_check(letter_request: LetterRequest, on: date) -> str:
    """“To look at again since Mar 3, 2026”."""
    since = letter_request.next_check_on or on
    return (
        "To look at again today" if since == on else f"To look at again since {date_format(since, 'M j, Y')}"
    )


def days(count: int) -> str:
    """“1 day”, “3 days”."""
    return f"{count} day{'' if count == 1 else 's'}"


KINDS = {
    "overdue": Kind(
        "Overdue",
        "Past the date that the letter asked for; no law sets one.",
        "Nothing is overdue.",
        why_overdue,
    ),
    "soon": Kind(
        "Due within a week",
        "The letter asks for an answer within seven days.",
        "Nothing is due within a week.",
        why_soon,
    ),
    "check": Kind(
        "To check", "The day to look again has come.", "Nothing waits to be looked at.", why_to_check
    ),
}


def drafts_of(offices: list[Office], owner: User | None) -> list[Letter]:
    """The newest drafts, of one person where named, and one more than are shown where there are more."""
    drafts = Letter.objects.filter(office__in=offices).drafts()
    if owner is not None:
        drafts = drafts.filter(owner=owner)
    rows = drafts.select_related("owner", "office").defer("text", "reading_doubts")
    return list(rows.order_by("-created_at", "-pk")[: ROWS + 1])
