"""The searches of the public pages."""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from letters.calendar import FIRST_DAY
from letters.listed import letters_to, requests_to
from letters.models import LetterRequest, LetterRequests, Letters, Signatory
from letters.search import letters_about
from letters.states import Outcome, RequestKind, Response, Topic
from tracker.clock import today
from tracker.kept_parts import kept_form


def said(choices: Sequence[tuple[str, str]]) -> list[tuple[str, Promise]]:
    """Choices of the vocabulary in the reader's language."""
    return [(value, _(label)) for value, label in choices]


def topics_said() -> list[tuple[str, str]]:
    """The topics by their names in the reader's language."""
    return sorted(((topic.value, gettext(topic.label)) for topic in Topic), key=itemgetter(1))


class AsOf(forms.Form):
    """A day that has come: what was recorded by its end is shown."""

    as_of = forms.DateField(
        label=_("As recorded by the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Give a day as YYYY-MM-DD.")},
    )

    def clean_as_of(self) -> date | None:
        """A day in Congress's time that is not still to come."""
        day: date | None = self.cleaned_data["as_of"]
        if day is not None and not FIRST_DAY <= day <= today():
            raise forms.ValidationError(_("Nothing can be said of this day: give one that has come."))
        return day

    def day(self) -> date | None:
        """The day that was asked for, None without one and where it cannot be used."""
        return self.cleaned_data["as_of"] if self.is_valid() else None


class Words(forms.Form):
    """The words that somebody looks for in letters."""

    q = forms.CharField(label=_("Words in letters"), required=False, max_length=200)


class NamedMember(forms.Form):
    """A member by parts of their name, in any order."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)

    def condition(self) -> Q:
        """The condition on members whose names have all the words."""
        found = Q()
        for word in self.cleaned_data["q"].split():
            found &= (
                Q(official_name__icontains=word) | Q(last_name__icontains=word) | Q(nickname__icontains=word)
            )
        return found


class Filters(forms.Form):
    """Filters that live in the address; a value that does not exist is an error that the page shows."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    topic = forms.ChoiceField(
        label=_("Topic"), required=False, choices=lambda: [("", _("All topics")), *topics_said()]
    )
    member = forms.CharField(label=_("Signed by (Bioguide id)"), required=False, max_length=7)
    kind = forms.ChoiceField(
        label=_("Asks for"), required=False, choices=[("", _("Anything")), *said(RequestKind.choices)]
    )

    def __init__(self, *args: Any, agencies: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = tuple(agencies)
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above; tells the type checker
        field.choices = [("", _("All agencies")), *self.agencies]

    def shown(self) -> SafeString:
        """The fields as the page shows them."""
        return kept_form("parts/fields.html", self, self.agencies)


class Search(Filters):
    """Filters of letters: those with at least one request that fits all that was chosen."""

    state = forms.ChoiceField(
        label=_("Response"), required=False, choices=[("", _("Any response")), *said(Response.choices)]
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("Any outcome")), *said(Outcome.choices)]
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def filtered(self, letters: Letters, *, on: date) -> Letters:
        """The letters that fit."""
        chosen = self.cleaned_data
        if chosen["q"]:
            letters = letters.filter(letters_about(chosen["q"]))
        if chosen["agency"]:
            letters = letters_to(letters, chosen["agency"])
        if chosen["topic"]:
            letters = letters.filter(topic=chosen["topic"])
        if chosen["member"]:
            letters = letters.filter(pk__in=signed_by(chosen["member"]))
        if any(chosen[name] for name in ("overdue", "state", "outcome", "kind")):
            fitting = fitting_requests(
                LetterRequest.objects.all(),
                kind=chosen["kind"],
                state=chosen["state"],
                outcome=chosen["outcome"],
                overdue_on=on if chosen["overdue"] else None,
            )
            letters = letters.filter(pk__in=fitting.values("letter"))
        return letters


class RequestSearch(Filters):
    """Filters of requests: those that fit all that was chosen."""

    response = forms.ChoiceField(
        label=_("Response"), required=False, choices=[("", _("Any response")), *said(Response.choices)]
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("Any outcome")), *said(Outcome.choices)]
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def filtered(self, letter_requests: LetterRequests, *, on: date) -> LetterRequests:
        """The requests that fit."""
        chosen = self.cleaned_data
        if chosen["q"]:
            letter_requests = letter_requests.matching(chosen["q"])
        if chosen["agency"]:
            letter_requests = requests_to(letter_requests, chosen["agency"])
        if chosen["topic"]:
            letter_requests = letter_requests.filter(letter__topic=chosen["topic"])
        if chosen["member"]:
            letter_requests = letter_requests.filter(letter__in=signed_by(chosen["member"]))
        return fitting_requests(
            letter_requests,
            kind=chosen["kind"],
            state=chosen["response"],
            outcome=chosen["outcome"],
            overdue_on=on if chosen["overdue"] else None,
        )


def fitting_requests(
    letter_requests: LetterRequests, *, kind: str, state: str, outcome: str, overdue_on: date | None
) -> LetterRequests:
    """Those of a kind, in a state, with an outcome, overdue on a day: what is empty asks for nothing."""
    if overdue_on:
        letter_requests = letter_requests.overdue(overdue_on)
    if state:
        letter_requests = letter_requests.in_state(state)
    if outcome:
        letter_requests = letter_requests.filter(outcome_state=outcome)
    return letter_requests.filter(kind=kind) if kind else letter_requests


def signed_by(bioguide_id: str) -> QuerySet[Signatory, Any]:
    """The keys of the letters that a member signed."""
    return Signatory.objects.filter(member__bioguide_id=bioguide_id).values("letter")
