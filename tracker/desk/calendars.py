"""Calendar feeds: making and revoking them under one's account, and what a calendar program reads."""

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST, require_safe

from actions.calendar_feeds import close_feed, feed_of, open_feed
from actions.ical import calendar_of
from offices.audit_entries import Matter
from offices.policy import offices_where, signed_in
from tracker.seeing import saw


@login_required
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Makes an address, shown only right after; an older one of the same calendar stops working."""
    slug = request.POST.get("office", "")
    mine = offices_where(request.user, "read what the office keeps")
    office = get_object_or_404(mine, slug=slug) if slug else None
    token = open_feed(user=signed_in(request.user), office=office, now=timezone.now())
    address = request.build_absolute_uri(reverse("desk:calendar", args=[token]))
    messages.success(request, f"The calendar’s address, shown only now: {address}")
    return redirect("desk:account")


@login_required
@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    """Stops an address of one's own."""
    close_feed(user=signed_in(request.user), key=key)
    messages.success(request, "The address works no more.")
    return redirect("desk:account")


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar for whoever has its address; 404 for a revoked address, or a holder who has left."""
    feed = feed_of(token)
    if feed is None:
        raise Http404
    words = calendar_of(feed, now=timezone.now())
    offices = [feed.office] if feed.office else offices_where(feed.user, "read what the office keeps")
    for office in offices:
        saw(request, Matter.CALENDAR, office=office.pk, by=feed.user)
    answer = HttpResponse(words, content_type="text/calendar; charset=utf-8")
    answer.headers["ETag"] = etag = quote_etag(sha256(words).hexdigest())
    patch_cache_control(answer, private=True, no_cache=True)
    return get_conditional_response(request, etag=etag, response=answer) or answer
