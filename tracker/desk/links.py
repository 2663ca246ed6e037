"""Linking a letter to others that it belongs to."""

import re

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from actions.links import LetterLink, LinkKind, LinkProblem, link_letters, unlink_letters
from letters.models import Letter
from offices.policy import signed_in
from tracker.desk.intake import office_letters
from tracker.desk.rights import require_to_record
from tracker.desk.telling import tell_errors

ID = re.compile(r"([a-z0-9]{12})/?\s*$")


class LinkForm(forms.Form):
    """The other letter, and what this one is to it."""

    kind = forms.ChoiceField(choices=LinkKind.choices, label="This letter")
    other = forms.CharField(
        max_length=300, label="The other letter", help_text="Its page’s address, or the id at the end of it."
    )

    def clean_other(self) -> str:
        """The id at the end of what was entered."""
        found = ID.search(self.cleaned_data["other"])
        if found is None:
            raise forms.ValidationError("Enter the address of the letter’s page, or the id at its end.")
        return found.group(1)


@login_required
@require_POST
def link(request: HttpRequest, id: str) -> HttpResponse:
    """Links the letter to another one that the reader may see."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    require_to_record(request, letter.office)
    form = LinkForm(request.POST)
    if not form.is_valid():
        tell_errors(request, form)
        return redirect("desk:letter", letter.public_id)
    by = signed_in(request.user)
    other = Letter.objects.visible_to(by).filter(public_id=form.cleaned_data["other"]).first()
    try:
        if other is None:
            raise LinkProblem("There is no such letter, or it is still a draft.", field="other")
        made = link_letters(
            letter=letter, other=other, kind=form.cleaned_data["kind"], by=by, now=timezone.now()
        )
    except LinkProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"Linked: {made}.")
    return redirect("desk:letter", letter.public_id)


@login_required
@require_POST
def unlink(request: HttpRequest, id: str, key: int) -> HttpResponse:
    """Takes a link of the letter away."""
    letter = get_object_or_404(office_letters(request), public_id=id)
    found = get_object_or_404(LetterLink.objects.select_related("letter__office"), letter=letter, pk=key)
    unlink_letters(link=found, by=signed_in(request.user), now=timezone.now())
    messages.success(request, "The link is gone.")
    return redirect("desk:letter", letter.public_id)
