"""Where one is signed in: looked at, and ended."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from offices.policy import signed_in
from tracker.accounts.asking_again import asks_again_to_post
from tracker.accounts.logged import tell
from tracker.accounts.sessions import end, signed_in_places

OTHERS = "others"


@login_required
@asks_again_to_post
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Lists the browsers in which one is signed in; signs out of one of them, or of all but this one."""
    user, here = signed_in(request.user), request.session.session_key
    places = signed_in_places(user, now=timezone.now())
    if request.method == "POST":
        which = request.POST.get("which", "")
        others = [place for place in places if place.key != here and which in (place.name, OTHERS)]
        end(others)
        tell("sessions_ended", user)
        messages.success(request, "You are signed out there.")
        return redirect("desk:sessions")
    return render(request, "desk/sessions.html", {"places": places, "here": here})
