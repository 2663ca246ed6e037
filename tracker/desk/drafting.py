"""The forms that log a letter: they parse what a person enters; the rules stand in intake."""

import re
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from letters.intake import DueEntry, LetterEntry, RecipientEntry, RequestEntry, SignatoryEntry
from letters.matching import MOST_OFFERED
from letters.reading.documents import MAX_BYTES
from letters.states import (
    CONFIRMED,
    RequestKind,
)
from offices.models import Office
from tracker.desk.dates import DayField

# How many rows of a kind a letter can have: every member of both houses may sign.
MOST = {"recipients": 100, "signatories": 600, "requests": 200}
# Fields of a row that are about the row.
NOT_KEPT = ("DELETE", "ORDER", "doubt", "offers", "offer")
SET_BY_HAND = "set by hand"


MOST_FORMATTED = 2_000_000  # characters of HTML


class IntakeForm(forms.Form):
    """A letter's file, or its words; with these, where they were pasted, their HTML (static/paste.js)."""

    office = forms.ModelChoiceField(Office.objects.none(), empty_label=None)
    file = forms.FileField(
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


class DraftForm(forms.Form):
    """The letter as a whole."""

    title = forms.CharField(max_length=300)
    letter_date = DayField(required=False, label="Date on the letter")
    sent_on = DayField(required=False)
    received_on = DayField(required=False)
    response_due_on = DayField(required=False, label="Answer asked for by")
    response_due_words = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    response_due_rule = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    response_due_explanation = forms.CharField(required=False, widget=forms.HiddenInput)
    response_due_read = forms.DateField(required=False, widget=forms.HiddenInput)
    visibility = forms.ChoiceField(
        choices=CONFIRMED,
        label="Who may see it",
    )
    backfilled = forms.BooleanField(
        required=False,
        label="An older letter",
        help_text="Nobody has looked yet what came of it: its requests start as “not reviewed”.",
    )


class PersonForm(forms.Form):
    """Somebody who may be a member of Congress: known by the id, or one of those who are offered."""

    title = forms.CharField(required=False, max_length=200)
    bioguide_id = forms.CharField(
        required=False, max_length=7, label="Bioguide id", widget=forms.TextInput(attrs={"list": "members"})
    )
    offer = forms.ChoiceField(required=False, label="Which member is it?", widget=forms.RadioSelect)
    offers = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    doubt = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_offers({})
        if not self.offered:
            del self.fields["offer"]

    @property
    def offered(self) -> list[str]:
        """The Bioguide ids among which a person has to choose."""
        return re.findall("[A-Z][0-9]{6}", self["offers"].value() or "")[:MOST_OFFERED]

    def name_offers(self, labels: dict[str, str]) -> None:
        """Names the members who are offered."""
        choices = [(id, labels.get(id, id)) for id in self.offered]
        self.fields["offer"].choices = [*choices, ("", "None of these")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The member who was chosen is the member; an id that was entered goes before."""
        data = super().clean() or self.cleaned_data
        data["bioguide_id"] = data.get("bioguide_id") or data.get("offer", "")
        return data


class RecipientForm(PersonForm):
    """An addressee."""

    name = forms.CharField(required=False, max_length=200)
    organization = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"list": "agencies"})
    )
    field_order = ("name", "title", "organization", "bioguide_id", "offer")


class SignatoryForm(PersonForm):
    """A signer."""

    name = forms.CharField(max_length=200)
    field_order = ("name", "title", "bioguide_id", "offer")


class RequestForm(forms.Form):
    """A request."""

    label = forms.CharField(required=False, max_length=20, label="Mark")
    kind = forms.ChoiceField(choices=RequestKind.choices)
    due_on = DayField(required=False, label="Own deadline")
    text = forms.CharField(max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))
    due_words = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    due_rule = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    due_explanation = forms.CharField(required=False, widget=forms.HiddenInput)
    due_read = forms.DateField(required=False, widget=forms.HiddenInput)
    doubt = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


def due(data: dict[str, Any], prefix: str) -> DueEntry:
    """A deadline from its fields: what was read, or what a person set instead."""
    due_on: date | None = data[f"{prefix}_on"]
    if due_on == data[f"{prefix}_read"]:
        return DueEntry(
            data[f"{prefix}_words"], data[f"{prefix}_rule"], due_on, data[f"{prefix}_explanation"]
        )
    return DueEntry(data[f"{prefix}_words"], SET_BY_HAND if due_on else "", due_on, "")


def due_initial(entry: DueEntry, prefix: str) -> dict[str, Any]:
    """The fields of a deadline that was read."""
    return {
        f"{prefix}_on": entry.due_on,
        f"{prefix}_words": entry.words,
        f"{prefix}_rule": entry.rule,
        f"{prefix}_explanation": entry.explanation,
        f"{prefix}_read": entry.due_on,
    }


class Rows(BaseFormSet[Any]):
    """Rows of one kind, each of which can be removed and put in another place."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Names the box for what it does here: nothing is deleted before the draft is confirmed."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove"
        form.fields["ORDER"].label = "Place"
        form.order_fields(["ORDER"])


class DraftForms:
    """All forms of a draft's page: the letter, its recipients, signatories and requests."""

    def __init__(self, data: Any = None, *, entry: LetterEntry | None = None, add: str = "") -> None:
        self.letter = DraftForm(data, initial=letter_initial(entry) if entry else None)
        self.recipients = self.formset(RecipientForm, "recipients", data, entry, add)
        self.signatories = self.formset(SignatoryForm, "signatories", data, entry, add)
        self.requests = self.formset(RequestForm, "requests", data, entry, add)

    def formset(
        self, form: type[forms.Form], name: str, data: Any, entry: LetterEntry | None, add: str
    ) -> BaseFormSet[Any]:
        """The rows of one kind, filled from the reading, doubtful ones first; `add` names the kind that gets one more."""
        read = getattr(entry, name) if entry else []
        rows = [row_initial(row) | {"doubt": row.doubt, "ORDER": place} for place, row in enumerate(read, 1)]
        rows.sort(key=lambda row: not row["doubt"])
        extra = 0 if rows else 1
        factory = formset_factory(
            form,
            Rows,
            extra=extra,
            can_delete=True,
            can_order=True,
            max_num=MOST[name],
            absolute_max=MOST[name],
        )
        if data is not None and add == name:
            data = data.copy()
            total = data.get(f"{name}-TOTAL_FORMS", "0")
            if re.fullmatch("[0-9]{1,3}", total):
                data[f"{name}-TOTAL_FORMS"] = str(min(MOST[name], int(total) + 1))
        return factory(data, initial=rows or None, prefix=name)

    @property
    def offering(self) -> list[PersonForm]:
        """The rows in which a person has to choose a member."""
        return [form for rows in (self.recipients, self.signatories) for form in rows if form.offered]

    @property
    def letter_date(self) -> date | None:
        """The date on the letter, as read or as entered; None where it is neither."""
        field = self.letter.fields["letter_date"]
        try:
            found: date | None = field.clean(self.letter["letter_date"].value())
        except forms.ValidationError:
            return None
        return found

    def is_valid(self) -> bool:
        """Whether all can be used; each form then holds its own messages."""
        formsets = [self.recipients, self.signatories, self.requests]
        validity = [self.letter.is_valid(), *(rows.is_valid() for rows in formsets)]
        return all(validity)

    def entry(self) -> LetterEntry:
        """What a person confirmed, as intake takes it."""
        data = self.letter.cleaned_data
        return LetterEntry(
            title=data["title"],
            visibility=data["visibility"],
            letter_date=data["letter_date"],
            sent_on=data["sent_on"],
            received_on=data["received_on"],
            response_deadline=due(data, "response_due"),
            recipients=[RecipientEntry(**row) for row in kept(self.recipients) if any(row.values())],
            signatories=[SignatoryEntry(**row) for row in kept(self.signatories)],
            requests=[
                RequestEntry(row["text"], row["label"], row["kind"], due(row, "due"))
                for row in kept(self.requests)
            ],
        )


def kept(formset: BaseFormSet[Any]) -> list[dict[str, Any]]:
    """The rows that are filled and not marked for removal, by their place."""
    rows = [form.cleaned_data for form in formset.ordered_forms if form.cleaned_data]
    return [{name: value for name, value in row.items() if name not in NOT_KEPT} for row in rows]


def letter_initial(entry: LetterEntry) -> dict[str, Any]:
    """The letter's fields as they were read."""
    return {
        "title": entry.title,
        "letter_date": entry.letter_date,
        "sent_on": entry.sent_on,
        **due_initial(entry.response_deadline, "response_due"),
    }


def row_initial(entry: RecipientEntry | SignatoryEntry | RequestEntry) -> dict[str, Any]:
    """A row's fields as they were read."""
    match entry:
        case RecipientEntry():
            return person_initial(entry) | {"organization": entry.organization}
        case SignatoryEntry():
            return person_initial(entry)
        case RequestEntry():
            row = {"label": entry.label, "text": entry.text, "kind": entry.kind}
            return row | due_initial(entry.deadline, "due")


def person_initial(entry: RecipientEntry | SignatoryEntry) -> dict[str, Any]:
    """The fields that every person's row has."""
    return {
        "name": entry.name,
        "title": entry.title,
        "bioguide_id": entry.bioguide_id,
        "offers": " ".join(entry.offers),
    }
