"""The pages of members of Congress: what they signed, and what came of it."""

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from letters.models import Letter, Signatory
from letters.people import Member
from letters.scorecard import Counts
from letters.visibility import visible
from offices.models import User
from tracker.kept_parts import kept_rows
from tracker.public.cards import cards_of, known
from tracker.public.forms import NamedMember
from tracker.public.scorecards import Scorecard, seen_counts, statuses_of

MEMBERS_PER_PAGE = 100
LATEST = 25


def members_seen_by(user: User | AnonymousUser) -> QuerySet[Member]:
    """The members who signed a confirmed letter that the reader may see."""
    signed = Signatory.objects.filter(visible(user, "letter__"), letter__confirmed_at__isnull=False)
    return Member.objects.filter(Exists(signed.filter(member=OuterRef("pk"))))


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Those who signed, found by name."""
    groups = seen_counts(request, "member")
    search = NamedMember(request.GET)
    status = 200 if search.is_valid() else 400
    named = search.condition() if status == 200 else Q(pk__in=[])
    found = members_seen_by(request.user).filter(named)
    page = Paginator(found, MEMBERS_PER_PAGE).get_page(request.GET.get("page"))
    rows = {}
    for member in page.object_list:
        scorecard = Scorecard(groups.get(member.pk, Counts()))
        rows[member.bioguide_id, str(member), *scorecard.numbers] = {"member": member, "scorecard": scorecard}
    context = {"search": search, "page": page, "rows": kept_rows("public/parts/member_row.html", rows)}
    return render(request, "public/members.html", context, status=status)


@require_safe
def member(request: HttpRequest, bioguide_id: str) -> HttpResponse:
    """One member: the requests that they signed for, and the letters."""
    member = get_object_or_404(
        members_seen_by(request.user).prefetch_related("terms"), bioguide_id=bioguide_id
    )
    theirs = (
        Letter.objects.visible_to(request.user).confirmed().filter(pk__in=member.signatures.values("letter"))
    )
    scorecard = Scorecard(seen_counts(request, "member").get(member.pk, Counts()))
    context = {
        "member": member,
        "term": max(member.terms.all(), key=lambda term: term.start_on, default=None),
        "scorecard": scorecard,
        "statuses": statuses_of(scorecard, member=member.bioguide_id),
        "cards": cards_of(known(theirs)[:LATEST], theirs, level=3),
        "shown": LATEST,
    }
    return render(request, "public/member.html", context)
