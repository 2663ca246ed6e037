"""Progress over many requests: counts by agency, member, office, kind, topic or month, with what they are counted of."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from actions.past_counts import counted_before
from letters.kept_counts import KEPT
from letters.models import Agency, LetterRequest, Member
from letters.scorecard import DUE, GROUPS, STATUS_MEANINGS, Counts, Groups, Status
from letters.states import NO_TOPIC, Outcome, RequestKind, Topic
from offices.models import Office
from offices.policy import offices_where
from tracker.api.endpoints import PROBLEM, Endpoint
from tracker.api.past import AS_OF, day_asked
from tracker.api.shape import parameters_of
from tracker.clock import end_of, today


class StatusesSerializer(serializers.Serializer[Any]):
    """Where the requests stand, each in one status: the statuses add up to `requests`."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """A number for each status."""
        return {
            status.value: serializers.IntegerField(help_text=meaning)
            for status, meaning in STATUS_MEANINGS.items()
        }


class OutcomesSerializer(serializers.Serializer[Any]):
    """What has come of the requests in the world: the outcomes add up to `requests`, too."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """A number for each outcome."""
        return {state: serializers.IntegerField() for state in Outcome.values}


class ShareSerializer(serializers.Serializer[Any]):
    """So many of so many."""

    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()


class GroupSerializer(serializers.Serializer[Any]):
    """The requests of one group."""

    key = serializers.CharField(
        allow_null=True,
        help_text="Slug, Bioguide id, kind, topic or YYYY-MM; null for what has none, and without `by`.",
    )
    name = serializers.CharField(help_text="The group in words.")
    requests = serializers.IntegerField()
    statuses = StatusesSerializer()
    answered = ShareSerializer(help_text=f"Answered on the merits, of those asked and due: {', '.join(DUE)}.")
    outcomes = OutcomesSerializer()
    assessed = ShareSerializer(help_text="Requests whose outcome somebody has judged, of all.")


class AggregatedSerializer(serializers.Serializer[Any]):
    """Progress by group, on a day."""

    on = serializers.DateField(help_text="The day that “overdue” is counted for, Washington's.")
    by = serializers.ChoiceField(choices=[*GROUPS], allow_null=True)
    groups = GroupSerializer(many=True)


@extend_schema(tags=["progress"])
class ProgressEndpoint(Endpoint):
    """Counts over all requests."""

    @extend_schema(
        summary="Progress by agency, member, office, kind, topic or month",
        parameters=[
            OpenApiParameter(
                "by",
                str,
                enum=[*GROUPS],
                description=(
                    "What to count by; without it all requests are one group. By agency, a request counts once for each "
                    "agency that its letter addresses, judged by that agency's answers alone; by member, once for each "
                    "who signed: these groups overlap. By month: of the letter's date."
                ),
            ),
            AS_OF,
        ],
        responses={200: AggregatedSerializer, **PROBLEM},
    )
    def get(self, request: Request) -> Response:
        """Where requests stand and what has come of them, each counted in one status. With `as_of` it takes longer."""
        by, as_of = by_of(request), day_asked(request)
        on = as_of or today()
        if as_of:
            letter_requests = LetterRequest.objects.visible_to(request.user)
            groups = counted_before(end_of(as_of), letter_requests, by=by, on=on)
        else:
            offices = offices_where(request.user, "read what the office keeps").values_list("pk", flat=True)
            groups = KEPT.groups(by, offices=list(offices), on=on)
        named = names_of(by, groups)
        shown = [group_json(*named[key], counts) for key, counts in groups.items()]
        shown.sort(key=lambda group: (group["key"] is None, group["key"]))
        return Response({"on": on, "by": by, "groups": shown})


def by_of(request: Request) -> str | None:
    """What to count by. Raises ValidationError."""
    by = parameters_of(request, {"by", "as_of"}).get("by")
    if by is not None and by not in GROUPS:
        raise ValidationError({"by": [f"There is no “{by}”. There are: {', '.join(GROUPS)}."]})
    return by


def group_json(key: str | None, name: str, counts: Counts) -> dict[str, Any]:
    """One group."""
    requests = counts.requests
    return {
        "key": key,
        "name": name,
        "requests": requests,
        "statuses": {status.value: counts.of(status) for status in Status},
        "answered": {"numerator": counts.of(Status.ANSWERED), "denominator": counts.due},
        "outcomes": {state: counts.of(state) for state in Outcome.values},
        "assessed": {"numerator": counts.assessed, "denominator": requests},
    }


def names_of(by: str | None, groups: Groups) -> Mapping[Any, tuple[str | None, str]]:
    """What each group's key is called in addresses, and in words."""
    match by:
        case "agency":
            agencies = Agency.objects.order_by().values_list("pk", "slug", "name")
            return {pk: (slug, name) for pk, slug, name in agencies} | {None: (None, "No agency")}
        case "member":
            members = Member.objects.order_by().values_list("pk", "bioguide_id", "official_name")
            return {pk: (bioguide_id, name) for pk, bioguide_id, name in members}
        case "office":
            offices = Office.objects.order_by().values_list("pk", "slug", "name")
            return {pk: (slug, name) for pk, slug, name in offices}
        case "kind":
            return {kind.value: (kind.value, str(kind.label)) for kind in RequestKind}
        case "topic":
            return {topic.value: (topic.value, str(topic.label)) for topic in Topic} | {"": (None, NO_TOPIC)}
        case "month":
            return {month: month_names(month) for month in groups}
    return dict.fromkeys(groups, (None, "All requests"))


def month_names(month: int | None) -> tuple[str | None, str]:
    """A month as the API writes it, and in words."""
    if month is None:
        return None, "No date"
    first = date(month // 100, month % 100, 1)
    return first.isoformat()[:7], f"{first:%B} {first.year}"
