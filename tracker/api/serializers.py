"""What the API shows. Nothing here decides who may see it: the querysets are filtered before."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions.models import Action, Effect
from letters.models import Letter, LetterRequest, Recipient, ResponseState, Signatory
from letters.people import Agency, Member, MemberTerm
from letters.progress import COMMON_STATES, LETTER_STATES, progress_of
from letters.states import Capacity, Chamber, Outcome, Topic
from tracker.clock import today


class AgencySerializer(serializers.ModelSerializer[Agency]):
    """A body that letters address."""

    class Meta:
        model = Agency
        fields = ["slug", "name", "abbreviation"]


class TermSerializer(serializers.ModelSerializer[MemberTerm]):
    """A term of a member of Congress."""

    class Meta:
        model = MemberTerm
        fields = ["chamber", "state", "district", "senate_class", "party", "start_on", "end_on"]


class MemberSerializer(serializers.ModelSerializer[Member]):
    """A member of Congress."""

    terms = TermSerializer(many=True)

    class Meta:
        model = Member
        fields = ["bioguide_id", "official_name", "first_name", "last_name", "suffix", "terms"]


class SignatorySerializer(serializers.ModelSerializer[Signatory]):
    """Who signed, as they were on the letter's date."""

    bioguide_id = serializers.CharField(source="member.bioguide_id", default=None, allow_null=True)
    chamber = serializers.ChoiceField(choices=Chamber.choices, allow_blank=True)
    capacity = serializers.ChoiceField(choices=Capacity.choices)

    class Meta:
        model = Signatory
        fields = ["name", "title", "bioguide_id", "party", "state", "chamber", "capacity"]


class RecipientSerializer(serializers.ModelSerializer[Recipient]):
    """An addressee; `position` tells a letter's recipients apart."""

    agency = serializers.SlugField(source="agency.slug", default=None, allow_null=True)
    bioguide_id = serializers.CharField(source="member.bioguide_id", default=None, allow_null=True)

    class Meta:
        model = Recipient
        fields = ["position", "name", "title", "organization", "agency", "bioguide_id"]


class ResponseStateSerializer(serializers.ModelSerializer[ResponseState]):
    """What one recipient has answered."""

    recipient = RecipientSerializer()
    superseded_by = serializers.CharField(source="superseded_by.public_id", default=None, allow_null=True)

    class Meta:
        model = ResponseState
        fields = ["recipient", "state", "since_on", "decline_reason", "superseded_by"]


class RequestProgressSerializer(serializers.Serializer[Any]):
    """How a request stands today (Washington's day). `percent` is null where nothing was assessed."""

    response_state = serializers.ChoiceField(choices=COMMON_STATES)
    responses = ResponseStateSerializer(many=True)
    outcome_state = serializers.ChoiceField(choices=Outcome.choices)
    percent = serializers.IntegerField(allow_null=True, min_value=0, max_value=100)
    is_open = serializers.BooleanField()
    due_on = serializers.DateField(allow_null=True)
    overdue_days = serializers.IntegerField(
        allow_null=True, help_text="Days past the date that the letter asked for; no law sets one."
    )
    open_days = serializers.IntegerField(allow_null=True)
    last_action_on = serializers.DateField(allow_null=True)
    last_checked_on = serializers.DateField(allow_null=True)
    changed_at = serializers.DateTimeField()


class OneRequestProgressSerializer(RequestProgressSerializer):
    """The progress of one request, on the day that `on` names."""

    on = serializers.DateField()
    id = serializers.CharField()
    letter = serializers.CharField()
    version = serializers.IntegerField()


class DeadlineSerializer(serializers.ModelSerializer[LetterRequest]):
    """The deadline as the letter set it: its words, the rule, the first date and how it was computed."""

    class Meta:
        model = LetterRequest
        fields = ["deadline_words", "deadline_rule", "deadline_on", "deadline_explanation"]


