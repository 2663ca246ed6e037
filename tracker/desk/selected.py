"""With the selected: one thing is done to many requests, all or none, on a page that shows which they are."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from actions.ledger import LedgerError
from actions.many import MOST, assign_many, put_off_many, record_many
from letters.models import LetterRequest
from offices.models import User
from offices.policy import offices_where, signed_in
from tracker.clock import today
from tracker.desk.clicks import is_first
from tracker.desk.returning import back, path_back
from tracker.desk.selecting import AssignForm, PutOffForm, RecordForms

SHOWN = 100  # rows; the rest is counted
Rows = Sequence[LetterRequest]


@login_required
@require_POST
def selected(request: HttpRequest) -> HttpResponse:
    """Asks what is to be done with the selected requests (`do`), and does it when the form is sent (`sent`)."""
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    keys = list(dict.fromkeys(request.POST.getlist("request")))
    if not keys or len(keys) > MOST:
        return refuse(request, f"Select one request or more, {MOST} at most; {len(keys)} are selected.")
    rows = rows_of(request, keys)
    if len({row.letter.office_id for row in rows}) > 1:
        return refuse(request, "These are requests of several offices; select those of one office.")
    return act(request, rows)


def refuse(request: HttpRequest, why: str) -> HttpResponse:
    """Back to where the requests were selected, with the reason."""
    messages.error(request, why)
    return back(request, "desk:attention")


def rows_of(request: HttpRequest, keys: Sequence[str]) -> list[LetterRequest]:
    """The requests of these ids, in the order given; 404 where one of them is not the reader's to see."""
    mine = LetterRequest.objects.filter(
        letter__office__in=offices_where(request.user, "read what the office keeps"),
        public_id__in=[key for key in keys if key.isalnum()],
    )
    found = {
        row.public_id: row for row in mine.select_related("letter__office", "letter__owner", "assigned_to")
    }
    if len(found) < len(keys):
        raise Http404
    return [found[key] for key in keys]


def assign(request: HttpRequest, rows: Rows) -> HttpResponse:
    """Gives the requests to a person."""
    form = AssignForm(request.POST if "sent" in request.POST else None, office=rows[0].letter.office)
    if form.is_valid():
        done = attempt(
            form,
            rows,
            lambda by: assign_many(letter_requests=rows, to=form.person, by=by, now=timezone.now()),
            request,
        )
        if done:
            return ready(request, f"{counted(rows)}: {form.person or 'nobody'} has them now.")
    return ask(request, rows, form, "assign", "Assign")


def put_off(request: HttpRequest, rows: Rows) -> HttpResponse:
    """Puts the next check of the requests off."""
    form = PutOffForm(request.POST if "sent" in request.POST else None)
    if form.is_valid():
        until = form.cleaned_data["until"]
        done = attempt(
            form,
            rows,
            lambda by: put_off_many(letter_requests=rows, until=until, by=by, now=timezone.now()),
            request,
        )
        if done:
            return ready(request, f"{counted(rows)}: the next look is on {date_format(until, 'F j, Y')}.")
    return ask(request, rows, form, "put_off", "Put off")


def record(request: HttpRequest, rows: Rows) -> HttpResponse:
    """Records one thing that happened, with one source."""
    entered = (request.POST, request.FILES) if "sent" in request.POST else ()
    forms = RecordForms(*entered, rows=rows, initial={"occurred_on": today()})
    if entered and forms.is_valid() and attempt(forms.all, rows, lambda by: enter(forms, by), request):
        return ready(request, f"Recorded for {counted(rows)}.")
    return ask(request, rows, forms.all, "record", "Record what happened for", each=forms.each)


@transaction.atomic
def enter(forms: RecordForms, by: User) -> None:
    """Records what was entered, once however often the form is sent."""
    if is_first(forms.all.cleaned_data["click"], by=by):
        record_many(new=forms.new_action(), by=by, now=timezone.now())


def attempt(form: Any, rows: Rows, act: Callable[[User], object], request: HttpRequest) -> bool:
    """Whether it could be done; the form then says of which request it could not, and why."""
    try:
        act(signed_in(request.user))
    except LedgerError as error:
        which = "" if error.effect is None else f"{rows[error.effect]}: "
        form.add_error(error.field if error.field in form.fields else None, f"{which}{error}")
        return False
    return True


def ready(request: HttpRequest, words: str) -> HttpResponse:
    """Back to where the requests were selected."""
    messages.success(request, words)
    return back(request, "desk:attention")


def ask(
    request: HttpRequest, rows: Rows, form: Any, do: str, title: str, each: dict[int, Any] | None = None
) -> HttpResponse:
    """The page that shows which requests they are and asks what is to be said of them."""
    context = {
        "title": f"{title} {counted(rows)}",
        "rows": [(row, (each or {}).get(row.pk)) for row in rows[:SHOWN]],
        "hidden_rows": rows[SHOWN:],
        "form": form,
        "do": do,
        "has_own_states": bool(each),
        "back": path_back(request, "desk:attention"),
    }
    wrong = form.errors or any(own.errors for own in (each or {}).values())
    return render(request, "desk/selected.html", context, status=400 if wrong else 200)


def counted(rows: Rows) -> str:
    """“1 request”, “3 requests”."""
    return f"{len(rows)} request{'' if len(rows) == 1 else 's'}"


ACTS: dict[str, Callable[[HttpRequest, Rows], HttpResponse]] = {
    "assign": assign,
    "put_off": put_off,
    "record": record,
}
