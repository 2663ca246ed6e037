"""Linking a letter to others that it belongs to."""

import re

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from actions.links import LetterLink, LinkKind, LinkProblem, link_letters, unlink_letters
from letters.day_orders import or_first
from letters.models import Letter
from offices.models import User
from offices.policy import signed_in
from tracker.desk.intake import office_letters
from tracker.desk.rights import require_to_record
from tracker.desk.telling import tell_errors

ID = re.compile(r"([a-z0-9]{12})/?\s*$")
MOST_FOUND = 20
NO_SUCH = "There is no such letter, or it is still a draft."


class FindForm(forms.Form):
    """What somebody knows of the other letter."""

    q = forms.CharField(
        required=False,
        max_length=300,
        label="The other letter",
        help_text="Words of its title or its text, or its page’s address.",
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class LinkForm(forms.Form):
    """The other letter, and what this one is to it."""

    kind = forms.ChoiceField(choices=LinkKind.choices, label="This letter")
    other = forms.CharField(
        max_length=300, error_messages={"required": "Choose the letter that this one belongs to."}
    )

    def clean_other(self) -> str:
        """The id at the end of what was entered."""
        found = ID.search(self.cleaned_data["other"])
        if found is None:
            raise forms.ValidationError("Enter the address of the letter’s page, or the id at its end.")
        return found.group(1)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, id: str) -> HttpResponse:
    """Finds the letters to which the letter may be linked; links it to one that the reader may see."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    by = require_to_record(request, letter.office)
    if letter.is_draft:
        return redirect("desk:draft", letter.public_id)
    if request.method == "POST":
        return linked(request, letter, by=by)
    search = FindForm(request.GET)
    typed = search.cleaned_data["q"] if search.is_valid() else ""
    context = {
        "letter": letter,
        "search": search,
        "typed": typed,
        "found": found_by(typed, letter, by=by) if typed else [],
        "most": MOST_FOUND,
        "kinds": LinkForm()["kind"],
    }
    return render(request, "desk/link.html", context, status=200 if search.is_valid() else 400)


def found_by(typed: str, letter: Letter, *, by: User) -> list[Letter]:
    """The letters that somebody may mean, the latest first: the one of the address, else those that have the words."""
    others = Letter.objects.visible_to(by).confirmed().exclude(pk=letter.pk).select_related("office")
    others = others.only("public_id", "title", "source_name", "letter_date", "office__name")
    if (named := ID.search(typed)) and (found := list(others.filter(public_id=named.group(1)))):
        return found
    return list(others.matching(typed).order_by(or_first("letter_date").desc(), "-pk")[:MOST_FOUND])


def linked(request: HttpRequest, letter: Letter, *, by: User) -> HttpResponse:
    """Links the letter as the form says, and leads back to its page; where it cannot be, to the search."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        tell_errors(request, form)
        return redirect("desk:link", letter.public_id)
    other = Letter.objects.visible_to(by).filter(public_id=form.cleaned_data["other"]).first()
    try:
        if other is None:
            raise LinkProblem(NO_SUCH, field="other")
        made = link_letters(
            letter=letter, other=other, kind=form.cleaned_data["kind"], by=by, now=timezone.now()
        )
    except LinkProblem as problem:
        messages.error(request, str(problem))
        return redirect("desk:link", letter.public_id)
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
