"""The filters of each list, closed: an unknown parameter or value is an error that names it."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any, cast

import django_filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django_filters.constants import EMPTY_VALUES
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from actions.models import ACTION_KINDS, Action
from letters.listed import letters_to, requests_to
from letters.models import Letter, LetterRequest, LetterRequests, Signatory
from letters.states import Outcome, RequestKind, Response, Topic
from offices.models import User
from tracker.api.pages import Pages
from tracker.api.shape import SHAPE, parameters_of
from tracker.clock import end_of, today

NO_VALUE = "Give a value, or leave it out."


class ClosedFilterBackend(DjangoFilterBackend):
    """Refuses parameters that nothing knows, so that a misspelt one cannot pass for "everything"."""

    def filter_queryset(  # type: ignore[override]  # the API hands its own kind of request
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        """Filters a list, or raises ValidationError naming the parameter; a single thing has no filters."""
        if view.action != "list":  # type: ignore[attr-defined]  # all our lists are viewsets
            parameters_of(request, {*SHAPE} if view.action == "retrieve" else set())  # type: ignore[attr-defined]
            return queryset
        filters = getattr(view, "filterset_class", None)
        given = closed(request, filters)
        return filtered(queryset, filters, chosen(filters, given), request.user) if filters else queryset


def closed(request: Request, filters: type[FilterSet] | None) -> dict[str, str]:
    """The parameters of a list. Raises ValidationError for one that it does not know."""
    return parameters_of(request, {*SHAPE, *Pages.parameters, *(filters.base_filters if filters else ())})


def chosen(filters: type[FilterSet], given: Mapping[str, str]) -> dict[str, Any]:
    """What the parameters ask for, by the filter's name. Raises ValidationError naming the parameter."""
    nul = [name for name, value in given.items() if "\0" in value]
    if nul:
        raise ValidationError({name: ["NUL characters cannot be searched for."] for name in nul})
    found, wrong = {}, {}
    for name in given.keys() & filters.base_filters.keys():
        try:
            found[name] = field_of(filters, name).clean(given[name])
        except forms.ValidationError as error:
            wrong[name] = error.messages
    if wrong:
        raise ValidationError(wrong)
    return {name: value for name, value in found.items() if value not in EMPTY_VALUES}


@cache
def field_of(filters: type[FilterSet], name: str) -> forms.Field:
    """What reads a filter's value: without a form around it, which takes longer to make than the value to read."""
    field = deepcopy(filters.base_filters[name].field)
    field.required = type(field) is not forms.CharField  # an empty text is found nowhere
    field.error_messages["required"] = NO_VALUE
    return field


def filtered(
    queryset: QuerySet[Any], filters: type[FilterSet], wanted: Mapping[str, Any], user: User | AnonymousUser
) -> QuerySet[Any]:
    """The rows that fit what `chosen` found."""
    asked = HttpRequest()
    asked.user = user  # what the authentication middleware sets
    bound = filters(queryset=queryset, request=asked)
    for name, value in wanted.items():
        queryset = bound.filters[name].filter(queryset, value)
    return queryset


class TrueOrFalse(forms.NullBooleanField):
    """`true` or `false`; the library's own field takes anything else for "not given"."""

    widget = forms.TextInput

    def to_python(self, value: str | None) -> bool | None:  # type: ignore[override]  # None is "not given"
        """The truth value, None where none is given."""
        if value is None:
            return None
        if not value:
            raise forms.ValidationError(NO_VALUE)
        if value.lower() not in ("true", "false"):
            raise forms.ValidationError(f"“{value}” is neither “true” nor “false”.")
        return value.lower() == "true"


class TrueOrFalseFilter(django_filters.BooleanFilter):
    """A filter with two values."""

    field_class = TrueOrFalse


class LetterFilters(FilterSet):
    """Filters of letters."""

    office = django_filters.CharFilter("office__slug", label="Slug of the office that keeps the letter")
    agency = django_filters.CharFilter(
        method="to_agency", label="Slug of an agency that the letter addresses"
    )
    member = django_filters.CharFilter(method="signed_by", label="Bioguide id of a member who signed")
    topic = django_filters.ChoiceFilter(choices=Topic.choices, label="What the letter is about")
    dated_from = django_filters.DateFilter("letter_date", "gte", label="Letters dated this day or later")
    dated_to = django_filters.DateFilter("letter_date", "lte", label="Letters dated this day or earlier")
    q = django_filters.CharFilter(
        method="matching",
        label=(
            "Words in title, text or requests, or in the names of addressees, agencies and signers: all of them, "
            "wherever each stands; “several words” in quotes are a phrase"
        ),
    )

    class Meta:
        model = Letter
        fields: list[str] = []

    def to_agency(self, queryset: QuerySet[Letter], name: str, value: str) -> QuerySet[Letter]:
        """Letters to an agency, each once."""
        return letters_to(queryset, value)

    def signed_by(self, queryset: QuerySet[Letter], name: str, value: str) -> QuerySet[Letter]:
        """Letters that a member signed, each once."""
        return queryset.filter(
            pk__in=Letter.objects.filter(signatories__member__bioguide_id=value).values("pk")
        )

    def matching(self, queryset: QuerySet[Letter], name: str, value: str) -> QuerySet[Letter]:
        """Letters with the words."""
        return queryset.matching(value)  # type: ignore[attr-defined,no-any-return]  # see Letters


