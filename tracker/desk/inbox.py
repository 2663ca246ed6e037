"""One's own reminders at the desk, read and unread, to look at again or to be done with."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from actions.inbox import mark_read
from actions.models import Delivery
from offices.policy import signed_in

ROWS = 100


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The latest reminders; those of which nobody has looked since stand first."""
    mine = Delivery.objects.in_inbox_of(request.user).select_related(
        "reminder__letter_request__letter__office"
    )
    newest = mine.order_by("-reminder__created_at", "-pk")
    open_rows = newest.unsettled()
    context = {
        "open_rows": open_rows[:ROWS],
        "settled_rows": newest.exclude(pk__in=open_rows.values("pk"))[:ROWS],
    }
    return render(request, "desk/inbox.html", context)


@login_required
@require_POST
def read(request: HttpRequest, key: int) -> HttpResponse:
    """Marks one as read."""
    user = signed_in(request.user)
    get_object_or_404(Delivery.objects.in_inbox_of(user), pk=key)
    mark_read(user=user, now=timezone.now(), key=key)
    return redirect("desk:inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks all as read."""
    mark_read(user=signed_in(request.user), now=timezone.now())
    return redirect("desk:inbox")
