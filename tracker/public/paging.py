"""Pages of long lists: from a place on, as the API's (`tracker.api.pages`); deep pages cost no more than the first."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tracker.api.pages import Order, Place, Window, moment
from tracker.sealing import NoCursor, seal, unseal


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page, and the addresses of the pages beside it, without a path."""

    rows: list[Any]
    before: str | None
    after: str | None


def page_of(rows: QuerySet[Any], request: HttpRequest, *, order: Order, size: int, of: str) -> Page:
    """The page that the address asks for, of the list called `of`. Raises NoCursor."""
    window = Window(order, size, place_in(request, of))
    found, has_before, has_after = window.cut(list(window.of(rows)))
    return Page(
        found,
        before=beyond(found[:1], request, order, of, backwards=True) if has_before else None,
        after=beyond(found[-1:], request, order, of, backwards=False) if has_after else None,
    )


def searched(
    search: Form,
    rows: Callable[[], QuerySet[Any, Any]],
    request: HttpRequest,
    *,
    order: Order,
    size: int,
    of: str,
) -> tuple[Page, int]:
    """The page of what a search finds, and the answer's status; what the address asks wrongly is said by the search's errors."""
    if search.is_valid():
        try:
            return page_of(rows(), request, order=order, size=size, of=of), HTTPStatus.OK
        except NoCursor:
            search.add_error(None, _("No page of this list has this address; begin again."))
    return Page([], None, None), HTTPStatus.BAD_REQUEST


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
