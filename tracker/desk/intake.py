"""Logging a letter: give its file or words, correct what was read beside the text, confirm once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from actions.ledger import LedgerError
from actions.opening import open_letter
from letters.directory import agencies_known_to, named, serving_on
from letters.intake import AlreadyKept, IntakeError, discard, draft_of, keep_file, keep_text
from letters.marking import Piece, pieces
from letters.models import Letter
from letters.places import Places
from offices.policy import offices_where, signed_in
from tracker.clock import today
from tracker.desk.drafting import DraftForms, IntakeForm

BACKFILLED_AFTER = 30  # days; an older letter has most likely been answered without anybody noting it here


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Takes a file or pasted text in, and leads to its draft."""
    offices = offices_where(request.user, "log letters and record actions")
    entered = (request.POST, request.FILES) if request.method == "POST" else ()
    form = IntakeForm(*entered, offices=offices)
    if request.method == "POST" and form.is_valid():
        office, file = form.cleaned_data["office"], form.cleaned_data["file"]
        try:
            if file:
                letter = keep_file(
                    office=office, by=signed_in(request.user), data=file.read(), name=file.name
                )
            else:
                letter = keep_text(
                    office=office,
                    by=signed_in(request.user),
                    text=form.cleaned_data["text"],
                    formatted=form.cleaned_data["formatted"],
                )
        except AlreadyKept as known:
            messages.info(request, str(known))
            return redirect_to(known.letter)
        except IntakeError as error:
            form.add_error(error.field or None, str(error))
        else:
            return redirect("desk:draft", letter.public_id)
    status = 400 if form.errors else 200
    return render(request, "desk/intake.html", {"form": form, "offices": offices}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, id: str) -> HttpResponse:
    """Shows what was read beside the text; confirms what a person made of it."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    if not letter.is_draft:
        return redirect("desk:letter", letter.public_id)
    if request.method != "POST":
        return show(request, letter, DraftForms(entry=draft_of(letter)))
    forms = DraftForms(request.POST, add=request.POST.get("add", ""))
    if "add" in request.POST or not forms.is_valid():
        return show(request, letter, forms, status=200 if "add" in request.POST else 400)
    try:
        open_letter(
            letter=letter,
            entry=forms.entry(),
            backfilled=forms.letter.cleaned_data["backfilled"],
            by=signed_in(request.user),
            now=timezone.now(),
        )
    except (IntakeError, LedgerError) as error:
        forms.letter.add_error(error.field if error.field in forms.letter.fields else None, str(error))
        return show(request, letter, forms, status=400)
    messages.success(request, "Confirmed. Each request now has a page and a day to look again.")
    return redirect("desk:letter", letter.public_id)


@login_required
@require_POST
def throw_away(request: HttpRequest, id: str) -> HttpResponse:
    """Deletes a draft."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    try:
        discard(letter=letter, by=signed_in(request.user))
    except IntakeError as error:
        messages.error(request, str(error))
        return redirect_to(letter)
    messages.info(request, "The draft is gone, and its file with it.")
    return redirect("desk:attention")


def show(request: HttpRequest, letter: Letter, forms: DraftForms, status: int = 200) -> HttpResponse:
    """The draft's page."""
    letter_date = forms.letter_date
    if letter_date and not forms.letter.is_bound:
        forms.letter.initial["backfilled"] = (today() - letter_date).days > BACKFILLED_AFTER
    members = serving_on(letter_date) if letter_date else {}
    labels = named(id for form in forms.offering for id in form.offered) | members
    for form in forms.offering:
        form.name_offers(labels)
    context = {"letter": letter, "forms": forms, "pieces": marked(letter, forms), "members": members}
    context["agencies"] = agencies_known_to(request.user)
    return render(request, "desk/draft.html", context, status=status)


def marked(letter: Letter, forms: DraftForms) -> list[Piece]:
    """The letter's text with the requests of the form marked."""
    rows = [
        (form["ORDER"].value() or place, form["text"].value()) for place, form in enumerate(forms.requests, 1)
    ]
    places = Places(letter.text)
    spans = [(places.find(words or ""), number) for number, words in rows]
    return pieces(letter.text, [(*span, number) for span, number in spans if span])


def redirect_to(letter: Letter) -> HttpResponse:
    """To the letter's page at the desk, or its draft."""
    return redirect("desk:draft" if letter.is_draft else "desk:letter", letter.public_id)


def office_letters(request: HttpRequest):  # type: ignore[no-untyped-def]  # see Letters
    """The letters of the reader's offices."""
    return Letter.objects.filter(office__in=offices_where(request.user, "read what the office keeps"))
