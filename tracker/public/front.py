"""The front page: what this is, how all requests stand, and what was recorded last."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.answer_days import day_parts
from actions.models import Action
from letters.people import Agency
from offices.models import User
from tracker.clock import today
from tracker.public.forms import Words
from tracker.public.pictures import (
    counted_stretches,
    days_to_answer,
    picture,
    progress_by_month,
    states_by_agency,
)
from tracker.public.scorecards import Scorecard, seen_counts, statuses_of, sum_of

LATEST = 8
WINDOWS = (300, 3000)  # entries that are looked through for so many


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The numbers with their denominators, the latest changes, and the search, which leads to the list of letters."""
    months = seen_counts(request, "month")
    agencies = seen_counts(request, "agency")
    named = Agency.objects.filter(pk__in=[key for key in agencies if key is not None])
    days = counted_stretches(seen_counts(request, "days", day_parts))
    scorecard = Scorecard(sum_of(months))
    charts = (
        progress_by_month(months, on=today()),
        days_to_answer(days),
        states_by_agency((agency, agencies[agency.pk]) for agency in named),
    )
    context = {
        "search": Words(),
        "scorecard": scorecard,
        "statuses": statuses_of(scorecard),
        "charts": [picture(chart) for chart in charts],
        "latest": latest_seen_by(request.user),
    }
    return render(request, "public/front.html", context)


def latest_seen_by(user: User | AnonymousUser) -> list[Action]:
    """The last news that the reader may see, of the last entries of all: to ask who may see each of a million takes seconds."""
    found: list[Action] = []
    for window in WINDOWS:
        last = Action.objects.order_by("-recorded_at", "-pk").values_list("pk", flat=True)
        keys = list(last[:window])
        seen = Action.objects.filter(pk__in=keys).visible_to(user)
        found = list(seen.news().with_letters(user)[:LATEST])
        if len(found) == LATEST or len(keys) < window:
            break
    return found
