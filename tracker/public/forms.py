"""The searches of the public pages."""

import re
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
from letters.in_status import in_status
from letters.listed import letters_to, requests_to
from letters.models import Letter, LetterRequest, LetterRequests, Letters, Member, Signatory
from letters.scorecard import STATUS_LABELS
from letters.search import letters_about, letters_signed_by
from letters.states import Outcome, RequestKind, Response, Topic
from tracker.clock import today
from tracker.kept_parts import kept_form

BIOGUIDE_ID = re.compile("[A-Za-z][0-9]{6}")


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
        return named_like(self.cleaned_data["q"])


class Names(forms.Select):
    """A choice of names that offices gave, which are English whatever the page is."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option; the empty one is the page's own."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = "en"
        return option


class Filters(forms.Form):
    """Filters that live in the address; a value that does not exist is an error that the page shows."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    agency = forms.ChoiceField(label=_("Agency"), required=False, widget=Names)
    topic = forms.ChoiceField(
        label=_("Topic"), required=False, choices=lambda: [("", _("All topics")), *topics_said()]
    )
    member = forms.CharField(label=_("Signed by (name)"), required=False, max_length=100)
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
            letters = letters.filter(signed_by(chosen["member"]))
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


def statuses_said() -> list[tuple[str, str]]:
    """The statuses by which pages count requests, and what they count together, in the reader's language."""
    together = [("awaited", gettext("Open: an answer is awaited")), ("due", gettext("Asked and due"))]
    return [*together, *((status.value, gettext(label)) for status, label in STATUS_LABELS.items())]


class RequestSearch(Filters):
    """Filters of requests: those that fit all that was chosen."""

    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=lambda: [("", _("Any status")), *statuses_said()]
    )
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
        if chosen["status"]:
            counted = in_status(chosen["status"], on=on, agency=chosen["agency"])
            letter_requests = letter_requests.filter(counted)
        if chosen["topic"]:
            letter_requests = letter_requests.filter(letter__topic=chosen["topic"])
        if chosen["member"]:
            signed = Letter.objects.filter(signed_by(chosen["member"]))
            letter_requests = letter_requests.filter(letter__in=signed.order_by().values("pk"))
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


def signed_by(member: str) -> Q:
    """The condition on letters that a member signed, by their Bioguide id or by parts of a name, in any order."""
    if BIOGUIDE_ID.fullmatch(member):
        who = Q(bioguide_id=member.upper())
        return Q(pk__in=signatures_of(who))
    return Q(pk__in=signatures_of(named_like(member))) | letters_signed_by(member)


def signatures_of(who: Q) -> QuerySet[Signatory, Any]:
    """The keys of the letters that such members signed."""
    return Signatory.objects.filter(member__in=Member.objects.filter(who).order_by().values("pk")).values(
        "letter"
    )


def named_like(name: str) -> Q:
    """The condition on members whose names have all these parts."""
    found = Q()
    for part in name.split():
        found &= Q(official_name__icontains=part) | Q(last_name__icontains=part) | Q(nickname__icontains=part)
    return found
