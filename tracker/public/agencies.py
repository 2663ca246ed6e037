"""The pages of agencies: how each stands, and a fair scorecard of one."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actions.answer_days import answers_of_agency, days_taken, median_days
from letters.models import Letter, Recipient
from letters.people import Agency
from letters.scorecard import Counts
from letters.visibility import visible
from offices.models import User
from tracker.kept_parts import kept_rows
from tracker.public.cards import cards_of, known
from tracker.public.pictures import days_to_answer, picture, states_by_agency, stretches_of
from tracker.public.scorecards import ENOUGH, Scorecard, seen_counts, statuses_of

LATEST = 10


def agencies_seen_by(user: User | AnonymousUser) -> QuerySet[Agency]:
    """The agencies that a confirmed letter addresses which the reader may see."""
    addressed = Recipient.objects.filter(visible(user, "letter__"), agency=OuterRef("pk"))
    return Agency.objects.filter(Exists(addressed.filter(letter__confirmed_at__isnull=False)))


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """Every agency that was asked for something."""
    groups = seen_counts(request, "agency")
    named = Agency.objects.filter(pk__in=[key for key in groups if key is not None])
    rows = {}
    for agency in named:
        scorecard = Scorecard(groups[agency.pk])
        rows[agency.slug, agency.name, *scorecard.numbers] = {"agency": agency, "scorecard": scorecard}
    context = {
        "rows": kept_rows("public/parts/agency_row.html", rows),
        "chart": picture(states_by_agency((agency, groups[agency.pk]) for agency in named)),
        "enough": ENOUGH,
    }
    return render(request, "public/agencies.html", context)


@require_safe
def agency(request: HttpRequest, slug: str) -> HttpResponse:
    """How one agency's answers stand, how long they took, and the letters that it had last."""
    agency = get_object_or_404(agencies_seen_by(request.user), slug=slug)
    days = days_taken(answers_of_agency(agency, to=request.user)).values()
    received = (
        Letter.objects.visible_to(request.user).confirmed().filter(pk__in=agency.recipients.values("letter"))
    )
    scorecard = Scorecard(seen_counts(request, "agency").get(agency.pk, Counts()))
    context = {
        "agency": agency,
        "scorecard": scorecard,
        "statuses": statuses_of(scorecard),
        "chart": picture(days_to_answer(stretches_of(days))) if days else None,
        "answers": len(days),
        "median_days": median_days(days) if len(days) >= ENOUGH else None,
        "cards": cards_of(known(received)[:LATEST], received, level=3),
    }
    return render(request, "public/agency.html", context)
