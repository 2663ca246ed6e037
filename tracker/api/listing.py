"""The lists that dashboards poll most: their pages as plain rows, by prepared queries."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django_filters.rest_framework import FilterSet
from rest_framework.request import Request

from offices.models import User
from tracker.api.endpoints import Endpoints
from tracker.api.filters import chosen, closed, filtered
from tracker.api.pages import Pages, Place, Window, counted
from tracker.prepared import fetch, row_of

# All that a reader may find in a list.
Base = Callable[[User | AnonymousUser], QuerySet[Any]]


# Filters whose SQL takes something else than their value.
COMPUTED = {"q", "as_of"}


class Shape(NamedTuple):
    """What is asked of a list, without the values."""

    base: Base
    columns: tuple[str, ...]
    filters: type[FilterSet]
    names: tuple[str, ...]  # of the filters whose value is a parameter of the SQL
    constants: tuple[tuple[str, Any], ...]  # the filters whose value makes another SQL
    window: Window


def rows_of(view: Endpoints, request: Request, base: Base, columns: Sequence[str]) -> list[Any]:
    """The rows of the page that was asked for, with these columns. Raises ValidationError."""
    pages, filters = cast("Pages", view.paginator), view.filterset_class
    wanted = chosen(filters, closed(request, filters))
    window = pages.asked(request, view)
    if pages.count_wanted(request):
        pages.count = counted(filtered(base(request.user), filters, wanted, request.user))
    constants = {name: value for name, value in wanted.items() if isinstance(value, bool)}
    names = tuple(sorted(wanted.keys() - constants))
    place = window.place
    shape = Shape(
        base,
        tuple(columns),
        filters,
        names,
        tuple(sorted(constants.items())),
        window._replace(place=place and Place(place.backwards, None, 0)),
    )
    values = (*(wanted[name] for name in names), *((place.value, place.pk) if place else ()))
    rows = (
        list(page(request.user, *values, shape=shape))
        if wanted.keys() & COMPUTED
        else fetch(page, request.user, *values, shape=shape, planned_anew=True)
    )
    return pages.cut(list(map(row_of(shape.columns)._make, rows)), window)


def page(reader: User | AnonymousUser, *values: Any, shape: Shape) -> QuerySet[Any, Any]:
    """The page's rows."""
    window, given = shape.window, dict(zip(shape.names, values, strict=False))
    if window.place:
        window = window._replace(place=Place(window.place.backwards, *values[len(given) :]))
    wanted: Mapping[str, Any] = given | dict(shape.constants)
    rows = filtered(shape.base(reader), shape.filters, wanted, reader)
    return window.of(rows).values_list(*shape.columns)
