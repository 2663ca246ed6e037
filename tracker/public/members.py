"""The pages of members of Congress: what they signed, and what came of it."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from letters.models import Letter, Signatory
from letters.people import Member
from letters.progress import letter_progress
from letters.scorecard import Counts
from letters.visibility import visible
from tracker.clock import today
from tracker.public.forms import NamedMember
from tracker.public.scorecards import Scorecard, seen_counts

MEMBERS_PER_PAGE = 100
LATEST = 25


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Those who signed, found by name."""
    groups = seen_counts(request, "member")
    search = NamedMember(request.GET)
    status = 200 if search.is_valid() else 400
    named = Q(pk__in=list(groups)) & search.condition() if status == 200 else Q(pk__in=[])
    page = Paginator(Member.objects.filter(named), MEMBERS_PER_PAGE).get_page(request.GET.get("page"))
    rows = [(member, Scorecard(groups[member.pk])) for member in page.object_list]
    context = {"search": search, "page": page, "rows": rows}
    return render(request, "public/members.html", context, status=status)


@require_safe
def member(request: HttpRequest, bioguide_id: str) -> HttpResponse:
    """One member: the requests that they signed for, and the letters."""
    signed = Signatory.objects.filter(visible(request.user, "letter__"), letter__confirmed_at__isnull=False)
    seen = Member.objects.filter(Exists(signed.filter(member=OuterRef("pk")))).prefetch_related("terms")
    member = get_object_or_404(seen, bioguide_id=bioguide_id)
    theirs = (
        Letter.objects.visible_to(request.user).confirmed().filter(pk__in=member.signatures.values("letter"))
    )
    letters = theirs.in_lists()[:LATEST]
    context = {
        "member": member,
        "term": max(member.terms.all(), key=lambda term: term.start_on, default=None),
        "scorecard": Scorecard(seen_counts(request, "member").get(member.pk, Counts())),
        "letters": [(letter, letter_progress(letter.requests.all(), on=today())) for letter in letters],
        "shown": LATEST,
    }
    return render(request, "public/member.html", context)
