"""The forms that log a letter: they parse what a person enters; the rules stand in intake."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms import BaseFormSet, formset_factory
from django.urls import reverse_lazy

from letters.drafts import MOST
from letters.intake import LetterEntry, RecipientEntry, RequestEntry, SignatoryEntry
from letters.reading.documents import MAX_BYTES
from letters.states import NO_TOPIC, RequestKind, Topic
from letters.suggesting import MOST_SUGGESTED
from offices.models import Office
from tracker.desk.dates import DayField, day_in
from tracker.desk.due_fields import DueAsRead, due, due_as_read
from tracker.desk.embargoes import VisibilityForm, end_in
from tracker.desk.entered import Entered
from tracker.uploads import UploadField

MOST_FORMATTED = 2_000_000  # characters of HTML


class IntakeForm(forms.Form):
    """A letter's file, or its words; with these, where they were pasted, their HTML (static/paste.js)."""

    office = forms.ModelChoiceField(Office.objects.none(), empty_label=None)
    file = UploadField(
        required=False,
        label="File",
        help_text="PDF, a scan (PDF, TIFF, PNG, JPEG), Word (.docx), an e-mail (.eml), HTML or plain text, up to 25 MB.",
    )
    text = forms.CharField(
        required=False, strip=False, label="Or its text", widget=forms.Textarea(attrs={"rows": 12})
    )
    formatted = forms.CharField(required=False, max_length=MOST_FORMATTED, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        given = [bool(data.get("file")), bool(data.get("text", "").strip())]
        if sum(given) != 1 and not self.errors:
            raise forms.ValidationError("Choose the letter's file, or paste its text: one of the two.")
        if data.get("file") and data["file"].size > MAX_BYTES:
            self.add_error("file", "The file is larger than 25 MB; save it smaller, or paste the text.")
        return data


class DraftForm(VisibilityForm):
    """The letter as a whole."""

    title = forms.CharField(max_length=300)
    letter_date = DayField(required=False, label="Date on the letter")
    counted_from = forms.DateField(required=False, widget=forms.HiddenInput)
    matched_on = forms.DateField(required=False, widget=forms.HiddenInput)
    sent_on = DayField(required=False)
    received_on = DayField(required=False)
    response_due_on = DayField(required=False, label="Answer asked for by")
    response_due_words = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    response_due_rule = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    response_due_explanation = forms.CharField(required=False, widget=forms.HiddenInput)
    response_due_read = forms.DateField(required=False, widget=forms.HiddenInput)
    topic = forms.ChoiceField(required=False, choices=[("", NO_TOPIC), *Topic.choices])
    backfilled = forms.BooleanField(
        required=False,
        label="An older letter",
        help_text="Nobody has looked yet what came of it: its requests start as “not reviewed”.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter_date"].widget.attrs |= {
            "hx-post": "",
            "hx-trigger": "change delay:200ms",
            "hx-swap": "none",
            "hx-sync": "this:replace",
            "hx-vals": json.dumps({"do": "redate"}),
        }

    @property
    def due_as_read(self) -> DueAsRead:
        """The deadline for the whole answer as it was read."""
        return due_as_read(self, "response_due")


class PersonForm(forms.Form):
    """Somebody who may be a member of Congress: one of those who were offered or looked up."""

    title = forms.CharField(required=False, max_length=200)
    find = forms.CharField(
        required=False,
        max_length=100,
        label="Name, nickname, state or Bioguide id",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    bioguide_id = forms.CharField(
        required=False,
        validators=[MaxLengthValidator(7)],
        label="Which member is it?",
        widget=forms.RadioSelect,
    )
    offers = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    doubt = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["find"].widget.attrs |= asks(
            "desk:suggest-members",
            row=self.prefix or "",
            target=self.found_id,
            along=f"#id_letter_date, #{self.found_id} :checked",
        )
        self.name_offers({})

    @property
    def found_id(self) -> str:
        """The part of the page in which one is chosen."""
        return f"{self.prefix}-found"

    @property
    def offered(self) -> list[str]:
        """The Bioguide ids among which a person has to choose; who is chosen is the first."""
        given = f"{self['bioguide_id'].value() or ''} {self['offers'].value() or ''}"
        return list(dict.fromkeys(re.findall(r"\b[A-Z][0-9]{6}\b", given)))[: MOST_SUGGESTED + 1]

    def name_offers(self, labels: Mapping[str, str]) -> None:
        """Names the members who are offered; who is none of them is nobody."""
        self.choices = [(id, labels[id]) for id in self.offered if id in labels]
        self.fields["bioguide_id"].widget.choices = [*self.choices, ("", "None of these")]


class RecipientForm(PersonForm):
    """An addressee."""

    name = forms.CharField(required=False, max_length=200)
    organization = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].widget.attrs |= {"list": self.agencies_id} | asks(
            "desk:suggest-agencies", row=self.prefix or "", target=self.agencies_id
        )

    @property
    def agencies_id(self) -> str:
        """The list of agencies that the browser offers."""
        return f"{self.prefix}-agencies"


class SignatoryForm(PersonForm):
    """A signer, who is called as the letter has it, else as the member who is chosen is."""

    name = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """A name, or a member who has one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not (data.get("name") or data.get("bioguide_id") or self.errors):
            self.add_error("name", "Write the signer’s name, or choose a member of Congress.")
        return data


class RequestForm(forms.Form):
    """A request."""

    label = forms.CharField(required=False, max_length=20, label="Mark")
    kind = forms.ChoiceField(choices=RequestKind.choices)
    due_on = DayField(required=False, label="Own deadline")
    text = forms.CharField(max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    due_words = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    due_rule = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    due_explanation = forms.CharField(required=False, widget=forms.HiddenInput)
    due_read = forms.DateField(required=False, widget=forms.HiddenInput)
    doubt = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    @property
    def due_as_read(self) -> DueAsRead:
        """The request's own deadline as it was read."""
        return due_as_read(self, "due")


def asks(address: str, *, row: str, target: str, along: str = "") -> dict[str, object]:
    """What makes htmx ask an address while somebody types in a field of a row; `along` is sent with it."""
    return {
        "hx-get": reverse_lazy(address),
        "hx-trigger": "input changed delay:200ms, search",
        "hx-target": f"#{target}",
        "hx-sync": "this:replace",
        "hx-vals": json.dumps({"row": row}),
    } | ({"hx-include": along} if along else {})


class Rows(BaseFormSet[Any]):
    """Rows of one kind. A dropped one stays in the form, so that it can be put back."""

    deletion_widget = forms.HiddenInput


class Part(NamedTuple):
    """Some fields of a form, and the form, which says how its deadline was computed."""

    form: Any
    fields: Sequence[str]


class DraftForms:
    """All forms of a draft's page: the letter, its requests, recipients and signatories.

    `shown` is what stands in them, `data` what was sent and is to be checked.
    """

    def __init__(self, data: Any = None, *, shown: Entered | None = None) -> None:
        self.letter = DraftForm(data, initial=shown.letter if shown else None)
        self.requests = formset(RequestForm, "requests", data, shown)
        self.recipients = formset(RecipientForm, "recipients", data, shown)
        self.signatories = formset(SignatoryForm, "signatories", data, shown)

    @property
    def letter_date(self) -> date | None:
        """The date on the letter, as read or as entered; None where it is neither."""
        return day_in(self.letter["letter_date"].value() or "")

    @property
    def people(self) -> list[PersonForm]:
        """The rows in which a member can be chosen."""
        return [*self.recipients, *self.signatories]

    @property
    def names_strangers(self) -> bool:
        """Whether somebody signs of whom it is not known which member they are."""
        return any(form["name"].value() and not form["bioguide_id"].value() for form in self.signatories)

    def parts(self, names: Sequence[str]) -> list[Part]:
        """The forms in which the named fields are, each with these fields as htmx puts them in their places."""
        forms = [self.letter, *self.requests]
        found = [[form[name] for name in form.fields if form.add_prefix(name) in names] for form in forms]
        return [
            Part(form, [field.as_widget(attrs={"hx-swap-oob": "true"}) for field in fields])
            for form, fields in zip(forms, found, strict=True)
            if fields
        ]

    def is_valid(self) -> bool:
        """Whether all can be used; each form then holds its own messages."""
        formsets = [self.recipients, self.signatories, self.requests]
        validity = [self.letter.is_valid(), *(rows.is_valid() for rows in formsets)]
        return all(validity)

    def entry(self, zone: ZoneInfo) -> LetterEntry:
        """What a person confirmed, as intake takes it; `zone` is the office's."""
        data = self.letter.cleaned_data
        return LetterEntry(
            title=data["title"],
            topic=data["topic"],
            visibility=data["visibility"],
            public_from=end_in(data, zone),
            letter_date=data["letter_date"],
            sent_on=data["sent_on"],
            received_on=data["received_on"],
            response_deadline=due(data, "response_due"),
            recipients=[
                RecipientEntry(row["name"], row["title"], row["organization"], row["bioguide_id"])
                for row in kept(self.recipients)
                if row["name"] or row["title"] or row["organization"] or row["bioguide_id"]
            ],
            signatories=[
                SignatoryEntry(row["name"], row["title"], row["bioguide_id"])
                for row in kept(self.signatories)
            ],
            requests=[
                RequestEntry(row["text"], row["label"], row["kind"], due(row, "due"), start=row["start"])
                for row in kept(self.requests)
            ],
        )


def formset(form: type[forms.Form], kind: str, data: Any, shown: Entered | None) -> BaseFormSet[Any]:
    """The rows of one kind."""
    most = MOST[kind]
    factory = formset_factory(form, Rows, extra=0, can_delete=True, max_num=most, absolute_max=most)
    return factory(data, initial=shown.rows[kind] if shown else None, prefix=kind)


def kept(formset: BaseFormSet[Any]) -> list[dict[str, Any]]:
    """The rows that are filled and not dropped."""
    rows = [form for form in formset if form not in formset.deleted_forms]
    return [form.cleaned_data for form in rows if form.cleaned_data]
