"""The form that enters or corrects an action; the rules stand in the ledger."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django import forms

from actions.ledger import NewAction, NewEffect, Source
from actions.models import Action, Effect
from letters.models import LetterRequest, Recipient
from letters.reading.documents import MAX_BYTES
from letters.states import (
    ACTION_MEANINGS,
    GROUPS,
    NO_TOPIC,
    NOT_PICKED,
    RECEIVED,
    DeclineReason,
    Outcome,
    Response,
    Topic,
)
from offices.models import User
from tracker.desk.clicks import ClickField
from tracker.desk.dates import DayField
from tracker.uploads import UploadField

SAID = (
    "recipient", "response", "decline_reason", "superseded_by", "outcome", "due_on", "promised_on", "assigned_to",
)  # of a request, in the form's fields  # fmt: skip


def picked_kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds that a person can record, by group."""
    return [
        (
            group.capitalize(),
            [
                (kind, entry.label)
                for kind, entry in ACTION_MEANINGS.items()
                if entry.group == group and kind not in NOT_PICKED
            ],
        )
        for group in GROUPS
    ]


def suggested_by(kind: str) -> str:
    """The response that something received suggests, or an empty text. What was sent changes no answer that is there."""
    meaning = ACTION_MEANINGS.get(kind)
    return meaning.suggests if meaning and meaning.group == RECEIVED else ""


