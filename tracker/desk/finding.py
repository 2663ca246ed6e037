"""The office's letters: looked for by words, people and agencies, filtered by how they stand, kept as views."""

from collections.abc import Sequence
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from letters.day_orders import or_first
from letters.found import Found, Phrases, found_in, request_around
from letters.marking import Excerpt
from letters.models import Letter, LetterRequest, Recipient, states_seen_by
from letters.progress import RequestProgress, progress_of
from letters.search import phrases_of
from offices.models import Office
from offices.policy import signed_in
from tracker.clock import today
from tracker.desk.filters import Filters
from tracker.desk.rights import own_offices
from tracker.desk.saved import LONGEST, SavedView, TooManyViews, save_view

LETTERS_PER_PAGE = 15
MOST_LETTERS = 1000  # that can be paged through: who has found more has to ask for less
REQUESTS = 4  # of a letter in the list


class FoundRequest(NamedTuple):
    """A request in the list with what was looked for marked."""

    letter_request: LetterRequest
    text: Excerpt
    progress: RequestProgress


class FoundLetter(NamedTuple):
    """A letter in the list; `has_more`: it has more requests that fit."""

    letter: Letter
    found: Found
    requests: list[FoundRequest]
    has_more: bool


@login_required
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that fit the filters in the address, the latest first."""
    user = signed_in(request.user)
    offices = own_offices(request, "read what the office keeps")
    filters = Filters(request.GET, offices=offices)
    is_valid = filters.is_valid()
    keys = keys_of(filters) if is_valid else []
    page = Paginator(keys[:MOST_LETTERS], LETTERS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "rows": listed(request, filters, list(page.object_list)) if is_valid else [],
        "has_more": len(keys) > MOST_LETTERS,
        "views": SavedView.objects.filter(membership__user=user, membership__office__in=offices),
        "view_form": ViewForm(initial={"query": filters.query}),
        "here": request.get_full_path(),
    }
    return render(request, "desk/letters.html", context, status=200 if is_valid else 400)


def keys_of(filters: Filters) -> list[int]:
    """The keys of the letters that fit, the latest first, and one more than can be paged through where there are more."""
    ordered = filters.letters(on=today()).order_by(or_first("letter_date").desc(), "-pk")
    return list(ordered.values_list("pk", flat=True)[: MOST_LETTERS + 1])


def listed(request: HttpRequest, filters: Filters, keys: Sequence[int]) -> list[FoundLetter]:
    """The letters of a page that are still there, with their first requests that fit, and what was looked for marked."""
    typed, person = filters.cleaned_data["q"], filters.cleaned_data["person"]
    fitting = filters.requests(on=today()).prefetch_related(states_seen_by(signed_in(request.user)))
    fitting = fitting.select_related("assigned_to").order_by("number")
    # Which requests have the words is known when all have been read.
    shown = Prefetch("requests", fitting if typed else fitting[: REQUESTS + 1], to_attr="fitting")
    found = Letter.objects.select_related("office", "owner").prefetch_related(
        Prefetch("recipients", Recipient.objects.select_related("agency")),
        shown,
    )
    if typed or person:
        found = found.with_signers()
    letters = (found if typed else found.defer("text")).in_bulk(keys)
    phrases = phrases_of(typed)
    return [row_of(letters[key], phrases, person) for key in keys if key in letters]


def row_of(letter: Letter, phrases: Phrases, person: str) -> FoundLetter:
    """A letter of the list; requests that have the words stand before the others."""
    fitting: list[LetterRequest] = letter.fitting  # type: ignore[attr-defined]  # the prefetch's own name
    for letter_request in fitting:
        letter_request.letter = letter
    found = found_in(letter, fitting, phrases, person=person)
    rows = [*found.requests, *(row for row in fitting if row not in found.requests)]
    requests = [
        FoundRequest(row, request_around(row.text, phrases), progress_of(row, on=today()))
        for row in rows[:REQUESTS]
    ]
    return FoundLetter(letter, found, requests, len(fitting) > REQUESTS)


class ViewForm(forms.Form):
    """The name of a view and its filters."""

    name = forms.CharField(max_length=60, label="Keep this view as")
    query = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps the filters under a name, for the office that they name, else the reader's first."""
    user = signed_in(request.user)
    offices = own_offices(request, "read what the office keeps")
    form = ViewForm(request.POST)
    filters = Filters(QueryDict(request.POST.get("query", "")[:LONGEST]), offices=offices)
    if not (offices and form.is_valid() and filters.is_valid()):
        messages.error(request, "Give the view a name of 60 characters or fewer, and filters that exist.")
        return redirect("desk:letters")
    office: Office = filters.cleaned_data.get("office") or offices[0]
    try:
        view = save_view(
            membership=user.memberships.get(office=office),
            name=form.cleaned_data["name"],
            query=filters.query,
            now=timezone.now(),
        )
    except TooManyViews as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"Kept as “{view}”.")
    return redirect(f"{reverse('desk:letters')}?{filters.query}")


@login_required
@require_POST
def forget(request: HttpRequest, key: int) -> HttpResponse:
    """Deletes a view of one's own."""
    view = get_object_or_404(SavedView, membership__user=signed_in(request.user), pk=key)
    view.delete()
    messages.success(request, f"“{view}” is deleted.")
    return redirect("desk:letters")
