"""A letter and its requests at the desk: how they stand, and recording what happened."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, Window
from django.db.models.functions import RowNumber
from django.forms.models import model_to_dict
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.due_dates import promises
from actions.ledger import LedgerError, NewAction, NewEffect, check_made, record, snooze, withdraw_entry
from actions.links import links_of
from actions.models import Action, Effect
from actions.policies import set_own_policy
from actions.watching import own_policy as own_policy_of
from letters.models import Letter, LetterRequest
from letters.progress import letter_progress, progress_of
from offices.audit_entries import AuditEntry, Deed, Matter
from offices.models import User
from offices.policy import offices_where, signed_in
from tracker.clock import today
from tracker.desk.clicks import is_first, new_token
from tracker.desk.embargoes import VisibilityForm
from tracker.desk.intake import office_letters
from tracker.desk.links import FindForm
from tracker.desk.recording import (
    ActionForm,
    NoteForm,
    OwnPolicyForm,
    SnoozeForm,
    TakeBackForm,
    TopicForm,
    correctable,
    initial_from,
)
from tracker.desk.returning import back
from tracker.desk.rights import require_to_record
from tracker.desk.telling import tell_errors
from tracker.seeing import saw, saw_letter, saw_request

ENTRIES = 100  # of a letter, the latest: so many notes, and so many other entries
CHANGES = (Deed.CHANGED, Deed.SHARED, Deed.UNSHARED)  # of a letter itself; holds are the managers' affair


class Happened(NamedTuple):
    """What somebody, or (None) the tracker by itself, recorded of a letter's requests, or changed of the letter itself."""

    at: datetime
    by: User | None
    action: Action | None = None
    change: AuditEntry | None = None

    @property
    def words(self) -> str:
        """What was changed: the audit's words, as people read them."""
        if self.change is None:
            return ""
        return f"{self.change.get_deed_display()} {self.change.detail.replace('_', ' ')}"


@login_required
@require_safe
def letter(request: HttpRequest, id: str) -> HttpResponse:
    """A letter with how each of its requests stands."""
    letter = get_object_or_404(
        office_letters(request)
        .with_shared()
        .select_related("owner", "imported_in__by")
        .with_people()
        .with_requests(request.user),
        public_id=id,
    )
    if letter.is_draft:
        return redirect("desk:draft", letter.public_id)
    saw_letter(request, letter)
    entries = entries_on(request, letter)
    notes = [action for action in entries if action.kind == "note"]
    history = history_of([action for action in entries if action.kind != "note"], letter)
    context = {
        "letter": letter,
        "rows": [(row, progress_of(row, on=today())) for row in letter.requests.all()],
        "progress": letter_progress(letter.requests.all(), on=today()),
        "notes": notes[:ENTRIES],
        "has_more_notes": len(notes) > ENTRIES,
        "history": history[:ENTRIES],
        "has_more_history": len(history) > ENTRIES,
        "letter_links": links_of(letter, request.user),
        "find_form": FindForm(),
        "note_form": NoteForm(),
        "visibility_form": VisibilityForm(),
        "topic_form": TopicForm(initial={"topic": letter.topic}),
        "here": request.get_full_path(),
    }
    return render(request, "desk/letter.html", context)


def entries_on(request: HttpRequest, letter: Letter) -> list[Action]:
    """The latest notes on the letter's requests and the latest other entries, the last recorded first.

    One more of either than is shown, where there are more.
    """
    keys = [letter_request.pk for letter_request in letter.requests.all()]
    entries = Effect.objects.filter(letter_request__in=keys).order_by().values("action")
    actions = Action.objects.filter(pk__in=entries).visible_to(request.user)
    latest = ("-recorded_at", "-pk")
    is_note = ExpressionWrapper(Q(kind="note"), BooleanField())
    placed = actions.annotate(place=Window(RowNumber(), partition_by=is_note, order_by=latest))
    rows = placed.filter(place__lte=ENTRIES + 1).with_effects(request.user)
    return list(rows.select_related("superseded_by__recorded_by").order_by(*latest))


