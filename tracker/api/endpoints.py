"""What all endpoints share: what is visible exists, what has not changed is not sent again, parameters are closed."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers, status
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from offices.audit_entries import Via
from offices.models import User
from tracker.api.conditional import SAFE, State, described, has, state_of_all, tag_of
from tracker.api.kept_answers import JSON, keep, kept_answer
from tracker.api.keys import Refused, reader_of
from tracker.api.limits import TooMany, pay
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

    def state(self, reader: User | AnonymousUser) -> State | None:
        """What the answer is known by; None where there is none."""
        return state_of_all(reader)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What has not changed is answered at once: REST framework's own first steps take longer than looking."""
        if request.method in SAFE and hasattr(self, "get") and takes_json(request):
            with suppress(Refused, TooMany):  # the longer way says it
                if answer := self.unchanged(request):
                    return answer
        return super().dispatch(request, *args, **kwargs)

    def unchanged(self, request: HttpRequest) -> HttpResponse | None:
        """The answer to who has it already, or where it is kept; None for all else. Raises Refused, TooMany."""
        pay(request)
        self.known = self.state(reader_of(request))
        if self.known is None:
            return None
        tag = tag_of(self.known, request.get_full_path())
        answer = HttpResponseNotModified() if has(request, tag) else kept_answer(request, tag)
        return answer and described(answer, request, self.known, tag)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:  # noqa: FBT001, FBT002
        """There is JSON alone; most ask for it, or for anything."""
        return (
            (self.get_renderers()[0], JSON)
            if takes_json(request)
            else super().perform_content_negotiation(request, force)
        )

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Signs the reader in, and looks what the answer is known by."""
        super().initial(request, *args, **kwargs)
        if isinstance(request.user, User):
            request.user.via = Via.API
        if request.method in SAFE and self.known is None:
            self.known = self.state(request.user)

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Response:
        """Says how long, and for whom, the answer may be kept."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        if self.known is not None and answer.status_code == status.HTTP_200_OK:
            tag = tag_of(self.known, request.get_full_path())
            keep(request, tag, answer)
            return described(answer, request, self.known, tag)
        return described(answer, request)


def takes_json(request: HttpRequest | Request) -> bool:
    """Whether a request plainly takes JSON; what else an Accept header says, REST framework reads."""
    return request.headers.get("Accept", "*/*") in ("*/*", JSON)


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
    """The state of one thing by its first columns, version and last change; None where it is not there."""
    return version_of(*rows[0][:2]) if rows else None


def version_of(version: int, changed_at: datetime) -> State:
    """The state of one thing by its version."""
    return State(["version", version], changed_at)
