"""No order of a list sorts the table, nor what an agency was asked: the database has an index that stands in that order already."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from actions.models import Action
from letters.listed import letters_to, requests_to
from letters.models import Letter, LetterRequest
from tracker.api.pages import Order, Place, Window
from tracker.api.views import ActionEndpoints, LetterEndpoints, LetterRequestEndpoints

pytestmark = pytest.mark.django_db

LISTS = {
    "letters": (Letter, LetterEndpoints.orders),
    "requests": (LetterRequest, LetterRequestEndpoints.orders),
    "actions": (Action, ActionEndpoints.orders),
}
ORDERS = [(model, order) for model, orders in LISTS.values() for order in orders.values()]
NAMES = [f"{of}-{name}" for of, (_, orders) in LISTS.items() for name in orders]
TO_AGENCY = [
    (LISTS[of][0], LISTS[of][1][name], to_agency)
    for of, to_agency, orders in (
        ("letters", letters_to, ("newest", "oldest", "letter_date", "-letter_date")),
        ("requests", requests_to, ("newest", "oldest", "due_on", "-due_on")),
    )
    for name in orders
]
PLACES = pytest.mark.parametrize("backwards", [None, False, True], ids=["first", "onwards", "back"])


def steps(plan: dict[str, Any]) -> set[str]:
    """The kinds of steps in a plan of PostgreSQL's."""
    return {plan["Node Type"]}.union(*(steps(below) for below in plan.get("Plans", ())))


def sorts(rows: QuerySet[Any, Any], order: Order, *, backwards: bool | None) -> bool:
    """Whether PostgreSQL sorts the rows for a page of them."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no index that puts what misses its day last.")
    now = timezone.now()
    value = None if not order.column else now if order.column.endswith("_at") else now.date()
    place = None if backwards is None else Place(backwards, value, 1)
    with connection.cursor() as cursor:
        # A small table is sorted faster than its index is read.
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off")
    plan = json.loads(Window(order, 50, place).of(rows).explain(format="json"))[0]["Plan"]
    return bool({"Sort", "Incremental Sort"} & steps(plan))


@PLACES
@pytest.mark.parametrize(("model", "order"), ORDERS, ids=NAMES)
def test_an_index_stands_in_the_order(model: Any, order: Order, *, backwards: bool | None) -> None:
    assert not sorts(model.objects.visible_to(AnonymousUser()), order, backwards=backwards)


@PLACES
@pytest.mark.parametrize(("model", "order", "to_agency"), TO_AGENCY)
def test_an_index_has_what_an_agency_was_asked_in_the_order(
    model: Any, order: Order, to_agency: Callable[..., QuerySet[Any]], *, backwards: bool | None
) -> None:
    rows = to_agency(model.objects.visible_to(AnonymousUser()), "department-of-examples")
    assert not sorts(rows, order, backwards=backwards)
