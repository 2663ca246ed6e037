"""The filters over an office's letters: they live in the address, and one that does not exist is an error."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString

from letters.models import Agency, Letter, LetterRequest, LetterRequests, Recipient, Signatory
from letters.search import letters_about
from letters.states import NO_TOPIC, Outcome, RequestKind, Response, Topic, Visibility
from offices.models import Office, User
from tracker.kept_parts import kept_form

UNSORTED = "none"  # in an address: the letters without a topic
DUE_SOON = timedelta(days=7)
Asked = QuerySet[LetterRequest]
DUE: dict[str, tuple[str, Callable[[LetterRequests, date], Asked]]] = {
    "overdue": ("Overdue", lambda asked, on: asked.overdue(on)),
    "soon": ("Due within a week", lambda asked, on: asked.due_between(on, on + DUE_SOON)),
    "check": ("To check", lambda asked, on: asked.to_check(on).not_due_by(on + DUE_SOON)),
    "open": ("Open", lambda asked, on: asked.open()),
    "closed": ("Closed", lambda asked, on: asked.closed()),
}


class Filters(forms.Form):
    """What is looked for: words, people, agencies, and how the requests stand."""

    q = forms.CharField(label="Words", required=False, max_length=200)
    person = forms.CharField(label="Signer or recipient", required=False, max_length=100)
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Agency",
        required=False,
        to_field_name="slug",
        empty_label="All agencies",
    )
    topic = forms.ChoiceField(
        label="Topic", required=False, choices=[("", "All topics"), (UNSORTED, NO_TOPIC), *Topic.choices]
    )
    due = forms.ChoiceField(
        label="Due",
        required=False,
        choices=[("", "Any time"), *((key, label) for key, (label, _) in DUE.items())],
    )
    state = forms.ChoiceField(
        label="Response", required=False, choices=[("", "Any response"), *Response.choices]
    )
    outcome = forms.ChoiceField(
        label="Outcome", required=False, choices=[("", "Any outcome"), *Outcome.choices]
    )
    kind = forms.ChoiceField(
        label="Asks for", required=False, choices=[("", "Anything"), *RequestKind.choices]
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label="Who has it", required=False, empty_label="Anybody"
    )
    visibility = forms.ChoiceField(
        label="Who may see it", required=False, choices=[("", "All letters"), *Visibility.choices]
    )
    office = forms.ModelChoiceField(
        Office.objects.none(), label="Office", required=False, to_field_name="slug", empty_label="All yours"
    )

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = offices
        keys = [office.pk for office in offices]
        addressed = Recipient.objects.filter(agency=OuterRef("pk"), letter__office__in=keys)
        agencies = Agency.objects.filter(Exists(addressed))
        people = User.objects.filter(memberships__office__in=keys).distinct().order_by("email")
        self.offered = (
            self.offer("agency", agencies, [(agency.slug, str(agency)) for agency in agencies]),
            self.offer("owner", people, [(str(person.pk), str(person)) for person in people]),
            self.offer(
                "office",
                Office.objects.filter(pk__in=keys),
                [(office.slug, str(office)) for office in offices],
            ),
        )
        if len(offices) < 2:
            del self.fields["office"]

    def offer(self, name: str, rows: QuerySet[Any], choices: list[tuple[str, str]]) -> tuple[object, ...]:
        """Lets somebody choose one of the rows, which are read once; gives what they are offered."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared above; tells the type checker
        field.queryset = rows
        field.choices = [("", field.empty_label or ""), *choices]
        return tuple(choices)

    def shown(self) -> SafeString:
        """The fields as the page shows them."""
        return kept_form("parts/form.html", self, self.offered)

    @property
    def query(self) -> str:
        """What was chosen, as it stands in an address."""
        chosen = {name: self.data.get(name, "").strip() for name in self.fields}
        return urlencode({name: value for name, value in chosen.items() if value})

    def letters(self, *, on: date) -> QuerySet[Letter]:
        """The letters that fit all that was chosen, with a request that does where it is about requests."""
        chosen = self.cleaned_data
        office = chosen.get("office")
        found = Letter.objects.filter(office__in=[office] if office else self.offices)
        if chosen["visibility"]:
            found = found.filter(visibility=chosen["visibility"])
        if chosen["topic"]:
            found = found.filter(topic="" if chosen["topic"] == UNSORTED else chosen["topic"])
        if chosen["agency"]:
            to_it = Recipient.objects.filter(letter=OuterRef("pk"), agency=chosen["agency"])
            found = found.filter(Exists(to_it))
        found = found.filter(letters_about(chosen["q"]), self.people())
        if self.is_about_requests:
            found = found.filter(Exists(self.requests(on=on).filter(letter=OuterRef("pk"))) | self.unasked())
        return found

    @property
    def is_about_requests(self) -> bool:
        """Whether anything was chosen that only requests have."""
        return any(self.cleaned_data[name] for name in ("due", "state", "outcome", "kind", "owner"))

    def requests(self, *, on: date) -> QuerySet[LetterRequest]:
        """The requests that fit what was chosen of requests."""
        chosen = self.cleaned_data
        fitting = LetterRequest.objects.all()
        if chosen["state"]:
            fitting = fitting.in_state(chosen["state"])
        if chosen["owner"]:
            fitting = fitting.in_hands_of(chosen["owner"])
        if chosen["outcome"]:
            fitting = fitting.filter(outcome_state=chosen["outcome"])
        if chosen["kind"]:
            fitting = fitting.filter(kind=chosen["kind"])
        return DUE[chosen["due"]][1](fitting, on) if chosen["due"] else fitting

    def unasked(self) -> Q:
        """The condition on letters without requests, such as drafts, that fit where only a person was chosen."""
        chosen = self.cleaned_data
        if any(chosen[name] for name in ("due", "state", "outcome", "kind")):
            return Q(pk__in=[])
        return Q(~Exists(LetterRequest.objects.filter(letter=OuterRef("pk"))), owner=chosen["owner"])

    def people(self) -> Q:
        """The condition on letters that somebody of the name signed, or that are addressed to them."""
        name = self.cleaned_data["person"]
        if not name:
            return Q()
        signed = Signatory.objects.filter(letter=OuterRef("pk"), name__icontains=name)
        written = Q(name__icontains=name) | Q(title__icontains=name) | Q(organization__icontains=name)
        addressed = Recipient.objects.filter(written | Q(agency__name__icontains=name), letter=OuterRef("pk"))
        return Q(Exists(signed)) | Q(Exists(addressed))
