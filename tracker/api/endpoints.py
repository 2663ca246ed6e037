"""What all endpoints share: what is visible exists, what has not changed is not sent again, parameters are closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from tracker.api.conditional import SAFE, State, Unchanged, describe, require_new, state_of_all, tag_of
from tracker.api.parsers import Json
from tracker.api.shape import shaped


class ProblemSerializer(serializers.Serializer[Any]):
    """What is wrong (RFC 9457), and where: `pointer` leads to the field (RFC 6901)."""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.ListField(  # type: ignore[assignment]  # a field of this name
        child=serializers.DictField(child=serializers.CharField()), required=False
    )
    request_id = serializers.CharField()


PROBLEM = {
    ("4XX", "application/problem+json"): OpenApiResponse(ProblemSerializer, "What is wrong, and what to do.")
}


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its metaclass is untyped
    """The key in the OpenAPI document."""

    target_class = "tracker.api.keys.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """A bearer token (RFC 6750)."""
        scheme: dict[str, Any] = build_bearer_security_scheme_object("Authorization", "Bearer", "lt_…")
        return scheme


class Endpoint(APIView):
    """Answers a GET with an ETag, or says that nothing has changed."""

    parser_classes: Sequence[type[BaseParser]] = (Json,)
    known: State | None = None

    def state(self, request: Request) -> State | None:
        """What the answer is known by; None where there is none."""
        return state_of_all(request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Signs the reader in; then ends at once where they have the answer already."""
        super().initial(request, *args, **kwargs)
        if request.method in SAFE:
            self.known = self.state(request)
            if self.known is not None:
                require_new(request, tag_of(self.known, request.get_full_path()))

    def handle_exception(self, exc: Exception) -> Response:
        """Problem documents, and the answer without a body."""
        if isinstance(exc, Unchanged):
            return HttpResponseNotModified()  # type: ignore[return-value]  # finalize_response takes any
        return super().handle_exception(exc)

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Response:
        """Says how long, and for whom, the answer may be kept."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        if self.known is not None and answer.status_code in (200, 304):
            tag = tag_of(self.known, request.get_full_path())
            describe(answer, request, tag=tag, changed_at=self.known.changed_at)
        else:
            describe(answer, request)
        return answer


KEYS = {"public_id": "id"}  # what a column is called in JSON


class Endpoints(Endpoint, GenericViewSet[Any]):
    """Endpoints of one kind of thing, each known by its public id."""

    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[a-z0-9]{12}"
    filterset_class: Any = None

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        """The serializer with the fields that were asked for."""
        serializer = super().get_serializer(*args, **kwargs)
        return shaped(serializer, self.request, key=KEYS.get(self.lookup_field, self.lookup_field))


def state_of(rows: Sequence[Sequence[Any]]) -> State | None:
    """The state of one thing by its version and when it last changed; None where it is not there."""
    return version_of(*rows[0]) if rows else None


def version_of(version: int, changed_at: datetime) -> State:
    """The state of one thing by its version."""
    return State(["version", version], changed_at)
