"""Correcting a confirmed letter: one page with all that was read or typed of it, beside its text."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actions.correcting import correct_letter
from actions.publishing import Stale
from letters.correcting import NOT_AS_IT_WAS, Correction
from letters.directory import agencies_known_to, named
from letters.intake import IntakeError, RecipientEntry, RequestEntry, SignatoryEntry
from letters.marking import pieces
from letters.models import Letter
from letters.places import Places
from letters.states import RequestKind
from letters.suggesting import agencies_like
from offices.models import User
from tracker.desk.clicks import ClickField, is_first
from tracker.desk.correcting_rows import sections_of, standing_in
from tracker.desk.dates import DayField, day_in
from tracker.desk.draft_rows import Section
from tracker.desk.drafting import PersonForm, RecipientForm, SignatoryForm, formset, kept
from tracker.desk.entered import Entered, sent, stepped
from tracker.desk.intake import office_letters
from tracker.desk.rights import require_to_record
from tracker.desk.rows import CannotBeDone
from tracker.seeing import saw_letter

LAST_POSITION = 32_767
CHANGED_MEANWHILE = (
    "Somebody has changed this letter, or recorded something of it, since you opened this page: nothing was saved. "
    "Open the page again, and enter there what is still wrong."
)


class CorrectionForm(forms.Form):
    """The letter as a whole; `version` is the one that whoever corrects it has seen."""

    title = forms.CharField(max_length=300)
    letter_date = DayField(required=False, label="Date on the letter")
    sent_on = DayField(required=False, label="Sent on")
    received_on = DayField(required=False, label="Received on")
    version = forms.IntegerField(widget=forms.HiddenInput)
    click = ClickField()


class CorrectedRecipientForm(RecipientForm):
    """An addressee; a new one has no position yet."""

    position = forms.IntegerField(
        required=False, min_value=1, max_value=LAST_POSITION, widget=forms.HiddenInput
    )


class CorrectedRequestForm(forms.Form):
    """The words of a request; its deadline is changed by an entry."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what is asked for: a request has words."},
    )
    kind = forms.ChoiceField(choices=RequestKind.choices)
    label = forms.CharField(required=False, max_length=20, label="Mark")


