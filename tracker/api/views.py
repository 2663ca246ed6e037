"""The endpoints: fetch what the reader may see, call one verb or queryset, answer."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer

from actions.ledger import record
from actions.models import Action
from actions.opening import open_letter
from actions.publishing import revise_letter
from letters.intake import IntakeError, discard, file_source, text_source
from letters.models import Letter, LetterRequest
from letters.people import Agency, Member
from letters.states import Visibility
from offices.audit_entries import Matter
from offices.models import Office, User
from offices.policy import offices_where, signed_in
from tracker.api.conditional import State, require_match, state_of_all, tag_of
from tracker.api.endpoints import PROBLEM, Endpoints, state_of, version_of
from tracker.api.filters import ActionFilters, LetterFilters, LetterRequestFilters
from tracker.api.idempotency import LONGEST_KEY, earlier_answer, once
from tracker.api.inputs import ActionInput, ConfirmInput, LetterChangesInput, LetterFileInput, LetterTextInput
from tracker.api.listing import rows_of
from tracker.api.pages import NEWEST, orders_by
from tracker.api.parsers import Json as JsonParser
from tracker.api.past import AS_OF, day_asked, refuse_what_moves, requests_on
from tracker.api.rows import (
    REQUEST_COLUMNS,
    VERSION,
    Json,
    RequestRow,
    letter_columns,
    letter_progress_json,
    letters_json,
)
from tracker.api.serializers import (
    ActionSerializer,
    AgencySerializer,
    LetterDetailSerializer,
    LetterProgressSerializer,
    LetterRequestSerializer,
    MemberSerializer,
    OneRequestProgressSerializer,
)
from tracker.api.shape import SHAPE, fields_of, names_of, parameters_of, picked, shown
from tracker.clock import end_of, today
from tracker.prepared import fetch, row_of
from tracker.reading_work import keep_letter
from tracker.seeing import saw
from tracker.tasks import wake

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    OpenApiParameter.HEADER,
    description="Your own name for what you enter: sent twice, it is entered once and answered the same.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^(\*|"[!#-+\--~]+")$'},
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the letter as you have seen it.",
)


LETTER_EXTRAS = ("text", "unread_because", "is_being_read", "requests")
INCLUDE = names_of("include", LETTER_EXTRAS, "More of each letter, with commas between.")


def letters_of(reader: User | AnonymousUser) -> QuerySet[Letter]:
    """The letters in lists: no drafts."""
    return Letter.objects.visible_to(reader).confirmed()


def requests_of(reader: User | AnonymousUser) -> QuerySet[LetterRequest]:
    """The requests in lists."""
    return LetterRequest.objects.visible_to(reader)


def one_letter(
    reader: User | AnonymousUser, public_id: str, *, shape: tuple[str, ...]
) -> QuerySet[Letter, Any]:
    """Columns of a letter."""
    letters = Letter.objects.visible_to(reader).filter(public_id=public_id)
    return letters.order_by().values_list(*shape)


def requests_of_letter(
    reader: User | AnonymousUser, public_id: str, *, shape: tuple[str, ...]
) -> QuerySet[LetterRequest, Any]:
    """Columns of a letter's requests, in its order."""
    return requests_of(reader).filter(letter__public_id=public_id).order_by("number").values_list(*shape)


def one_request(
    reader: User | AnonymousUser, public_id: str, *, shape: tuple[str, ...]
) -> QuerySet[LetterRequest, Any]:
    """Columns of a request."""
    return requests_of(reader).filter(public_id=public_id).order_by().values_list(*shape)