class KindSelect(forms.Select):
    """The kinds; each tells `recording.js` which response it suggests."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option, with what its kind suggests."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        return option | {"suggests": suggested_by(str(value))}


class EntryForm(forms.Form):
    """What happened, on which day and how we know, and what it says of a request, whichever that is.

    A kind that suggests a response is not taken without one before the person was asked: once, so that “as before” can be meant.
    With JavaScript the response is chosen as soon as the kind is, and that is the question.
    """

    kind = forms.ChoiceField(choices=picked_kinds, label="What happened", widget=KindSelect)
    occurred_on = DayField(label="On which day")
    summary = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=20_000)
    source_url = forms.URLField(
        required=False, label="Source: address", assume_scheme="https", max_length=1000
    )
    source_note = forms.CharField(required=False, label="Source: note", max_length=500)
    source_file = UploadField(required=False, label="Source: document", help_text="Up to 25 MB.")
    response = forms.ChoiceField(
        required=False, choices=[("", "As before"), *Response.choices], label="Response is now"
    )
    decline_reason = forms.ChoiceField(
        required=False, choices=[("", "—"), *DeclineReason.choices], label="Reason, if declined"
    )
    outcome = forms.ChoiceField(
        required=False, choices=[("", "As before"), *Outcome.choices], label="Outcome is now"
    )
    due_on = DayField(required=False, label="New deadline")
    promised_on = DayField(
        required=False, label="Answer promised by", help_text="What the agency said; the deadline stays."
    )
    asked_of = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)  # the kind
    click = ClickField()

    def clean_source_file(self) -> Any:
        """No larger than a letter."""
        file = self.cleaned_data["source_file"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError("The document is larger than 25 MB; save it smaller.")
        return file

    def clean(self) -> dict[str, Any]:
        """Asks for the response that the kind suggests, where none was chosen."""
        entered = self.cleaned_data
        kind = entered.get("kind", "")
        suggested = suggested_by(kind)
        if (
            suggested
            and not entered.get("response")
            and not self.corrects
            and entered.get("asked_of") != kind
        ):
            shown: Any = copy(self.data)  # a QueryDict's can be written to
            shown[self.add_prefix("response")], shown[self.add_prefix("asked_of")] = suggested, kind
            self.data = shown
            self.add_error(
                "response",
                f"“{ACTION_MEANINGS[kind].label}” usually means “{Response(suggested).label}”. That is chosen now:"
                " record it so, or choose another or “As before”.",
            )
        return entered

    @property
    def corrects(self) -> bool:
        """Whether the entry says anew what an earlier one said."""
        return bool(self.data.get(self.add_prefix("supersedes")))

    def action(self, effects: Sequence[NewEffect]) -> NewAction:
        """What was entered, as the ledger takes it, with these effects."""
        data = self.cleaned_data
        source = Source(data["source_url"], data["source_note"], data["source_file"] or None)
        return NewAction(data["kind"], data["occurred_on"], effects, data["summary"], source)


class ActionForm(EntryForm):
    """One entry of the ledger, for this request and, where chosen, others of its letter."""

    recipient = forms.ModelChoiceField(
        Recipient.objects.none(), required=False, label="By", empty_label="All recipients"
    )
    superseded_by = forms.CharField(
        required=False,
        max_length=12,
        label="Later request, if superseded",
        help_text="The id at the end of its address.",
    )
    assigned_to = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="—", label="Person, if assigned"
    )
    supersedes = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    also = forms.MultipleChoiceField(
        required=False, label="Also concerns", widget=forms.CheckboxSelectMultiple
    )
    field_order = (
        "kind", "occurred_on", "summary", "source_url", "source_note", "source_file", "recipient", "response",
        "decline_reason", "outcome", "superseded_by", "due_on", "promised_on", "assigned_to", "supersedes", "also",
    )  # fmt: skip

    def __init__(self, *args: Any, letter_request: LetterRequest, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter_request, self.by = letter_request, by
        others = letter_request.letter.requests.exclude(pk=letter_request.pk).select_related("letter__office")
        self.others = {row.public_id: row for row in others}
        self.fields["recipient"].queryset = letter_request.letter.recipients.all()  # type: ignore[attr-defined]
        self.fields["assigned_to"].queryset = letter_request.letter.office.writers()  # type: ignore[attr-defined]
        self.fields["also"].choices = [  # type: ignore[attr-defined]
            (public_id, f"{row.number}. {row.text[:80]}") for public_id, row in self.others.items()
        ]

    def clean_superseded_by(self) -> LetterRequest | None:
        """The later request, among those that the person may see."""
        public_id = self.cleaned_data["superseded_by"]
        found = LetterRequest.objects.visible_to(self.by).filter(public_id=public_id).first()
        if public_id and found is None:
            raise forms.ValidationError(f"There is no request “{public_id}”.")
        return found

    def clean_supersedes(self) -> Action | None:
        """The entry that this one corrects, among those of the request that the person may see."""
        public_id = self.cleaned_data["supersedes"]
        found = correctable(self.letter_request, public_id, by=self.by)
        if public_id and found is None:
            raise forms.ValidationError("The entry to correct is not there any more; open the request again.")
        return found

    def new_action(self) -> NewAction:
        """What was entered, as the ledger takes it."""
        data = self.cleaned_data
        concerned = [self.letter_request, *(self.others[public_id] for public_id in data["also"])]
        return self.action(
            [NewEffect(letter_request, **{name: data[name] for name in SAID}) for letter_request in concerned]
        )


class NoteForm(forms.Form):
    """A note that stays in the office."""

    summary = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 2}), max_length=20_000)
    click = ClickField()


class AnswerForm(forms.Form):
    """What goes with an answer to a reminder mail."""

    until = DayField(required=False, label="Remind me on", help_text="Left empty: in a week.")
    words = forms.CharField(
        required=False, max_length=1000, label="What came?", help_text="A few words; they stay in the office."
    )


class SnoozeForm(forms.Form):
    """The day to which a check is put off."""

    until = DayField()


class OwnPolicyForm(forms.Form):
    """How one request is to be checked; what is left empty is as its office does."""

    lead_days = forms.IntegerField(
        required=False, min_value=0, max_value=365, label="First check, business days before the deadline"
    )
    overdue_interval = forms.IntegerField(
        required=False, min_value=1, max_value=365, label="Days between checks after the deadline"
    )
    open_interval = forms.IntegerField(
        required=False, min_value=1, max_value=365, label="Days between checks without a deadline"
    )
    escalate_after = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=365,
        label="Unanswered reminders until a manager hears",
        help_text="0 for never.",
    )


def correctable(letter_request: LetterRequest, public_id: str, *, by: User) -> Action | None:
    """The entry of that id, where it concerns the request and `by` may see it."""
    mine = Action.objects.visible_to(by).filter(effects__letter_request=letter_request)
    return mine.filter(public_id=public_id).distinct().first() if public_id.isalnum() else None


def initial_from(action: Action, letter_request: LetterRequest) -> dict[str, Any] | None:
    """The form's fields as the entry to correct has them.

    None where the form cannot say as much: the entry says different things, or speaks of several letters.
    """
    effects = list(action.effects.select_related("letter_request", "superseded_by"))
    mine = next(effect for effect in effects if effect.letter_request_id == letter_request.pk)
    if any(
        said(effect) != said(mine) or effect.letter_request.letter_id != letter_request.letter_id
        for effect in effects
    ):
        return None
    return {
        "kind": action.kind,
        "occurred_on": action.occurred_on,
        "summary": action.summary,
        "source_url": action.source_url,
        "source_note": action.source_note,
        "supersedes": action.public_id,
        "recipient": mine.recipient_id,
        "response": mine.response,
        "decline_reason": mine.decline_reason,
        "superseded_by": mine.superseded_by.public_id if mine.superseded_by else "",
        "outcome": mine.outcome,
        "due_on": mine.due_on,
        "promised_on": mine.promised_on,
        "assigned_to": mine.assigned_to_id,
        "also": [effect.letter_request.public_id for effect in effects if effect != mine],
    }


class TakeBackForm(forms.Form):
    """Why an entry was made in error; that a reason is given is the ledger's rule."""

    reason = forms.CharField(required=False, max_length=500)


class TopicForm(forms.Form):
    """What a letter is about."""

    topic = forms.ChoiceField(required=False, choices=[("", NO_TOPIC), *Topic.choices])


def said(effect: Effect) -> tuple[object, ...]:
    """What the effect says, whichever request it says it of."""
    return (
        effect.recipient_id,
        effect.response,
        effect.decline_reason,
        effect.superseded_by_id,
        effect.outcome,
        effect.due_on,
        effect.promised_on,
        effect.assigned_to_id,
    )
