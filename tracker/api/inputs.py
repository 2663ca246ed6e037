"""What the API takes in: parsed, looked up among what the writer may see, handed to the ledger's or intake's verbs."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.core.files import File
from rest_framework import serializers

from actions.ledger import NewAction, NewEffect, Source
from actions.models import ACTION_KINDS, Action
from letters.intake import DueEntry, LetterEntry, RecipientEntry, RequestEntry, SignatoryEntry
from letters.models import LetterRequest
from letters.reading.documents import MAX_BYTES
from letters.states import CONFIRMED, DeclineReason, Outcome, RequestKind, Response, Topic, Visibility
from tracker.clock import IN_CONGRESS_DAYS
from tracker.uploads import ApiUploadField

MAX_EFFECTS = 500
MAX_TEXT = 1_000_000  # characters of a letter


class Day(serializers.DateField):
    """A day that a letter or an action can have."""

    default_validators = IN_CONGRESS_DAYS


class Instant(serializers.DateTimeField):
    """A moment, with the offset of the clock that shows it: without one it could be any of 24."""

    default_error_messages: ClassVar = {"no_offset": "Give the offset too, as in 2026-12-03T09:00:00-05:00."}

    def enforce_timezone(self, value: datetime) -> datetime:
        """The moment in UTC."""
        if value.tzinfo is None:
            self.fail("no_offset")
        return value.astimezone(UTC)


PUBLIC_FROM = (
    "When an embargo ends: the letter is public from then on. Needed with “embargoed”, and only there."
)


def some(child: serializers.Serializer[Any], *, at_most: int) -> serializers.ListField:
    """A list of at least one."""
    return serializers.ListField(
        child=child,
        min_length=1,
        max_length=at_most,
        error_messages={"min_length": "This list may not be empty."},
    )


class LetterChangesInput(serializers.Serializer[Any]):
    """What to change of a letter; what is not named stays."""

    title = serializers.CharField(max_length=300, required=False)
    topic = serializers.ChoiceField(
        choices=Topic.choices, required=False, allow_blank=True, help_text="Empty where it is not sorted yet."
    )
    sent_on = Day(required=False, allow_null=True)
    received_on = Day(required=False, allow_null=True)
    visibility = serializers.ChoiceField(choices=CONFIRMED, required=False)
    public_from = Instant(required=False, allow_null=True, help_text=PUBLIC_FROM)


class VisibleRequest(serializers.CharField):
    """The id of a request that the writer may see, turned into the request."""

    def to_internal_value(self, data: Any) -> Any:
        """The request, or an error that names the id."""
        public_id = super().to_internal_value(data)
        seen = LetterRequest.objects.visible_to(self.context["request"].user).select_related("letter__office")
        letter_request = seen.filter(public_id=public_id).first() if public_id.isalnum() else None
        if letter_request is None:
            raise serializers.ValidationError(f"There is no request “{public_id}”.")
        return letter_request


class EffectInput(serializers.Serializer[Any]):
    """What the action says of one request; without a recipient, of all of them."""

    request = VisibleRequest(help_text="Id of the request.")
    recipient = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=32767,
        help_text="Position of the recipient in the letter.",
    )
    response = serializers.ChoiceField(choices=Response.choices, required=False, allow_blank=True)
    decline_reason = serializers.ChoiceField(choices=DeclineReason.choices, required=False, allow_blank=True)
    superseded_by = VisibleRequest(required=False, allow_null=True, help_text="Id of the later request.")
    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False, allow_blank=True)
    due_on = Day(required=False, allow_null=True)
    promised_on = Day(required=False, allow_null=True)
    check_on = serializers.DateField(
        required=False, allow_null=True, help_text="With `snoozed`: the day to look again."
    )
    assigned_to = serializers.EmailField(
        required=False,
        allow_null=True,
        help_text="With `assigned`: the address of a colleague; null for nobody.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Looks the recipient up among the letter's."""
        if attrs.get("recipient") is not None:
            recipient = attrs["request"].letter.recipients.filter(position=attrs["recipient"]).first()
            if recipient is None:
                raise serializers.ValidationError(
                    {"recipient": "The letter has no recipient at this position."}
                )
            attrs["recipient"] = recipient
        if attrs.get("assigned_to") is not None:
            writers = attrs["request"].letter.office.writers()
            attrs["assigned_to"] = writers.filter(email=attrs["assigned_to"].lower()).first()
            if attrs["assigned_to"] is None:
                raise serializers.ValidationError(
                    {"assigned_to": "Nobody of this address writes for the office."}
                )
        return attrs

    @staticmethod
    def effect(data: dict[str, Any]) -> NewEffect:
        """The validated data as the ledger takes it."""
        said = {name: value for name, value in data.items() if name != "request"}
        return NewEffect(data["request"], **said)


