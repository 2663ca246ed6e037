"""What is measured against: a view that does nothing, a list as one writes it first, and a count of queries."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from rest_framework import serializers, viewsets
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.routers import SimpleRouter

from actions.models import Action, Effect
from letters.models import Letter, LetterRequest, Recipient, ResponseState


def counted(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Says with each answer how many queries it took."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked: list[str] = []

        def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            answered = answer(request)
        answered["X-Queries"] = str(len(asked))
        return answered

    return middleware


def bare(request: HttpRequest) -> JsonResponse:
    """A constant."""
    return JsonResponse({"status": "ok"})


class NaiveRecipient(serializers.ModelSerializer[Recipient]):
    class Meta:
        model = Recipient
        fields = "__all__"


class NaiveState(serializers.ModelSerializer[ResponseState]):
    recipient = NaiveRecipient()

    class Meta:
        model = ResponseState
        fields = "__all__"


class NaiveLetter(serializers.ModelSerializer[Letter]):
    recipients = NaiveRecipient(many=True)
    requests_count = serializers.SerializerMethodField()

    class Meta:
        model = Letter
        fields = "__all__"

    def get_requests_count(self, letter: Letter) -> int:
        return letter.requests.count()


class NaiveEffect(serializers.ModelSerializer[Effect]):
    class Meta:
        model = Effect
        fields = "__all__"


class NaiveRequest(serializers.ModelSerializer[LetterRequest]):
    letter = NaiveLetter()
    response_states = NaiveState(many=True)
    effects = NaiveEffect(many=True)
    actions_count = serializers.SerializerMethodField()

    class Meta:
        model = LetterRequest
        fields = "__all__"

    def get_actions_count(self, letter_request: LetterRequest) -> int:
        return Action.objects.filter(effects__letter_request=letter_request).count()


class NaivePages(PageNumberPagination):
    page_size = 50


class NaiveRequests(viewsets.ReadOnlyModelViewSet[LetterRequest]):
    """A list as one writes it first: nested serializers, counts, numbered pages."""

    queryset = LetterRequest.objects.filter(letter__visibility="public", kind="documents").order_by("due_on")
    serializer_class = NaiveRequest
    pagination_class = NaivePages
    filter_backends = ()
    permission_classes = (AllowAny,)


router = SimpleRouter()
router.register("requests", NaiveRequests, basename="naive-request")
urlpatterns = [
    path("bare/", bare),
    path("naive/", include(router.urls)),
    path("", include("tracker.urls")),
]
