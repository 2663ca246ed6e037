"""The desk's first page: what needs somebody, and why."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.liveness import liveness
from letters.models import Letter, LetterRequest
from offices.policy import offices_where
from tracker.clock import today

DUE_SOON = timedelta(days=7)
ROWS = 100


@login_required
@require_safe
def attention(request: HttpRequest) -> HttpResponse:
    """Overdue, due soon, to check, drafts: each request stands in the first list that fits."""
    offices = offices_where(request.user, "read what the office keeps")
    on = today()
    mine = (
        LetterRequest.objects.filter(letter__office__in=offices)
        .with_states(request.user)
        .select_related("letter__office", "assigned_to")
    )
    overdue = mine.overdue(on)
    soon = mine.due_between(on, on + DUE_SOON)
    to_check = mine.to_check(on).not_overdue(on).exclude(pk__in=soon.values("pk"))
    lists = [
        (
            "overdue",
            "Overdue",
            "Past the date that the letter asked for; no law sets one.",
            overdue.order_by("due_on", "pk"),
        ),
        (
            "soon",
            "Due within a week",
            "An answer is asked for within seven days.",
            soon.order_by("due_on", "pk"),
        ),
        ("check", "To check", "The day to look again has come.", to_check.order_by("next_check_on", "pk")),
    ]
    context = {
        "lists": [(key, title, why, *first_rows(rows, on=on)) for key, title, why, rows in lists],
        "drafts": Letter.objects.filter(office__in=offices)
        .drafts()
        .select_related("office")
        .order_by("-created_at")[:ROWS],
        "offices": offices,
        "liveness": liveness(now=timezone.now()),
    }
    return render(request, "desk/attention.html", context)


def first_rows(
    letter_requests: QuerySet[LetterRequest], *, on: date
) -> tuple[list[tuple[LetterRequest, int | None]], int]:
    """The first rows with their days overdue, and how many there are; counted only where not all are shown."""
    rows = list(letter_requests[: ROWS + 1])
    total = len(rows) if len(rows) <= ROWS else letter_requests.count()
    return [(row, row.days_overdue(on)) for row in rows[:ROWS]], total