def history_of(entries: Iterable[Action], letter: Letter) -> list[Happened]:
    """Entries of the ledger, and beside them what was changed of the letter itself, the last first; one query.

    One more is told than is shown, where there are more.
    """
    changes = AuditEntry.objects.filter(
        office=letter.office_id, public_id=letter.public_id, thing=Matter.LETTER, deed__in=CHANGES
    )
    latest = changes.select_related("person").order_by("-at", "-pk")[: ENTRIES + 1]
    rows = [
        *(Happened(action.recorded_at, action.recorded_by, action=action) for action in entries),
        *(Happened(change.at, change.person, change=change) for change in latest),
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)[: ENTRIES + 1]


@login_required
@require_POST
def noted(request: HttpRequest, id: str) -> HttpResponse:
    """Keeps a note with all requests of the letter; it stays in the office."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    require_to_record(request, letter.office)
    form = NoteForm(request.POST)
    try:
        if form.is_valid():
            note(letter, form, by=signed_in(request.user))
            messages.success(request, "Noted, for your office only.")
        else:
            tell_errors(request, form)
    except LedgerError as error:
        messages.error(request, str(error))
    return redirect("desk:letter", letter.public_id)


@transaction.atomic
def note(letter: Letter, form: NoteForm, *, by: User) -> None:
    """Records the note, once however often the form is sent."""
    if is_first(form.cleaned_data["click"], by=by):
        rows = letter.requests.select_related("letter__office")
        now = timezone.now()
        day = now.astimezone(letter.office.zone).date()
        new = NewAction("note", day, [NewEffect(row) for row in rows], form.cleaned_data["summary"])
        record(new=new, by=by, now=now)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_request(request: HttpRequest, id: str) -> HttpResponse:
    """A request with its timeline; records what happened."""
    letter_request = get_object_or_404(office_requests(request), public_id=id)
    by = signed_in(request.user)
    if request.method == "POST":
        require_to_record(request, letter_request.letter.office)
    wrong = correctable(letter_request, request.GET.get("corrects", ""), by=by)
    initial = initial_from(wrong, letter_request) if wrong else {"occurred_on": today()}
    if initial is None:
        messages.error(
            request, "This entry says different things of several requests: take it back, and record anew."
        )
        return redirect("desk:request", letter_request.public_id)
    entered = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ActionForm(*entered, letter_request=letter_request, by=by, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            enter(form, by=by)
        except LedgerError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "Recorded.")
            return after(request, letter_request)
    return show(request, letter_request, form, status=400 if form.errors else 200)


@transaction.atomic
def enter(form: ActionForm, *, by: User) -> None:
    """Records what was entered, once however often the form is sent."""
    if is_first(form.cleaned_data["click"], by=by):
        record(new=form.new_action(), by=by, now=timezone.now(), supersedes=form.cleaned_data["supersedes"])


@login_required
@require_POST
def checked(request: HttpRequest, id: str) -> HttpResponse:
    """“Nothing new”: one click that moves the next check."""
    letter_request = get_object_or_404(office_requests(request), public_id=id)
    require_to_record(request, letter_request.letter.office)
    try:
        check_made(letter_request=letter_request, by=signed_in(request.user), now=timezone.now())
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        letter_request.refresh_from_db()
        messages.success(request, f"Noted. {next_look(letter_request)}")
    if "back" in request.POST:
        return back(request, "desk:request", letter_request.public_id)
    return after(request, letter_request)


@login_required
@require_POST
def snoozed(request: HttpRequest, id: str) -> HttpResponse:
    """Puts the next check off to a day."""
    letter_request = get_object_or_404(office_requests(request), public_id=id)
    require_to_record(request, letter_request.letter.office)
    form = SnoozeForm(request.POST)
    try:
        if form.is_valid():
            until = form.cleaned_data["until"]
            snooze(letter_request=letter_request, until=until, by=signed_in(request.user), now=timezone.now())
            messages.success(request, f"The next look is on {date_format(until, 'F j, Y')}.")
        else:
            tell_errors(request, form)
    except LedgerError as error:
        messages.error(request, str(error))
    return after(request, letter_request)


@login_required
@require_POST
def own_policy(request: HttpRequest, id: str) -> HttpResponse:
    """Sets how often this one request is checked."""
    letter_request = get_object_or_404(office_requests(request), public_id=id)
    require_to_record(request, letter_request.letter.office)
    form = OwnPolicyForm(request.POST)
    if form.is_valid():
        set_own_policy(
            letter_request=letter_request,
            values=form.cleaned_data,
            by=signed_in(request.user),
            now=timezone.now(),
        )
        letter_request.refresh_from_db()
        messages.success(request, f"Set. {next_look(letter_request)}")
    else:
        for field, errors in form.errors.items():
            messages.error(request, f"{form[field].label}: {errors[0]}")
    return redirect("desk:request", letter_request.public_id)


@login_required
@require_POST
def taken_back(request: HttpRequest, id: str) -> HttpResponse:
    """Takes back an entry that was made in error."""
    seen = Action.objects.filter(office__in=offices_where(request.user, "read what the office keeps"))
    action = get_object_or_404(seen.select_related("office"), public_id=id)
    require_to_record(request, action.office)
    letter_request = action.effects.select_related("letter_request")[0].letter_request
    form = TakeBackForm(request.POST)
    try:
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            withdraw_entry(action=action, reason=reason, by=signed_in(request.user), now=timezone.now())
            messages.success(request, "The entry is struck through and counts no more.")
        else:
            tell_errors(request, form)
    except LedgerError as error:
        messages.error(request, str(error))
    return redirect("desk:request", letter_request.public_id)


@require_safe
def source(request: HttpRequest, id: str) -> FileResponse:
    """A letter's source file, for whoever may see the letter; never shown by the browser itself."""
    letter = get_object_or_404(Letter.objects.visible_to(request.user).exclude(source_file=""), public_id=id)
    if not letter.is_public:
        saw(request, Matter.FILE, letter.public_id, office=letter.office_id, deed=Deed.TOOK)
    return FileResponse(letter.source_file.open("rb"), as_attachment=True, filename=letter.source_name)


