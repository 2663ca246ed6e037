"""How lists are paged: from a place on, so that deep pages cost no more than the first and no row moves between pages.

A page is "the rows after this one in this order" (keyset), never "rows 100 to 150": rows that come and go meanwhile
neither hide nor double another one. Orders by a day that may be missing put what misses it last, both ways.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, DateField, DateTimeField, F, Func, Model, QuerySet
from django.db.models import Value as DbValue
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from letters.day_orders import or_first, or_last
from tracker.sealing import NoCursor, seal, unseal

Value = date | datetime | None  # of an order's column
COUNTED = 10_000  # rows at most; what an answer costs must not grow with the table


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a list: by a column, rows with the same value (or without a column all) by entry."""

    meaning: str
    column: str = ""
    descending: bool = False
    nullable: bool = False

    def keys(self, rows: QuerySet[Any, Any]) -> list[F | Coalesce]:
        """What is compared: the column, if it has one, and the entry."""
        pk = F(kept(rows, "pk"))
        if not self.column:
            return [pk]
        column = kept(rows, self.column)
        if not self.nullable:
            return [F(column), pk]
        return [or_first(column) if self.descending else or_last(column), pk]

    def terms(self, rows: QuerySet[Any, Any], *, backwards: bool) -> list[OrderBy]:
        """The ORDER BY."""
        descending = self.descending != backwards
        return [OrderBy(key, descending=descending) for key in self.keys(rows)]

    def beyond(
        self, rows: QuerySet[Any, Any], value: Value, pk: int, *, backwards: bool
    ) -> QuerySet[Any, Any]:
        """Those of the rows that come after the one with this value and key."""
        is_less = self.descending != backwards
        keys, place = self.keys(rows), [DbValue(pk)]
        if self.column:
            if value is None:
                value = date.min if self.descending else date.max
            place.insert(0, DbValue(value, DateTimeField() if isinstance(value, datetime) else DateField()))
        found: QuerySet[Any, Any] = rows.filter(
            Func(
                as_row(*keys),
                as_row(*place),
                template="%(expressions)s",
                arg_joiner=" < " if is_less else " > ",
                output_field=BooleanField(),
            )
        )
        return found


def kept(rows: QuerySet[Any, Any], column: str) -> str:
    """The column, as rows that were found by another table's have it there (`letters.listed`): its index has both."""
    listed = f"listed_{column}"
    return listed if listed in rows.query.annotations else column


def as_row(*values: F | Func | DbValue) -> Func:
    """Values that are compared as one row: so PostgreSQL goes to the place in its index.

    The same said with AND and OR it takes for rare, and sorts all that is beyond.
    """
    return Func(*values, template="(%(expressions)s)")


NEWEST = {"newest": Order("newest entry first", descending=True), "oldest": Order("oldest entry first")}


def orders_by(column: str, meaning: str, *, nullable: bool = False) -> dict[str, Order]:
    """Both directions of an order."""
    return {
        column: Order(f"{meaning}, earliest first", column, nullable=nullable),
        f"-{column}": Order(f"{meaning}, latest first", column, descending=True, nullable=nullable),
    }


class Place(NamedTuple):
    """Where a page begins: beyond the row with this value of the order's column and this key."""

    backwards: bool
    value: Value
    pk: int