@extend_schema_view(
    list=extend_schema(
        summary="Letters",
        parameters=[fields_of(LetterDetailSerializer), INCLUDE],
        responses={200: LetterDetailSerializer(many=True), **PROBLEM},
    ),
    retrieve=extend_schema(
        summary="One letter with its requests",
        parameters=[fields_of(LetterDetailSerializer)],
        responses={200: LetterDetailSerializer, **PROBLEM},
    ),
)
@extend_schema(tags=["letters"])
class LetterEndpoints(Endpoints):
    """Letters."""

    queryset = Letter.objects.none()
    serializer_class = LetterDetailSerializer
    filterset_class = LetterFilters
    parser_classes = (JsonParser, MultiPartParser)
    orders: ClassVar = {
        **NEWEST,
        **orders_by("letter_date", "date of the letter", nullable=True),
        **orders_by("changed_at", "last change"),
    }

    def state(self, reader: User | AnonymousUser) -> State | None:
        """A letter is known by its version, which its requests move too."""
        if "id" not in self.kwargs:
            return state_of_all(reader)
        return state_of(fetch(one_letter, reader, self.kwargs["id"], shape=VERSION))

    def get_parsers(self) -> list[BaseParser]:
        """Files come with what is new alone. The OpenAPI document is begun without a request."""
        takes_files = self.request is None or self.request.method == "POST"
        return super().get_parsers() if takes_files else [JsonParser()]

    def get_queryset(self) -> QuerySet[Letter]:
        """The letters that the reader may see, with all that a single one shows."""
        return Letter.objects.visible_to(self.request.user).with_people().with_requests(self.request.user)

    def list(self, request: Request) -> Response:
        """The confirmed letters that the reader may see."""
        fields = shown(request, LetterDetailSerializer.Meta.fields, optional=LETTER_EXTRAS, key="id")
        rows = rows_of(self, request, letters_of, letter_columns(fields))
        saw_list(request, "letters", {row.office for row in rows if row.visibility != Visibility.PUBLIC})
        return self.get_paginated_response(
            picked(letters_json(rows, request.user, fields, on=today()), fields)
        )

    def retrieve(self, request: Request, id: str) -> Response:
        """One letter with its requests."""
        fields = shown_of_one(request, LetterDetailSerializer)
        columns = letter_columns(fields)
        row = only(fetch(one_letter, request.user, id, shape=columns), columns)
        if row.visibility != Visibility.PUBLIC:
            saw(request, Matter.LETTER, row.public_id, office=row.office)
        return Response(picked(letters_json([row], request.user, fields, on=today()), fields)[0])

    @extend_schema(
        summary="Progress of a letter",
        parameters=[AS_OF],
        responses={200: LetterProgressSerializer, **PROBLEM},
    )
    @action(detail=True)
    def progress(self, request: Request, id: str) -> Response:
        """Counts over the letter's requests, and the progress of each."""
        parameters_of(request, {"as_of"})
        as_of = day_asked(request)
        if self.known is None or (as_of and not confirmed_on(as_of, id)):
            raise Http404
        rows = fetch(requests_of_letter, request.user, id, shape=REQUEST_COLUMNS)
        found = requests_on(as_of, told(request, list(map(RequestRow._make, rows))), request.user)
        return Response({"on": as_of or today(), **letter_progress_json(found)})

    @extend_schema(
        summary="Log a letter",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": LetterTextInput, "multipart/form-data": LetterFileInput},
        responses={201: LetterDetailSerializer, **PROBLEM},
    )
    def create(self, request: Request) -> Response:
        """Keeps the letter's words or file as a draft; confirm it to make its requests.

        A scan takes minutes to read: while `is_being_read` is true, ask for the letter again, or confirm it from what you know.
        """
        uploaded = request.content_type.startswith("multipart/")
        if earlier := earlier_answer(request):
            return earlier
        data = LetterFileInput(data=request.data) if uploaded else LetterTextInput(data=request.data)
        data.is_valid(raise_exception=True)
        given, by = data.validated_data, signed_in(request.user)
        office = office_of(by, given["office"])
        if uploaded:
            source = file_source(given["file"].read(), given["file"].name)
        else:
            source = text_source(given["text"])
        return once(
            request,
            lambda: kept(keep_letter(office=office, by=by, source=source, now=timezone.now())),
        )

    @extend_schema(
        summary="Change a letter",
        parameters=[IF_MATCH],
        request=LetterChangesInput,
        responses={200: LetterDetailSerializer, **PROBLEM},
    )
    def partial_update(self, request: Request, id: str) -> Response:
        """Changes what is named of a confirmed letter, where it is still as you have seen it."""
        letter = self.as_seen(request)
        data = LetterChangesInput(data=request.data)
        data.is_valid(raise_exception=True)
        revise_letter(
            letter=letter,
            changes=data.validated_data,
            by=signed_in(request.user),
            now=timezone.now(),
            version=letter.version,
        )
        self.known = self.state(request.user)
        return Response(LetterDetailSerializer(self.get_object()).data)

    @extend_schema(summary="Discard a draft", parameters=[IF_MATCH], responses={204: None, **PROBLEM})
    def destroy(self, request: Request, id: str) -> Response:
        """Deletes a draft and its file, where it is still as you have seen it; a confirmed letter stays."""
        discard(letter=self.as_seen(request), by=signed_in(request.user), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def as_seen(self, request: Request) -> Letter:
        """The letter, where If-Match names its state."""
        letter: Letter = self.get_object()
        require_match(request, tag_of(version_of(letter.version, letter.changed_at), request.path))
        return letter

    @extend_schema(
        summary="Confirm a draft",
        parameters=[IDEMPOTENCY_KEY],
        request=ConfirmInput,
        responses={200: LetterDetailSerializer, **PROBLEM},
    )
    @action(detail=True, methods=["post"], parser_classes=[JsonParser])
    def confirm(self, request: Request, id: str) -> Response:
        """Turns the draft into a letter with recipients, signatories and requests, all or nothing."""
        return once(request, lambda: self.confirmed(request))

    def confirmed(self, request: Request) -> Response:
        """The letter that a draft has become."""
        data = ConfirmInput(data=request.data)
        data.is_valid(raise_exception=True)
        open_letter(
            letter=self.get_object(),
            entry=data.letter_entry(),
            backfilled=data.validated_data["backfilled"],
            by=signed_in(request.user),
            now=timezone.now(),
        )
        return Response(LetterDetailSerializer(self.get_object()).data)


@extend_schema_view(
    list=extend_schema(
        summary="Requests",
        parameters=[fields_of(LetterRequestSerializer), AS_OF],
        responses={200: LetterRequestSerializer(many=True), **PROBLEM},
    ),
    retrieve=extend_schema(
        summary="One request with its progress",
        parameters=[fields_of(LetterRequestSerializer), AS_OF],
        responses={200: LetterRequestSerializer, **PROBLEM},
    ),
)
@extend_schema(tags=["requests"])
class LetterRequestEndpoints(Endpoints):
    """Requests, each with its progress."""

    queryset = LetterRequest.objects.none()
    filterset_class = LetterRequestFilters
    orders: ClassVar = {
        **NEWEST,
        **orders_by("due_on", "deadline", nullable=True),
        **orders_by("changed_at", "last change"),
    }
    serializer_class = LetterRequestSerializer
    found: Sequence[Any] = ()

    def state(self, reader: User | AnonymousUser) -> State | None:
        """A request is known by its version; for whom nothing of it is known yet, all of it is read."""
        if "id" not in self.kwargs:
            return state_of_all(reader)
        columns = VERSION if "If-None-Match" in self.request.headers else REQUEST_COLUMNS
        found = fetch(one_request, reader, self.kwargs["id"], shape=columns)
        self.found = [RequestRow._make(row) for row in found if columns is REQUEST_COLUMNS]
        return state_of(found)

    def retrieve(self, request: Request, id: str) -> Response:
        """One request with its progress."""
        fields = shown_of_one(request, LetterRequestSerializer, "as_of")
        return Response(picked([self.one_on(day_asked(request))], fields)[0])

    @extend_schema(
        summary="Progress of a request",
        parameters=[AS_OF],
        responses={200: OneRequestProgressSerializer, **PROBLEM},
    )
    @action(detail=True)
    def progress(self, request: Request, id: str) -> Response:
        """The progress alone."""
        parameters_of(request, {"as_of"})
        as_of = day_asked(request)
        found = self.one_on(as_of)
        named = {name: found[name] for name in ("id", "letter", "version")}
        return Response({"on": as_of or today(), **named, **found["progress"]})

    def one_on(self, as_of: date | None) -> Json:
        """The request today, or as of a day. Raises Http404 where there is none, or was none then."""
        reader = self.request.user
        if not self.found:
            rows = fetch(one_request, reader, self.kwargs["id"], shape=REQUEST_COLUMNS)
            self.found = [only(rows, REQUEST_COLUMNS)]
        shown = requests_on(as_of, told(self.request, self.found), reader)
        if not shown:
            raise Http404
        return shown[0]

    def list(self, request: Request) -> Response:
        """The requests that the reader may see."""
        fields = shown(request, LetterRequestSerializer.Meta.fields, optional=(), key="id")
        as_of = day_asked(request)
        if as_of:
            refuse_what_moves(request)
        rows = rows_of(self, request, requests_of, REQUEST_COLUMNS)
        hidden = {row.letter__office for row in rows if row.letter__visibility != Visibility.PUBLIC}
        saw_list(request, "requests", hidden)
        return self.get_paginated_response(picked(requests_on(as_of, rows, request.user), fields))


@extend_schema_view(
    list=extend_schema(
        summary="Actions",
        parameters=[fields_of(ActionSerializer)],
        responses={200: ActionSerializer(many=True), **PROBLEM},
    ),
    retrieve=extend_schema(
        summary="One action",
        parameters=[fields_of(ActionSerializer)],
        responses={200: ActionSerializer, **PROBLEM},
    ),
)
@extend_schema(tags=["actions"])
class ActionEndpoints(Endpoints):
    """Entries of the ledger: read, and added; never changed."""

    queryset = Action.objects.none()
    filterset_class = ActionFilters
    orders: ClassVar = {**NEWEST, **orders_by("occurred_on", "date of the fact")}
    serializer_class = ActionSerializer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One entry."""
        found = self.get_object()
        for hidden in hidden_among([found], request):
            saw(request, Matter.ACTION, hidden.public_id, office=hidden.office_id)
        return Response(self.get_serializer(found).data)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The entries that the reader may see."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        saw_list(request, "actions", {action.office_id for action in hidden_among(page, request)})
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def get_queryset(self) -> QuerySet[Action]:
        """The actions that the reader may see, with what each says of requests that the reader may see."""
        return Action.objects.visible_to(self.request.user).with_effects(self.request.user)

    @extend_schema(
        summary="Record an action",
        parameters=[IDEMPOTENCY_KEY],
        request=ActionInput,
        responses={201: ActionSerializer, **PROBLEM},
    )
    def create(self, request: Request) -> Response:
        """Enters the action for all its requests, or for none."""
        return once(request, lambda: self.entered(request))

    def entered(self, request: Request) -> Response:
        """The action, once it stands in the ledger."""
        data = ActionInput(data=request.data, context={"request": request})
        data.is_valid(raise_exception=True)
        entered = record(
            new=data.new_action(),
            by=signed_in(request.user),
            now=timezone.now(),
            supersedes=data.validated_data.get("supersedes"),
        )
        shown = get_object_or_404(self.get_queryset(), pk=entered.pk)
        return Response(ActionSerializer(shown).data, status=status.HTTP_201_CREATED)


@extend_schema_view(
    list=extend_schema(
        summary="Members of Congress",
        parameters=[fields_of(MemberSerializer)],
        responses={200: MemberSerializer(many=True), **PROBLEM},
    ),
    retrieve=extend_schema(
        summary="One member of Congress",
        parameters=[fields_of(MemberSerializer)],
        responses={200: MemberSerializer, **PROBLEM},
    ),
)
@extend_schema(tags=["members"])
class MemberEndpoints(mixins.ListModelMixin, mixins.RetrieveModelMixin, Endpoints):
    """Members of Congress, by Bioguide id."""

    queryset = Member.objects.prefetch_related("terms")
    serializer_class = MemberSerializer
    lookup_field = lookup_url_kwarg = "bioguide_id"
    lookup_value_regex = "[A-Z][0-9]{6}"


@extend_schema_view(
    list=extend_schema(
        summary="Agencies",
        parameters=[fields_of(AgencySerializer)],
        responses={200: AgencySerializer(many=True), **PROBLEM},
    ),
    retrieve=extend_schema(
        summary="One agency",
        parameters=[fields_of(AgencySerializer)],
        responses={200: AgencySerializer, **PROBLEM},
    ),
)
@extend_schema(tags=["agencies"])
class AgencyEndpoints(mixins.ListModelMixin, mixins.RetrieveModelMixin, Endpoints):
    """Agencies that visible letters address, by slug."""

    queryset = Agency.objects.none()
    serializer_class = AgencySerializer
    lookup_field = lookup_url_kwarg = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def get_queryset(self) -> QuerySet[Agency]:
        """Only agencies in letters that the reader may see: the name alone could tell of a private one."""
        seen = Letter.objects.visible_to(self.request.user)
        return Agency.objects.filter(recipients__letter__in=seen).distinct()


def shown_of_one(request: Request, serializer: type[ModelSerializer[Any]], *known: str) -> set[str]:
    """The fields that the answer for a single thing shows; `known` are its other parameters. Raises ValidationError."""
    parameters_of(request, {*SHAPE, *known})
    return shown(request, serializer.Meta.fields, optional=(), key="id")


def confirmed_on(day: date, public_id: str) -> bool:
    """Whether a letter was there at the end of the day."""
    return Letter.objects.filter(public_id=public_id, confirmed_at__lt=end_of(day)).exists()


def told(request: Request, rows: Sequence[Any]) -> Sequence[Any]:
    """The requests, of which the audit hears where they are not public."""
    for row in rows:
        if row.letter__visibility != Visibility.PUBLIC:
            saw(request, Matter.REQUEST, row.public_id, office=row.letter__office)
    return rows


def hidden_among(actions: Sequence[Action], request: Request) -> list[Action]:
    """Those of the entries that not everybody sees; asked only for who is signed in."""
    if not isinstance(request.user, User) or not actions:
        return []
    keys = Action.objects.visible_to(AnonymousUser()).filter(pk__in=[action.pk for action in actions])
    public = set(keys.values_list("pk", flat=True))
    return [action for action in actions if action.pk not in public]


def saw_list(request: Request, name: str, offices: Collection[int]) -> None:
    """The audit of each office hears of a list with something of its own that is not public; not of each thing in it."""
    for office in sorted(offices):
        saw(request, Matter.LIST, name, office=office)


def only(rows: Sequence[Sequence[Any]], columns: tuple[str, ...]) -> Any:
    """The one row, its columns by name. Raises Http404 where there is none."""
    if not rows:
        raise Http404
    return row_of(columns)(*rows[0])


def kept(letter: Letter) -> Response:
    """A draft that was just kept; a worker reads its scanned pages, where it has any."""
    if letter.is_being_read:
        wake()
    return Response(LetterDetailSerializer(letter).data, status=status.HTTP_201_CREATED)


def office_of(user: User, slug: str) -> Office:
    """The office of that slug, where the person belongs to it."""
    office = offices_where(user, "read what the office keeps").filter(slug=slug).first()
    if office is None:
        raise IntakeError("You belong to no such office.", field="office")
    return office