@require_safe
def evidence(request: HttpRequest, id: str) -> FileResponse:
    """An action's document, for whoever may see the action."""
    action = get_object_or_404(Action.objects.visible_to(request.user).exclude(source_file=""), public_id=id)
    if not Action.objects.visible_to(AnonymousUser()).filter(pk=action.pk).exists():
        saw(request, Matter.EVIDENCE, action.public_id, office=action.office_id, deed=Deed.TOOK)
    return FileResponse(action.source_file.open("rb"), as_attachment=True, filename=action.source_file_name)


def next_look(letter_request: LetterRequest) -> str:
    """When somebody is to look again, as a sentence."""
    on = letter_request.next_check_on
    return (
        f"The next look is on {date_format(on, 'F j, Y')}."
        if on
        else "The request is closed: nobody need look again."
    )


def office_requests(request: HttpRequest):  # type: ignore[no-untyped-def]  # see LetterRequests
    """The requests of the reader's offices."""
    offices = offices_where(request.user, "read what the office keeps")
    mine = LetterRequest.objects.filter(letter__office__in=offices)
    return mine.with_states(request.user).select_related("letter__office", "assigned_to", "own_policy")


def after(request: HttpRequest, letter_request: LetterRequest) -> HttpResponse:
    """Back to the request: the changed part for htmx, a redirect for a browser without."""
    if request.htmx:  # type: ignore[attr-defined]  # set by its middleware
        fresh = get_object_or_404(office_requests(request), pk=letter_request.pk)
        return show(
            request,
            fresh,
            ActionForm(letter_request=fresh, by=signed_in(request.user), initial={"occurred_on": today()}),
        )
    return redirect("desk:request", letter_request.public_id)


def show(
    request: HttpRequest, letter_request: LetterRequest, form: ActionForm, status: int = 200
) -> HttpResponse:
    """The request's page, or for htmx the part of it that changes.

    htmx swaps only successful answers, so a form with errors goes to it as 200.
    """
    saw_request(request, letter_request)
    own = own_policy_of(letter_request)
    offices = offices_where(signed_in(request.user), "read what the office keeps")
    actions = Action.objects.on_requests([letter_request]).told_to(offices)
    entries = list(actions.with_effects(request.user).select_related("superseded_by__recorded_by"))
    context = {
        "letter_request": letter_request,
        "letter": letter_request.letter,
        "progress": progress_of(letter_request, on=today()),
        "timeline": [action for action in entries if not action.is_office_only],
        "office_timeline": [action for action in entries if action.is_office_only],
        "office_day": timezone.now().astimezone(letter_request.letter.office.zone).date(),
        "form": form,
        "note_click": new_token(),
        "promised_on": promises([letter_request]).get(letter_request.pk),
        "own_policy_form": OwnPolicyForm(initial=model_to_dict(own) if own else None),
        "can_correct": True,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/parts/request_body.html", context)
    return render(request, "desk/request.html", context, status=status)