class LetterRequestFilters(FilterSet):
    """Filters of requests."""

    letter = django_filters.CharFilter("letter__public_id", label="Id of the letter")
    office = django_filters.CharFilter(
        "letter__office__slug", label="Slug of the office that keeps the letter"
    )
    agency = django_filters.CharFilter(
        method="to_agency", label="Slug of an agency that the letter addresses"
    )
    member = django_filters.CharFilter(method="signed_by", label="Bioguide id of a member who signed")
    topic = django_filters.ChoiceFilter(
        "letter__topic", choices=Topic.choices, label="What the letter is about"
    )
    kind = django_filters.ChoiceFilter(choices=RequestKind.choices, label="What is asked for")
    response_state = django_filters.ChoiceFilter(
        choices=Response.choices, method="in_state", label="The response state of at least one recipient"
    )
    outcome_state = django_filters.ChoiceFilter(choices=Outcome.choices, label="What has come of the request")
    overdue = TrueOrFalseFilter(method="is_overdue", label="Past the date that the letter asked for")
    open = TrueOrFalseFilter(method="is_open", label="Still to be checked")
    due_from = django_filters.DateFilter("due_on", "gte", label="Due this day or later")
    due_to = django_filters.DateFilter("due_on", "lte", label="Due this day or earlier")
    as_of = django_filters.DateFilter(method="there_on", label="Those that were known at the end of this day")
    q = django_filters.CharFilter(
        method="matching", label="Words in the request, all of them; “several words” in quotes are a phrase"
    )

    class Meta:
        model = LetterRequest
        fields: list[str] = []

    def to_agency(self, queryset: QuerySet[LetterRequest], name: str, value: str) -> QuerySet[LetterRequest]:
        """Requests in letters to an agency, each once."""
        return requests_to(queryset, value)

    def signed_by(self, queryset: QuerySet[LetterRequest], name: str, value: str) -> QuerySet[LetterRequest]:
        """Requests in letters that a member signed, each once."""
        return queryset.filter(
            letter__in=Signatory.objects.filter(member__bioguide_id=value).values("letter")
        )

    def in_state(self, queryset: QuerySet[LetterRequest], name: str, value: str) -> QuerySet[LetterRequest]:
        """Requests in which a recipient is in the state."""
        return queryset.filter(pk__in=LetterRequest.objects.in_state(value).values("pk"))

    def is_overdue(
        self,
        queryset: QuerySet[LetterRequest],
        name: str,
        value: bool,  # noqa: FBT001  # the library calls it so
    ) -> QuerySet[LetterRequest]:
        """Overdue requests, or all others."""
        asked = cast("LetterRequests", queryset)
        return asked.overdue(today()) if value else asked.not_overdue(today())

    def matching(self, queryset: QuerySet[LetterRequest], name: str, value: str) -> QuerySet[LetterRequest]:
        """Requests with the words."""
        return queryset.matching(value)  # type: ignore[attr-defined,no-any-return]  # see LetterRequests

    def there_on(self, queryset: QuerySet[LetterRequest], name: str, value: date) -> QuerySet[LetterRequest]:
        """Requests of letters that were confirmed by then."""
        return queryset.filter(letter__confirmed_at__lt=end_of(value))

    def is_open(
        self,
        queryset: QuerySet[LetterRequest],
        name: str,
        value: bool,  # noqa: FBT001  # the library calls it so
    ) -> QuerySet[LetterRequest]:
        """Open requests, or closed ones."""
        return queryset.filter(next_check_on__isnull=not value)


class ActionFilters(FilterSet):
    """Filters of actions."""

    request = django_filters.CharFilter(  # type: ignore[assignment]  # a parameter; the library takes it out
        method="on_request", label="Id of a request that the action concerns"
    )
    letter = django_filters.CharFilter(method="on_letter", label="Id of a letter that the action concerns")
    kind = django_filters.ChoiceFilter(choices=ACTION_KINDS, label="Kind of action")
    occurred_from = django_filters.DateFilter("occurred_on", "gte", label="Happened this day or later")
    occurred_to = django_filters.DateFilter("occurred_on", "lte", label="Happened this day or earlier")

    class Meta:
        model = Action
        fields: list[str] = []

    def on_request(self, queryset: QuerySet[Action], name: str, value: str) -> QuerySet[Action]:
        """Actions on a request that the reader may see."""
        return concerning(queryset, LetterRequest.objects.visible_to(reader(self)).filter(public_id=value))

    def on_letter(self, queryset: QuerySet[Action], name: str, value: str) -> QuerySet[Action]:
        """Actions on a letter's requests that the reader may see."""
        return concerning(
            queryset, LetterRequest.objects.visible_to(reader(self)).filter(letter__public_id=value)
        )


def concerning(actions: QuerySet[Action], letter_requests: LetterRequests) -> QuerySet[Action]:
    """Those of the actions that concern one of the requests."""
    # First which they are, then who may see them: in one query the database may ask that of the whole ledger.
    found = Action.objects.on_requests(letter_requests).order_by().values_list("pk", flat=True)
    return actions.filter(pk__in=set(found))


def reader(filters: FilterSet) -> User | AnonymousUser:
    """Who asks."""
    return cast("HttpRequest", filters.request).user
