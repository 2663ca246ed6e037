"""Logging a letter: give its file or words, correct what was read beside the text, confirm once."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.ledger import LedgerError
from actions.opening import open_letter
from letters.directory import agencies_known_to, named, terms_near
from letters.drafts import draft_of, may_lack
from letters.intake import (
    AlreadyConfirmed,
    AlreadyKept,
    IntakeError,
    LetterSource,
    discard,
    file_source,
    text_source,
)
from letters.models import Letter
from letters.places import Places
from letters.reading.reader import read
from letters.suggesting import agencies_like
from offices.policy import offices_where, signed_in
from tracker.clock import today
from tracker.desk.dates import day_in
from tracker.desk.draft_rows import doubts_of, sections_of
from tracker.desk.draft_text import marked
from tracker.desk.drafting import DraftForms, IntakeForm
from tracker.desk.entered import Entered, ordered, read_from, sent, stepped
from tracker.desk.redating import differing, is_older, redated, rematched
from tracker.desk.rights import require_to_record
from tracker.desk.rows import CannotBeDone
from tracker.reading_work import job_of, keep_letter
from tracker.seeing import saw_letter
from tracker.tasks import wake


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Takes a file or pasted text in, and leads to its draft."""
    offices = offices_where(request.user, "log letters and record actions")
    entered = (request.POST, request.FILES) if request.method == "POST" else ()
    form = IntakeForm(*entered, offices=offices)
    if request.method == "POST" and form.is_valid():
        office, by = form.cleaned_data["office"], signed_in(request.user)
        try:
            letter = keep_letter(office=office, by=by, source=given(form), now=timezone.now())
        except AlreadyKept as known:
            messages.info(request, str(known))
            return redirect_to(known.letter)
        except IntakeError as error:
            form.add_error(error.field or None, str(error))
        else:
            return redirect_to_reading(letter)
    status = 400 if form.errors else 200
    return render(request, "desk/intake.html", {"form": form, "offices": offices}, status=status)


def given(form: IntakeForm) -> LetterSource:
    """What was given, read as far as it can be at once. Raises IntakeError."""
    if file := form.cleaned_data["file"]:
        return file_source(file.read(), file.name)
    return text_source(form.cleaned_data["text"], form.cleaned_data["formatted"])


def redirect_to_reading(letter: Letter) -> HttpResponse:
    """To the draft, or to the job that reads its scanned pages."""
    job = job_of(letter)
    if job is None:
        return redirect("desk:draft", letter.public_id)
    wake()
    return redirect("desk:job", job.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, id: str) -> HttpResponse:
    """Shows what was read beside the text; confirms what a person made of it."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    if request.method == "POST":
        require_to_record(request, letter.office)
    if not letter.is_draft:
        return redirect("desk:letter", letter.public_id)
    if request.method != "POST":
        return show_as_read(request, letter)
    entered = sent(request.POST)
    if entered is None:
        forms = DraftForms(request.POST)
        forms.letter.add_error(None, "The form did not arrive as it was; open the draft again.")
        return show(request, letter, forms, status=400)
    followed = redated(entered, text=letter.text, today=today())
    if entered.step == "redate":
        return redate(request, followed, differing(entered, followed))
    followed = rematched(followed, text=letter.text)
    if set(differing(entered, followed)) - {"counted_from", "matched_on"}:
        messages.info(request, counted_from(followed))
    if entered.step is not None:
        return step(request, letter, ordered(followed))
    return confirm(request, letter, DraftForms(ordered(followed).data()))


def show_as_read(request: HttpRequest, letter: Letter) -> HttpResponse:
    """The draft's page before anybody typed in it."""
    entry = draft_of(letter)
    for lack in may_lack(entry):
        messages.warning(request, lack)
    is_old = is_older(entry.letter_date, today=today())
    return show(request, letter, DraftForms(shown=read_from(entry, backfilled=is_old)))


