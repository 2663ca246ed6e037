"""The searches of the public pages."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from letters.models import Letter, LetterRequest, Signatory
from letters.people import Agency
from letters.search import letters_with
from letters.states import Outcome, RequestKind, Response


class Words(forms.Form):
    """The words that somebody looks for in letters."""

    q = forms.CharField(label="Words in letters", required=False, max_length=200)


class NamedMember(forms.Form):
    """A member by parts of their name, in any order."""

    q = forms.CharField(label="Name", required=False, max_length=100)

    def condition(self) -> Q:
        """The condition on members whose names have all the words."""
        found = Q()
        for word in self.cleaned_data["q"].split():
            found &= (
                Q(official_name__icontains=word) | Q(last_name__icontains=word) | Q(nickname__icontains=word)
            )
        return found


class Search(forms.Form):
    """Filters that live in the address; a value that does not exist is an error that the page shows."""

    q = forms.CharField(label="Words", required=False, max_length=200)
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Agency",
        required=False,
        to_field_name="slug",
        empty_label="All agencies",
    )
    member = forms.CharField(
        label="Signed by", required=False, max_length=7, help_text="The Bioguide id of a member."
    )
    kind = forms.ChoiceField(
        label="Asks for", required=False, choices=[("", "Anything"), *RequestKind.choices]
    )
    state = forms.ChoiceField(
        label="Response", required=False, choices=[("", "Any response"), *Response.choices]
    )
    outcome = forms.ChoiceField(
        label="Outcome", required=False, choices=[("", "Any outcome"), *Outcome.choices]
    )
    overdue = forms.BooleanField(label="Overdue only", required=False)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared above; tells the type checker
        field.queryset = agencies

    def filtered(self, letters: QuerySet[Letter], *, on: date) -> QuerySet[Letter]:
        """The letters with at least one request that fits all that was chosen."""
        chosen = self.cleaned_data
        if chosen["q"]:
            letters = letters.filter(letters_with(chosen["q"]))
        if chosen["agency"]:
            letters = letters.filter(
                pk__in=Letter.objects.filter(recipients__agency=chosen["agency"]).values("pk")
            )
        if chosen["member"]:
            signed = Signatory.objects.filter(member__bioguide_id=chosen["member"])
            letters = letters.filter(pk__in=signed.values("letter"))
        fitting = LetterRequest.objects.overdue(on) if chosen["overdue"] else LetterRequest.objects.all()
        if chosen["state"]:
            fitting = fitting.in_state(chosen["state"])
        if chosen["outcome"]:
            fitting = fitting.filter(outcome_state=chosen["outcome"])
        if chosen["kind"]:
            fitting = fitting.filter(kind=chosen["kind"])
        if any(chosen[name] for name in ("overdue", "state", "outcome", "kind")):
            letters = letters.filter(pk__in=fitting.values("letter"))
        return letters
