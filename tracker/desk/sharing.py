"""Which other offices see a letter, and which letters other offices show to the reader's."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.sharing import share_letter, unshare_letter
from letters.intake import IntakeError
from letters.models import Letter, LetterShare
from offices.models import Office
from offices.policy import offices_where, signed_in
from tracker.desk.intake import office_letters
from tracker.desk.rights import require_to_record

SHOWN = 200


class ShareForm(forms.Form):
    """An office that is to see a letter."""

    office = forms.ModelChoiceField(
        Office.objects.all(),
        to_field_name="slug",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        label="Office",
        help_text="Its short name, as it stands at the end of the address of its week.",
        error_messages={"invalid_choice": "There is no office of this short name."},
    )
    with_notes = forms.BooleanField(
        required=False, label="With notes and who has what", help_text="It can change nothing either way."
    )


@login_required
@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """The letters that other offices share with the reader's, the latest first."""
    offices = offices_where(request.user, "read what the office keeps")
    shares = LetterShare.objects.filter(office__in=offices).order_by("-shared_at", "-pk")
    rows = shares.select_related("letter__office", "office")[:SHOWN]
    return render(request, "desk/shared.html", {"rows": rows, "shown": SHOWN})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, id: str) -> HttpResponse:
    """The offices that the letter is shared with; lets another one see it."""
    letters = office_letters(request).with_shared().select_related("office")
    letter = get_object_or_404(letters.confirmed(), public_id=id)
    if request.method == "POST":
        require_to_record(request, letter.office)
    form = ShareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and shared_by(request, letter, form):
        return redirect("desk:share", id)
    shares = letter.shares.select_related("office")
    context = {"letter": letter, "shares": shares, "form": form}
    return render(request, "desk/shares.html", context, status=400 if form.errors else 200)


def shared_by(request: HttpRequest, letter: Letter, form: ShareForm) -> bool:
    """Shares the letter as the form says; whether it could be."""
    office, with_notes = form.cleaned_data["office"], form.cleaned_data["with_notes"]
    by = signed_in(request.user)
    try:
        share_letter(letter=letter, office=office, with_notes=with_notes, by=by, now=timezone.now())
    except IntakeError as error:
        form.add_error(error.field or None, str(error))
        return False
    messages.success(request, f"{office} sees this letter now.")
    return True


@login_required
@require_POST
def unshare(request: HttpRequest, id: str, slug: str) -> HttpResponse:
    """Takes that back."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    found = get_object_or_404(letter.shares.select_related("office"), office__slug=slug)
    unshare_letter(letter=letter, office=found.office, by=signed_in(request.user), now=timezone.now())
    messages.info(request, f"{found.office} sees no more of this letter than everybody does.")
    return redirect("desk:share", letter.public_id)
