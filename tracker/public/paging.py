"""Pages of long lists: from a place on, as the API's (`tracker.api.pages`); deep pages cost no more than the first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from tracker.api.cursors import NoCursor, seal, unseal
from tracker.api.pages import Order, Place, Window, moment

__all__ = ["NoCursor", "Page", "page_of"]


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page, and the addresses of the pages beside it, without a path."""

    rows: list[Any]
    before: str | None
    after: str | None


def page_of(rows: QuerySet[Any], request: HttpRequest, *, order: Order, size: int, of: str) -> Page:
    """The page that the address asks for, of the list called `of`. Raises NoCursor."""
    place = place_in(request, of)
    window = Window(order, size, place)
    found = list(window.of(rows))
    more, found = len(found) > size, found[:size]
    if window.is_backwards:
        found.reverse()
    has_after = more or window.is_backwards
    has_before = more if window.is_backwards else place is not None
    return Page(
        found,
        before=beyond(found[:1], request, order, of, backwards=True) if has_before else None,
        after=beyond(found[-1:], request, order, of, backwards=False) if has_after else None,
    )


def place_in(request: HttpRequest, of: str) -> Place | None:
    """The place that the address's cursor holds; None on the first page. Raises NoCursor."""
    cursor = request.GET.get("cursor")
    if not cursor:
        return None
    backwards, value, pk = unseal(cursor, of=of)
    return Place(backwards, moment(value), pk)


def beyond(rows: list[Model], request: HttpRequest, order: Order, of: str, *, backwards: bool) -> str | None:
    """The address of the page beyond a row."""
    if not rows:
        return None
    value = getattr(rows[0], order.column)
    parameters = request.GET.copy()
    parameters["cursor"] = seal([backwards, value and value.isoformat(), rows[0].pk], of=of)
    return f"?{parameters.urlencode()}"