class Window(NamedTuple):
    """The page that was asked for: all of it but the place's value and key can change its SQL."""

    order: Order
    size: int
    place: Place | None

    def of(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """The page's rows in its order, and one more that tells whether there is more."""
        backwards = self.is_backwards
        if self.place:
            queryset = self.order.beyond(queryset, self.place.value, self.place.pk, backwards=backwards)
        return queryset.order_by(*self.order.terms(queryset, backwards=backwards))[: self.size + 1]

    def cut(self, found: list[Any]) -> tuple[list[Any], bool, bool]:
        """The page's rows, first to last, of those found by `of`; whether there are any before, and after them."""
        more, rows = len(found) > self.size, found[: self.size]
        if self.is_backwards:
            return rows[::-1], more, True
        return rows, self.place is not None, more

    @property
    def is_backwards(self) -> bool:
        """Whether it goes towards the first page."""
        return self.place is not None and self.place.backwards


class Pages(BasePagination):
    """`next` and `previous` are addresses; a client never makes one."""

    page_size = 50
    max_page_size = 200
    parameters = ("cursor", "page_size", "ordering", "count")
    count: dict[str, Any] | None = None

    def paginate_queryset(  # type: ignore[override]  # a query, never a list
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        """The rows of the page that was asked for. Raises ValidationError."""
        window = self.asked(request, view)
        if self.count_wanted(request):
            self.count = counted(queryset)
        return self.cut(list(window.of(queryset)), window)

    def asked(self, request: Request, view: APIView | None) -> Window:
        """The page that was asked for. Raises ValidationError."""
        self.address, self.list_name = request.build_absolute_uri(), getattr(view, "basename", "")
        self.name, order = self.order_of(request, view)
        return Window(order, self.size_of(request), self.place_of(request, self.name))

    def cut(self, rows: list[Any], window: Window) -> list[Any]:
        """The page's rows, first to last, of those that `window` has found; remembers the pages beside it."""
        rows, has_previous, has_next = window.cut(rows)
        self.next = self.link(rows[-1:], window.order, backwards=False) if has_next else None
        self.previous = self.link(rows[:1], window.order, backwards=True) if has_previous else None
        return rows

    def link(self, rows: Sequence[Model], order: Order, *, backwards: bool) -> str | None:
        """The address of the page beyond a row."""
        if not rows:
            return None
        value = getattr(rows[0], order.column) if order.column else None
        place = [self.name, backwards, None if value is None else value.isoformat(), rows[0].pk]
        return replace_query_param(self.address, "cursor", seal(place, of=self.list_name))

    def place_of(self, request: Request, order: str) -> Place | None:
        """The place that the cursor holds; None on the first page."""
        cursor = request.query_params.get("cursor")
        if cursor is None:
            return None
        try:
            place = unseal(cursor, of=self.list_name)
        except NoCursor:
            raise ValidationError(
                {"cursor": ["No answer of this list gave this cursor; begin again without one."]}
            ) from None
        if place[0] != order:
            raise ValidationError({"ordering": [f"The cursor continues a list in the order “{place[0]}”."]})
        _, backwards, value, pk = place
        return Place(backwards, moment(value), pk)

    def size_of(self, request: Request) -> int:
        """How many rows a page has; a size that cannot be had is an error, not another size."""
        wanted = request.query_params.get("page_size", str(self.page_size))
        if not (wanted.isascii() and wanted.isdecimal() and 0 < int(wanted[:9]) <= self.max_page_size):
            raise ValidationError({"page_size": [f"Give a number of rows from 1 to {self.max_page_size}."]})
        return int(wanted)

    def order_of(self, request: Request, view: APIView | None) -> tuple[str, Order]:
        """The order that was asked for, or the list's first."""
        orders: Mapping[str, Order] = getattr(view, "orders", NEWEST)
        name = request.query_params.get("ordering", next(iter(orders)))
        if name not in orders:
            raise ValidationError({"ordering": [f"There is no order “{name}”. Orders: {', '.join(orders)}."]})
        return name, orders[name]

    def count_wanted(self, request: Request) -> bool:
        """Whether the answer says how many rows there are."""
        wanted = request.query_params.get("count", "none")
        if wanted not in ("none", "estimate"):
            raise ValidationError({"count": ["Give “estimate”, or leave it out."]})
        return wanted == "estimate"

    def get_paginated_response(self, data: Any) -> Response:
        """The page as it is sent."""
        count = {} if self.count is None else {"count": self.count}
        return Response({"next": self.next, "previous": self.previous, **count, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The page as the OpenAPI document describes it."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link | {"description": "The page that follows; null on the last one."},
                "previous": link | {"description": "The page before; null on the first one."},
                "count": COUNT_SCHEMA,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """The parameters as the OpenAPI document describes them."""
        orders: Mapping[str, Order] = getattr(view, "orders", NEWEST)
        meanings = "; ".join(f"`{name}`: {order.meaning}" for name, order in orders.items())
        return [
            query("cursor", "Where to go on: taken from `next` or `previous`.", {"type": "string"}),
            query(
                "page_size",
                "Rows on a page.",
                {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size},
            ),
            query(
                "ordering",
                f"{meanings}.",
                {"type": "string", "enum": [*orders], "default": next(iter(orders))},
            ),
            query(
                "count",
                f"`estimate` adds how many rows there are, counted up to {COUNTED}.",
                {"type": "string", "enum": ["none", "estimate"], "default": "none"},
            ),
        ]


def moment(written: str | None) -> Value:
    """The day or instant that a cursor holds."""
    if written is None:
        return None
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)


COUNT_SCHEMA = {
    "type": "object",
    "description": "Only with `count=estimate`.",
    "required": ["value", "relation"],
    "properties": {
        "value": {"type": "integer", "minimum": 0, "maximum": COUNTED},
        "relation": {
            "type": "string",
            "enum": ["eq", "gte"],
            "description": "`eq`: there are so many; `gte`: there are at least so many.",
        },
    },
}


def query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter of the address, in the words of OpenAPI."""
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def counted(rows: QuerySet[Any]) -> dict[str, Any]:
    """How many rows there are, exact up to COUNTED: no estimate of the database's, which would know of hidden rows."""
    found = rows.order_by()[: COUNTED + 1].count()
    return {"value": min(found, COUNTED), "relation": "gte" if found > COUNTED else "eq"}
