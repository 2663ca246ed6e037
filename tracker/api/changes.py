"""The feed of changes: what is new after a place, in the order in which readers could first see it."""

from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from letters.changes import Change, Thing, first_position, last_seen_by
from offices.policy import offices_where
from tracker.api.endpoints import PROBLEM, Endpoint
from tracker.api.shape import parameters_of
from tracker.sealing import NoCursor, seal, unseal

FEED = "changes"
PAGE_SIZE, MAX_PAGE_SIZE = 100, 500
ENDPOINTS = {Thing.LETTER: "letter", Thing.REQUEST: "request", Thing.ACTION: "action"}


class Gone(APIException):
    """The feed cannot say what happened after this place."""

    status_code = 410
    default_code = "cursor_too_old"


RESYNC = "Get /api/v1/changes/ without “after” for a place to go on from, then all lists anew, then what comes after that place."


class ChangeSerializer(serializers.ModelSerializer[Change]):
    """That a thing is new or different (get it), or gone for you (forget it). `version` is that of the moment."""

    type = serializers.ChoiceField(choices=Thing.choices, source="thing")
    id = serializers.CharField(source="public_id")
    change = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Change
        fields = ["type", "id", "change", "version", "changed_at", "url"]

    def get_change(self, change: Change) -> str:
        """`changed` or `gone`."""
        return "gone" if change.is_gone else "changed"

    def get_url(self, change: Change) -> str:
        """Where the thing is found."""
        return reverse(f"api:{ENDPOINTS[Thing(change.thing)]}-detail", args=[change.public_id])


class FeedSerializer(serializers.Serializer[Any]):
    """A stretch of the feed. Go on with `next`; `more` says that there is more already."""

    changes = ChangeSerializer(many=True)
    next = serializers.CharField()
    more = serializers.BooleanField()


@extend_schema(tags=["changes"])
class ChangesEndpoint(Endpoint):
    """The feed of changes."""

    @extend_schema(
        summary="What has changed after a place",
        parameters=[
            OpenApiParameter(
                "after",
                OpenApiTypes.STR,
                description="Where to go on: from `next`. Without it: the place of now.",
            ),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE},
                description="Changes at most.",
            ),
        ],
        responses={200: FeedSerializer, **PROBLEM},
    )
    def get(self, request: Request) -> Response:
        """Changes of letters, requests and actions that you can see, in the order of their commits."""
        given = parameters_of(request, {"after", "limit"})
        limit = limit_of(given.get("limit", str(PAGE_SIZE)))
        offices = sorted(
            offices_where(request.user, "read what the office keeps").values_list("pk", flat=True)
        )
        head = last_seen_by(request.user)
        after = place_of(given["after"], offices, head) if "after" in given else head
        found = list(Change.objects.visible_to(request.user).after(after)[: limit + 1])
        shown, more = found[:limit], len(found) > limit
        # A place never lies beyond what the reader could see: it would move, and tell that something happened.
        place = shown[-1].position if shown else after
        following = f"{reverse('api:changes')}?after={seal([place, offices], of=FEED)}"
        data = {"changes": shown, "more": more, "next": following}
        return Response(FeedSerializer(data).data)


def place_of(cursor: str, offices: list[int], head: int) -> int:
    """The position after which to go on; `head` is that of the last change that the reader could see.

    Raises ValidationError for a cursor that nobody gave, Gone for one after which something was cut off.
    """
    try:
        position, seen = unseal(cursor, of=FEED)
    except NoCursor:
        raise ValidationError({"after": [f"No answer of the feed gave this place. {RESYNC}"]}) from None
    if position < min(first_position(), head):
        raise Gone(f"The feed does not reach back so far. {RESYNC}")
    if seen != offices:
        raise Gone(f"You may see other offices' letters than when you got this place. {RESYNC}")
    return int(position)


def limit_of(wanted: str) -> int:
    """How many changes at most. Raises ValidationError."""
    if not (wanted.isascii() and wanted.isdecimal() and 0 < int(wanted[:9]) <= MAX_PAGE_SIZE):
        raise ValidationError({"limit": [f"Give a number of changes from 1 to {MAX_PAGE_SIZE}."]})
    return int(wanted)
