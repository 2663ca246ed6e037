"""The front page: what this is, how all requests stand, and what was recorded last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.models import Action
from tracker.public.forms import Words
from tracker.public.scorecards import Scorecard, seen_counts, sum_of

LATEST = 8


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The numbers with their denominators, the latest changes, and the search, which leads to the list of letters."""
    months = seen_counts(request, "month")
    context = {
        "search": Words(),
        "scorecard": Scorecard(sum_of(months)),
        "latest": Action.objects.visible_to(request.user).news().with_letters(request.user)[:LATEST],
    }
    return render(request, "public/front.html", context)