class ActionInput(serializers.Serializer[Any]):
    """A new entry of the ledger; with `supersedes`, a correction of an older one."""

    kind = serializers.ChoiceField(choices=ACTION_KINDS)
    occurred_on = Day(help_text="The date of the fact.")
    summary = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    source_url = serializers.URLField(required=False, allow_blank=True, max_length=1000)
    source_note = serializers.CharField(required=False, allow_blank=True, max_length=500)
    supersedes = serializers.CharField(
        required=False, allow_null=True, help_text="Id of the action that it corrects."
    )
    effects = some(EffectInput(), at_most=MAX_EFFECTS)

    def validate_supersedes(self, value: str | None) -> Action | None:
        """The action, among those that the writer may see."""
        if value is None:
            return None
        action = Action.objects.visible_to(self.context["request"].user).filter(public_id=value).first()
        if action is None:
            raise serializers.ValidationError(f"There is no action “{value}”.")
        return action

    def new_action(self) -> NewAction:
        """The validated data as the ledger takes it."""
        data = self.validated_data
        return NewAction(
            kind=data["kind"],
            occurred_on=data["occurred_on"],
            summary=data.get("summary", ""),
            source=Source(url=data.get("source_url", ""), note=data.get("source_note", "")),
            effects=[EffectInput.effect(entry) for entry in data["effects"]],
        )


class LetterTextInput(serializers.Serializer[Any]):
    """A letter's words, kept as a draft and read."""

    office = serializers.SlugField(help_text="Slug of the office that keeps the letter.")
    text = serializers.CharField(max_length=MAX_TEXT, trim_whitespace=False)


class LetterFileInput(serializers.Serializer[Any]):
    """A letter's file, kept as a draft and read as far as it can be."""

    office = serializers.SlugField(help_text="Slug of the office that keeps the letter.")
    file = ApiUploadField(help_text="PDF, Word (.docx) or plain text, up to 25 MB.")

    def validate_file(self, file: File[bytes]) -> File[bytes]:
        """No larger than a letter, told before it is read into memory."""
        if file.size > MAX_BYTES:
            raise serializers.ValidationError("The file is larger than 25 MB; save it smaller.")
        return file


class DueInput(serializers.Serializer[Any]):
    """A deadline as a person confirmed it."""

    words = serializers.CharField(required=False, allow_blank=True, max_length=300)
    rule = serializers.CharField(required=False, allow_blank=True, max_length=60)
    due_on = Day(required=False, allow_null=True)
    explanation = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class RecipientInput(serializers.Serializer[Any]):
    """An addressee."""

    name = serializers.CharField(required=False, allow_blank=True, max_length=200)
    title = serializers.CharField(required=False, allow_blank=True, max_length=200)
    organization = serializers.CharField(required=False, allow_blank=True, max_length=200)
    bioguide_id = serializers.CharField(required=False, allow_blank=True, max_length=7)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An addressee has a name, a title or an organization."""
        if not any(attrs.values()):
            raise serializers.ValidationError("Give the recipient a name, a title or an organization.")
        return attrs


class SignatoryInput(serializers.Serializer[Any]):
    """A signer."""

    name = serializers.CharField(max_length=200)
    title = serializers.CharField(required=False, allow_blank=True, max_length=200)
    bioguide_id = serializers.CharField(required=False, allow_blank=True, max_length=7)


class RequestInput(serializers.Serializer[Any]):
    """A request."""

    text = serializers.CharField(max_length=20_000)
    label = serializers.CharField(  # type: ignore[assignment]  # a field of this name, not its label
        required=False, allow_blank=True, max_length=20
    )
    kind = serializers.ChoiceField(choices=RequestKind.choices, required=False)
    deadline = DueInput(required=False)


class ConfirmInput(serializers.Serializer[Any]):
    """What a draft becomes: all that is not named is empty."""

    title = serializers.CharField(max_length=300)
    topic = serializers.ChoiceField(
        choices=Topic.choices, required=False, allow_blank=True, help_text="Empty where it is not sorted yet."
    )
    visibility = serializers.ChoiceField(choices=CONFIRMED, default=Visibility.OFFICE)
    public_from = Instant(required=False, allow_null=True, help_text=PUBLIC_FROM)
    letter_date = Day(required=False, allow_null=True)
    sent_on = Day(required=False, allow_null=True)
    received_on = Day(required=False, allow_null=True)
    backfilled = serializers.BooleanField(
        default=False,
        help_text="An older letter: its requests start as not reviewed instead of awaiting a response.",
    )
    response_deadline = DueInput(required=False)
    recipients = serializers.ListField(child=RecipientInput(), required=False, max_length=100)
    signatories = serializers.ListField(child=SignatoryInput(), required=False, max_length=600)
    requests = some(RequestInput(), at_most=200)

    def letter_entry(self) -> LetterEntry:
        """The validated data as intake takes it."""
        names = {field.name for field in fields(LetterEntry)}
        data = {name: value for name, value in self.validated_data.items() if name in names}
        return LetterEntry(
            **data
            | {
                "response_deadline": DueEntry(**data.get("response_deadline", {})),
                "recipients": [RecipientEntry(**entry) for entry in data.get("recipients", [])],
                "signatories": [SignatoryEntry(**entry) for entry in data.get("signatories", [])],
                "requests": [
                    RequestEntry(**entry | {"deadline": DueEntry(**entry.get("deadline", {}))})
                    for entry in data["requests"]
                ],
            }
        )
