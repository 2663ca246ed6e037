"""Which other offices see a letter, and which letters other offices show to the reader's."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from actions.sharing import share_letter, unshare_letter
from letters.intake import IntakeError
from letters.models import LetterShare
from offices.models import Office
from offices.policy import offices_where, signed_in
from tracker.desk.intake import office_letters

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
@require_POST
def share(request: HttpRequest, id: str) -> HttpResponse:
    """Lets another office see the letter."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    form = ShareForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error[0]) for error in form.errors.values()))
        return redirect("desk:letter", letter.public_id)
    office, with_notes = form.cleaned_data["office"], form.cleaned_data["with_notes"]
    by = signed_in(request.user)
    try:
        share_letter(letter=letter, office=office, with_notes=with_notes, by=by, now=timezone.now())
    except IntakeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{office} sees this letter now.")
    return redirect("desk:letter", letter.public_id)


@login_required
@require_POST
def unshare(request: HttpRequest, id: str, slug: str) -> HttpResponse:
    """Takes that back."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    found = get_object_or_404(letter.shares.select_related("office"), office__slug=slug)
    unshare_letter(letter=letter, office=found.office, by=signed_in(request.user), now=timezone.now())
    messages.info(request, f"{found.office} sees no more of this letter than everybody does.")
    return redirect("desk:letter", letter.public_id)