class CorrectionForms:
    """All forms of the page. `shown` is what stands in them, `data` what was sent and is to be checked."""

    def __init__(self, data: Any = None, *, shown: Entered | None = None) -> None:
        self.letter = CorrectionForm(data, initial=shown.letter if shown else None)
        self.requests = formset(CorrectedRequestForm, "requests", data, shown)
        self.recipients = formset(CorrectedRecipientForm, "recipients", data, shown)
        self.signatories = formset(SignatoryForm, "signatories", data, shown)

    @property
    def people(self) -> list[PersonForm]:
        """The rows in which a member can be chosen."""
        return [*self.recipients, *self.signatories]

    def is_valid(self) -> bool:
        """Whether all can be used; each form then holds its own messages."""
        formsets = [self.requests, self.recipients, self.signatories]
        validity = [self.letter.is_valid(), *(rows.is_valid() for rows in formsets)]
        return all(validity)

    def correction(self) -> Correction:
        """What the letter is to say."""
        data = self.letter.cleaned_data
        return Correction(
            title=data["title"],
            letter_date=data["letter_date"],
            sent_on=data["sent_on"],
            received_on=data["received_on"],
            signatories=[
                SignatoryEntry(row["name"], row["title"], row["bioguide_id"])
                for row in kept(self.signatories)
            ],
            recipients=dict(self.addressed()),
            requests={
                row["number"]: RequestEntry(row["text"], row["label"], row["kind"])
                for row in kept(self.requests)
            },
        )

    def addressed(self) -> Iterator[tuple[int, RecipientEntry | None]]:
        """Whom the letter addresses, by position; new ones after those who stand there, None for who was dropped."""
        filled = [form for form in self.recipients if form.cleaned_data]
        last = max((form.cleaned_data["position"] or 0 for form in filled), default=0)
        for form in filled:
            row, is_dropped = form.cleaned_data, form in self.recipients.deleted_forms
            if row["position"] is None and is_dropped:
                continue
            last += row["position"] is None
            entry = RecipientEntry(row["name"], row["title"], row["organization"], row["bioguide_id"])
            yield row["position"] or last, None if is_dropped else entry


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, id: str) -> HttpResponse:
    """Shows what is known of the letter, and writes what is corrected of it."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    require_to_record(request, letter.office)
    if letter.is_draft:
        return redirect("desk:draft", letter.public_id)
    if request.method != "POST":
        return show(request, letter, CorrectionForms(shown=standing_in(letter)))
    entered = sent(request.POST)
    if entered is None:
        forms = CorrectionForms(request.POST)
        forms.letter.add_error(None, NOT_AS_IT_WAS)
        return show(request, letter, forms, status=400)
    if entered.step is not None:
        return step(request, letter, entered)
    return save(request, letter, CorrectionForms(entered.data()))


def step(request: HttpRequest, letter: Letter, entered: Entered) -> HttpResponse:
    """Shows the page after one of its buttons, with everything that was typed; nothing is written."""
    on = day_in(entered.letter.get("letter_date", ""))
    try:
        entered = stepped(entered, letter=Places(letter.text), on=on)
    except CannotBeDone as error:
        messages.warning(request, str(error))
    return show(request, letter, CorrectionForms(shown=entered))


def save(request: HttpRequest, letter: Letter, forms: CorrectionForms) -> HttpResponse:
    """Corrects the letter, all or nothing."""
    if not forms.is_valid():
        return show(request, letter, forms, status=400)
    by = require_to_record(request, letter.office)
    try:
        is_different = enter(letter, forms, by=by)
    except Stale:
        forms.letter.add_error(None, CHANGED_MEANWHILE)
        return show(request, letter, forms, status=409)
    except IntakeError as error:
        forms.letter.add_error(error.field if error.field in forms.letter.fields else None, str(error))
        return show(request, letter, forms, status=400)
    if is_different:
        messages.success(request, "Corrected. Whoever sees the letter sees it so from now on.")
    else:
        messages.info(request, "Nothing was different, so nothing was changed.")
    return redirect("desk:letter", letter.public_id)


@transaction.atomic
def enter(letter: Letter, forms: CorrectionForms, *, by: User) -> bool:
    """Corrects the letter once however often the form is sent; whether anything is different, or was by the first click."""
    entered = forms.letter.cleaned_data
    if not is_first(entered["click"], by=by):
        return True
    return correct_letter(
        letter=letter,
        correction=forms.correction(),
        by=by,
        now=timezone.now(),
        version=entered["version"],
    )


def show(request: HttpRequest, letter: Letter, forms: CorrectionForms, status: int = 200) -> HttpResponse:
    """The page."""
    saw_letter(request, letter)
    on = day_in(forms.letter["letter_date"].value() or "")
    labels = named([id for form in forms.people for id in form.offered], on)
    for form in forms.people:
        form.name_offers(labels)
    agencies = list(agencies_known_to(request.user))
    for form in forms.recipients:
        form.agencies = agencies_like(form["organization"].value() or "", agencies)
    spans = [
        (start, end, number)
        for start, end, number in letter.requests.values_list("start", "end", "number")
        if start is not None and end is not None
    ]
    context = {
        "letter": letter,
        "form": forms.letter,
        "sections": sections(forms, {number for *_, number in spans}),
        "pieces": pieces(letter.text, spans),
    }
    return render(request, "desk/correct.html", context, status=status)


def sections(forms: CorrectionForms, placed: set[int]) -> Sequence[Section]:
    """The rows of the page. `placed`: the numbers of the requests whose words stand in the letter."""
    return sections_of(
        {"signatories": forms.signatories, "requests": forms.requests, "recipients": forms.recipients}, placed
    )
