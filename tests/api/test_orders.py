"""No order of a list sorts the table: the database has an index that stands in that order already."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from actions.models import Action
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


def steps(plan: dict[str, Any]) -> set[str]:
    """The kinds of steps in a plan of PostgreSQL's."""
    return {plan["Node Type"]}.union(*(steps(below) for below in plan.get("Plans", ())))


@pytest.mark.parametrize("backwards", [None, False, True], ids=["first", "onwards", "back"])
@pytest.mark.parametrize(("model", "order"), ORDERS, ids=NAMES)
def test_an_index_stands_in_the_order(model: Any, order: Order, *, backwards: bool | None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no index that puts what misses its day last.")
    now = timezone.now()
    value = None if not order.column else now if order.column.endswith("_at") else now.date()
    place = None if backwards is None else Place(backwards, value, 1)
    rows = Window(order, 50, place).of(model.objects.visible_to(AnonymousUser()))
    with connection.cursor() as cursor:
        # A small table is sorted faster than its index is read.
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off")
    plan = json.loads(rows.explain(format="json"))[0]["Plan"]
    assert not {"Sort", "Incremental Sort"} & steps(plan)
