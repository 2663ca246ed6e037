"""The board of an office's week, and the mails that failed."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from actions.failed import failed_for, try_again
from actions.liveness import liveness
from actions.team import week_of
from letters.calendar import FIRST_DAY, LAST_DAY
from offices.policy import offices_where, signed_in
from tracker.desk.rights import own_offices

ROWS = 200


@login_required
@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """Leads to the board of the only office, or lists them."""
    offices = own_offices(request, "read what the office keeps")
    if len(offices) == 1:
        return redirect("desk:board", offices[0].slug)
    return render(request, "desk/boards.html", {"offices": offices})


@login_required
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """The week of an office: what is due, who was reminded, what was done."""
    seen = own_offices(request, "read what the office keeps")
    office = next((office for office in seen if office.slug == slug), None)
    if office is None:
        raise Http404
    now = timezone.now()
    today = now.astimezone(office.zone).date()
    context = {
        "office": office,
        "today": today,
        "week": week_of(office, on=chosen_day(request, default=today), today=today),
        "liveness": liveness(now=now),
        "failed": failed_for(signed_in(request.user)).filter(office=office).count(),
    }
    return render(request, "desk/board.html", context)


def chosen_day(request: HttpRequest, *, default: date) -> date:
    """The day that the address names."""
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return default
    return min(max(day, FIRST_DAY), LAST_DAY)


@login_required
@require_safe
def failed(request: HttpRequest) -> HttpResponse:
    """The mails that were given up, in the offices that the person manages."""
    user = signed_in(request.user)
    managed = offices_where(user, "manage the office")
    return render(request, "desk/failed.html", {"managed": managed, "digests": failed_for(user)[:ROWS]})


@login_required
@require_POST
def again(request: HttpRequest, key: int) -> HttpResponse:
    """Has one of them tried again with the next sweep."""
    user = signed_in(request.user)
    digest = get_object_or_404(failed_for(user), pk=key)
    try_again(digest=digest, by=user, now=timezone.now())
    messages.success(request, f"The mail to {digest.user} leaves with the next sweep, within a minute.")
    return redirect("desk:failed")