class LetterRequestSerializer(serializers.ModelSerializer[LetterRequest]):
    """One thing that a letter asks for, and its progress."""

    id = serializers.CharField(source="public_id")
    letter = serializers.CharField(source="letter.public_id")
    deadline = DeadlineSerializer(source="*")
    progress = serializers.SerializerMethodField()

    class Meta:
        model = LetterRequest
        fields = [
            "id",
            "letter",
            "number",
            "label",
            "text",
            "start",
            "end",
            "kind",
            "deadline",
            "version",
            "progress",
        ]

    @extend_schema_field(RequestProgressSerializer)
    def get_progress(self, letter_request: LetterRequest) -> Any:
        """The progress on Washington's day."""
        return RequestProgressSerializer(progress_of(letter_request, on=today())).data


class LetterSerializer(serializers.ModelSerializer[Letter]):
    """A letter in a list."""

    id = serializers.CharField(source="public_id")
    office = serializers.SlugField(source="office.slug")
    topic = serializers.ChoiceField(
        choices=Topic.choices, allow_blank=True, help_text="Empty where it is not sorted yet."
    )
    recipients = RecipientSerializer(many=True)
    signatories = SignatorySerializer(many=True)

    class Meta:
        model = Letter
        fields = [
            "id",
            "title",
            "office",
            "topic",
            "visibility",
            "public_from",
            "letter_date",
            "sent_on",
            "received_on",
            "published_at",
            "created_at",
            "version",
            "changed_at",
            "response_due_words",
            "response_due_on",
            "response_due_explanation",
            "recipients",
            "signatories",
        ]


class LetterDetailSerializer(LetterSerializer):
    """A letter with its words and its requests."""

    requests = LetterRequestSerializer(many=True)

    class Meta(LetterSerializer.Meta):
        fields = [*LetterSerializer.Meta.fields, "text", "unread_because", "is_being_read", "requests"]


class LetterProgressSerializer(serializers.Serializer[Any]):
    """Counts over a letter's requests, one computed label, and each request with its progress."""

    on = serializers.DateField()
    state = serializers.ChoiceField(choices=LETTER_STATES)
    total = serializers.IntegerField()
    open = serializers.IntegerField()
    closed = serializers.IntegerField()
    awaited = serializers.IntegerField()
    overdue = serializers.IntegerField()
    not_reviewed = serializers.IntegerField()
    answered = serializers.IntegerField()
    response_states = serializers.DictField(child=serializers.IntegerField())
    outcome_states = serializers.DictField(child=serializers.IntegerField())
    requests = LetterRequestSerializer(many=True)


class EffectSerializer(serializers.ModelSerializer[Effect]):
    """What an action says of one request, and of one recipient (null: of all).

    `assigned_to` and `check_on` stand in `assigned` and `snoozed`, which only the office sees.
    """

    request = serializers.CharField(source="letter_request.public_id")
    recipient = serializers.IntegerField(source="recipient.position", default=None, allow_null=True)
    superseded_by = serializers.CharField(source="superseded_by.public_id", default=None, allow_null=True)

    assigned_to = serializers.EmailField(source="assigned_to.email", default=None, allow_null=True)

    class Meta:
        model = Effect
        fields = [
            "request",
            "recipient",
            "response",
            "decline_reason",
            "superseded_by",
            "outcome",
            "due_on",
            "promised_on",
            "assigned_to",
            "check_on",
        ]


class ActionSerializer(serializers.ModelSerializer[Action]):
    """An entry of the ledger. `superseded_by` names the entry that corrected it."""

    id = serializers.CharField(source="public_id")
    office = serializers.SlugField(source="office.slug")
    supersedes = serializers.CharField(source="supersedes.public_id", default=None, allow_null=True)
    superseded_by = serializers.SerializerMethodField()
    effects = EffectSerializer(many=True)

    class Meta:
        model = Action
        fields = [
            "id",
            "kind",
            "office",
            "occurred_on",
            "recorded_at",
            "summary",
            "source_url",
            "source_note",
            "source_file_name",
            "supersedes",
            "superseded_by",
            "effects",
        ]

    def get_superseded_by(self, action: Action) -> str | None:
        """The id of the correction, where there is one."""
        return None if action.is_live else action.superseded_by.public_id
