"""The forms for many requests at once; the rules stand in `actions.many` and the ledger."""

from collections.abc import Sequence
from typing import Any

from django import forms

from actions.ledger import NewAction, NewEffect
from letters.models import LetterRequest
from letters.states import DeclineReason, Outcome, Response
from offices.models import Office, User
from tracker.desk.dates import DayField
from tracker.desk.recording import EntryForm, KindSelect, picked_kinds

NOBODY = "nobody"
OWN_STATES = 25  # so many requests can each get states of their own on one page
NAMES_A_PERSON = "assigned"


class AssignForm(forms.Form):
    """Who is to have the requests."""

    to = forms.ChoiceField(label="Who is to have them?")

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.writers = {str(user.pk): user for user in office.writers().order_by("first_name", "email")}
        people = [(key, str(user)) for key, user in self.writers.items()]
        choices = [("", "Choose a person"), *people, (NOBODY, "Nobody: their letters’ owners")]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    @property
    def person(self) -> User | None:
        """Who was chosen, None for nobody."""
        return self.writers.get(self.cleaned_data["to"])


class PutOffForm(forms.Form):
    """The day to look again."""

    until = DayField(label="Look again on")


def kinds_for_many() -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds that a person can record for many requests; who is to have them is asked elsewhere."""
    return [
        (group, [(kind, label) for kind, label in kinds if kind != NAMES_A_PERSON])
        for group, kinds in picked_kinds()
    ]


class ManyForm(EntryForm):
    """One thing that happened, with one source, and what it says of all the requests."""

    kind = forms.ChoiceField(choices=kinds_for_many, label="What happened", widget=KindSelect)


class OneForm(forms.Form):
    """What it says of one of the requests, where that differs."""

    response = forms.ChoiceField(
        required=False, choices=[("", "As for all"), *Response.choices], label="Response"
    )
    decline_reason = forms.ChoiceField(
        required=False, choices=[("", "—"), *DeclineReason.choices], label="Reason, if declined"
    )
    outcome = forms.ChoiceField(
        required=False, choices=[("", "As for all"), *Outcome.choices], label="Outcome"
    )


class RecordForms:
    """The forms that record one thing for many requests: what holds for all, and for each where they are few."""

    def __init__(
        self, data: Any = None, files: Any = None, *, rows: Sequence[LetterRequest], initial: Any
    ) -> None:
        self.rows = rows
        self.all = ManyForm(data, files, initial=initial)
        few = rows if len(rows) <= OWN_STATES else []
        self.each = {row.pk: OneForm(data, prefix=row.public_id) for row in few}

    def is_valid(self) -> bool:
        """Whether all can be used; each form then holds its own messages."""
        return all([self.all.is_valid(), *(form.is_valid() for form in self.each.values())])

    def new_action(self) -> NewAction:
        """What was entered, as the ledger takes it."""
        return self.all.action([self.effect(row) for row in self.rows])

    def effect(self, letter_request: LetterRequest) -> NewEffect:
        """What it says of a request: its own states, else those of all."""
        common = self.all.cleaned_data
        own = self.each[letter_request.pk].cleaned_data if letter_request.pk in self.each else {}
        response = own if own.get("response") else common
        return NewEffect(
            letter_request,
            response=response["response"],
            decline_reason=response["decline_reason"],
            outcome=own.get("outcome") or common["outcome"],
            due_on=common["due_on"],
            promised_on=common["promised_on"],
        )
