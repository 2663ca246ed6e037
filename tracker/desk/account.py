"""One's own account: offices, roles, mails."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from offices.policy import signed_in


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Offices and roles, calendars, and the way to one's keys."""
    user = signed_in(request.user)
    context = {
        "memberships": user.memberships.select_related("office"),
        "feeds": user.calendar_feeds.select_related("office"),
    }
    return render(request, "desk/account.html", context)


@login_required
@require_POST
def mails(request: HttpRequest, slug: str) -> HttpResponse:
    """Turns an office's reminder mails to oneself on or off; the desk lists what is due either way."""
    membership = get_object_or_404(signed_in(request.user).memberships, office__slug=slug)
    membership.wants_mail = request.POST.get("wants_mail") == "yes"
    membership.save(update_fields=["wants_mail"])
    return redirect("desk:account")
