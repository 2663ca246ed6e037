"""The front page: what this is, how all requests stand, and what was recorded last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.answer_days import day_parts
from letters.changes import last_position
from letters.people import Agency
from tracker.clock import today
from tracker.public.forms import Words
from tracker.public.news import latest_news
from tracker.public.pictures import (
    asked_most,
    counted_stretches,
    days_to_answer,
    picture,
    progress_by_month,
    states_by_agency,
)
from tracker.public.scorecards import Scorecard, seen_counts, statuses_of, sum_of


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The numbers with their denominators, the latest changes, and the search, which leads to the list of letters."""
    head = last_position()
    months = seen_counts(request, "month", head=head)
    agencies = seen_counts(request, "agency", head=head)
    named = Agency.objects.filter(pk__in=asked_most(agencies))
    days = counted_stretches(seen_counts(request, "days", day_parts, head=head))
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
        "latest": latest_news(request.user),
    }
    return render(request, "public/front.html", context)
