"""The page of topics: what letters are about, and how the requests in them stand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.kept_parts import kept_rows
from tracker.public.forms import topics_said
from tracker.public.scorecards import ENOUGH, Scorecard, seen_counts


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Every topic that something was asked about, and apart from them what is not sorted yet."""
    groups = seen_counts(request, "topic")
    rows = {}
    for topic, label in (*topics_said(), ("", "")):
        if topic in groups:
            scorecard = Scorecard(groups[topic])
            rows[topic, *scorecard.numbers] = {"topic": topic, "label": label, "scorecard": scorecard}
    context = {"rows": kept_rows("public/parts/topic_row.html", rows), "enough": ENOUGH}
    return render(request, "public/topics.html", context)
