"""The pages of agencies: how each stands, and a fair scorecard of one."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.answer_days import Answered, answers_of_agency, days_taken, median_days
from letters.models import Letter, Recipient, ResponseState
from letters.people import Agency
from letters.scorecard import Counts
from letters.visibility import visible
from offices.models import User
from tracker.kept_parts import kept_rows
from tracker.prepared import fetch
from tracker.public.cards import KNOWN_BY, cards_of
from tracker.public.pictures import days_to_answer, picture, states_by_agency, stretches_of
from tracker.public.scorecards import ENOUGH, Scorecard, seen_counts, statuses_of

LATEST = 10
Reader = User | AnonymousUser


def agencies_seen_by(user: Reader) -> QuerySet[Agency]:
    """The agencies that a confirmed letter addresses which the reader may see."""
    addressed = Recipient.objects.filter(visible(user, "letter__"), agency=OuterRef("pk"))
    return Agency.objects.filter(Exists(addressed.filter(letter__confirmed_at__isnull=False)))


def agencies_to_choose(user: Reader) -> list[tuple[str, str]]:
    """Of each of them what the address calls it, and its name."""
    return [(slug, name) for slug, name in fetch(slugs, user)]


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
    reader = request.user
    found = fetch(named, reader, slug)
    if not found:
        raise Http404
    agency = Agency(*found[0])
    days = days_taken(Answered(*row) for row in fetch(answers, reader, agency.pk)).values()
    latest = [Letter(**dict(zip(KNOWN_BY, row, strict=True))) for row in fetch(received, reader, agency.pk)]
    scorecard = Scorecard(seen_counts(request, "agency").get(agency.pk, Counts()))
    context = {
        "agency": agency,
        "scorecard": scorecard,
        "statuses": statuses_of(scorecard, agency=agency.slug),
        "chart": picture(days_to_answer(stretches_of(days))) if days else None,
        "answers": len(days),
        "median_days": median_days(days) if len(days) >= ENOUGH else None,
        "cards": cards_of(latest, Letter.objects.visible_to(reader).confirmed(), level=3),
    }
    return render(request, "public/agency.html", context)


# What these pages ask of the database, for `tracker.prepared`.


def slugs(reader: Reader, *, shape: object) -> QuerySet[Agency, Any]:
    """All that a reader may choose from."""
    return agencies_seen_by(reader).values_list("slug", "name")


def named(reader: Reader, slug: str, *, shape: object) -> QuerySet[Agency, Any]:
    """The agency, whole."""
    return (
        agencies_seen_by(reader)
        .filter(slug=slug)
        .values_list(*(field.attname for field in Agency._meta.concrete_fields))
    )


def answers(reader: Reader, agency: int, *, shape: object) -> QuerySet[ResponseState, Any]:
    """Its first answers."""
    return answers_of_agency(agency, to=reader)


def received(reader: Reader, agency: int, *, shape: object) -> QuerySet[Letter, Any]:
    """The letters that it had last."""
    theirs = Recipient.objects.filter(agency=agency).values("letter")
    return Letter.objects.visible_to(reader).confirmed().filter(pk__in=theirs).values_list(*KNOWN_BY)[:LATEST]
