"""Suggestions while somebody types in a draft's form: parts of its page, for htmx. Without JavaScript, see entered.stepped."""

import re

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letters.directory import agencies_known_to, named
from letters.suggesting import agencies_like
from offices.policy import NotAllowed, offices_where
from tracker.desk.dates import day_in
from tracker.desk.drafting import PersonForm
from tracker.desk.entered import looked_up


@login_required
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """The members whom a row's search finds, to choose one; `row` says whose, as “signatories-3”."""
    row, on = asking_row(request), day_in(request.GET.get("letter_date", ""))
    entered = {name: request.GET.get(f"{row}-{name}", "") for name in ("find", "bioguide_id")}
    form = PersonForm(prefix=row, initial=looked_up(entered, on=on))
    form.name_offers(named(form.offered, on))
    return render(request, "desk/parts/found.html", {"form": form})


@login_required
@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """The agencies that fit what is typed, as the options of the browser's own list."""
    sought = request.GET.get(f"{asking_row(request)}-organization", "")
    found = agencies_like(sought, agencies_known_to(request.user))
    return render(request, "desk/parts/agencies.html", {"agencies": found})


def asking_row(request: HttpRequest) -> str:
    """The row that asks. Raises NotAllowed for who logs no letters, BadRequest where there is no such row."""
    if not offices_where(request.user, "log letters and record actions").exists():
        raise NotAllowed("Your role does not allow you to log letters.")
    row = request.GET.get("row", "")
    if not re.fullmatch("(recipients|signatories)-[0-9]{1,3}", row):
        raise BadRequest("Name the row that asks: row=signatories-0.")
    return row