def redate(request: HttpRequest, entered: Entered, moved: Sequence[str]) -> HttpResponse:
    """The fields that follow the letter's date, for htmx to put in their places; without JavaScript the next step shows them."""
    context = {"parts": DraftForms(shown=entered).parts(moved), "said": counted_from(entered)}
    return render(request, "desk/parts/redated.html", context)


def counted_from(entered: Entered) -> str:
    """That what was read follows the letter's date."""
    on = day_in(entered.letter.get("counted_from", ""))
    if on is None:
        return "Without a date on the letter no deadline that was read can be counted."
    return f"What was left as read now counts from {on:%B} {on.day}, {on.year}."


def step(request: HttpRequest, letter: Letter, entered: Entered) -> HttpResponse:
    """Shows the draft after one of its buttons, with everything that was typed; nothing is written."""
    on = day_in(entered.letter.get("letter_date", ""))
    try:
        entered = stepped(entered, letter=Places(letter.text), on=on)
    except CannotBeDone as error:
        messages.warning(request, str(error))
    return show(request, letter, DraftForms(shown=entered))


def confirm(request: HttpRequest, letter: Letter, forms: DraftForms) -> HttpResponse:
    """Makes the draft a letter, once however often it is asked for at once."""
    if not forms.is_valid():
        return show(request, letter, forms, status=400)
    try:
        open_letter(
            letter=letter,
            entry=forms.entry(letter.office.zone),
            backfilled=forms.letter.cleaned_data["backfilled"],
            by=signed_in(request.user),
            now=timezone.now(),
        )
    except AlreadyConfirmed:
        return redirect("desk:letter", letter.public_id)
    except (IntakeError, LedgerError) as error:
        field = {"public_from": "public_on"}.get(error.field, error.field)
        forms.letter.add_error(field if field in forms.letter.fields else None, str(error))
        return show(request, letter, forms, status=400)
    messages.success(request, "Confirmed. Each request now has a page and a day to look again.")
    return redirect("desk:letter", letter.public_id)


@login_required
@require_safe
@never_cache
def reading(request: HttpRequest, id: str) -> HttpResponse:
    """How far the reading of a draft is: the part of its page that asks again by itself, and leaves alone what is typed beside it."""
    letter = get_object_or_404(office_letters(request), public_id=id)
    return render(request, "desk/parts/reading.html", {"letter": letter, "job": job_of(letter)})


@login_required
@require_POST
def throw_away(request: HttpRequest, id: str) -> HttpResponse:
    """Deletes a draft."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    try:
        discard(letter=letter, by=signed_in(request.user), now=timezone.now())
    except IntakeError as error:
        messages.error(request, str(error))
        return redirect_to(letter)
    messages.info(request, "The draft is gone, and its file with it.")
    return redirect("desk:attention")


def show(request: HttpRequest, letter: Letter, forms: DraftForms, status: int = 200) -> HttpResponse:
    """The draft's page."""
    saw_letter(request, letter)
    labels = named([id for form in forms.people for id in form.offered], forms.letter_date)
    for form in forms.people:
        form.name_offers(labels)
    agencies = list(agencies_known_to(request.user))
    for form in forms.recipients:
        form.agencies = agencies_like(form["organization"].value() or "", agencies)
    sections = sections_of(forms)
    context = {
        "letter": letter,
        "job": job_of(letter),
        "forms": forms,
        "sections": sections,
        "doubts": doubts_of(sections),
        "lacks_members": forms.names_strangers and not terms_near(forms.letter_date).exists(),
        "pieces": marked(letter.text, sections[0].rows, read(letter.text)),
    }
    return render(request, "desk/draft.html", context, status=status)


def redirect_to(letter: Letter) -> HttpResponse:
    """To the letter's page at the desk, or its draft."""
    return redirect("desk:draft" if letter.is_draft else "desk:letter", letter.public_id)


def office_letters(request: HttpRequest):  # type: ignore[no-untyped-def]  # see Letters
    """The letters of the reader's offices."""
    return Letter.objects.filter(office__in=offices_where(request.user, "read what the office keeps"))
