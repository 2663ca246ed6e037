"""Queries that are written once, as querysets, and asked often: their SQL is kept, and run with other values.

Making SQL from a queryset takes several times as long as the database takes to answer it. What is kept goes by the shape of
the question: the function that builds the queryset, the kind of reader, the day, and whatever else changes the SQL. For its
making the values are replaced by markers, which are then found among the SQL's parameters.

PostgreSQL also keeps the plan (a prepared statement of the connection, after the fifth time): planning a join by keys takes
it longer than running it. Where the best plan depends on the values, it plans anew.
"""

from collections import namedtuple
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import BaseExpression

from offices.models import ApiKey, OfficeMembership, User
from offices.plans import planning_cursor, replanning_cursor
from tracker.clock import today

Build = Callable[..., QuerySet[Any, Any]]
Value = str | int | date | datetime | None
Rights = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """SQL, and of each of its parameters either the place of a value or a constant."""

    sql: str
    parameters: tuple[tuple[int | None, Any], ...]
    converters: dict[int, tuple[list[Any], BaseExpression]]

    def read(self, row: Sequence[Any]) -> Sequence[Any]:
        """The row in Python's types, where the database has not all of them."""
        found = list(row)
        for column, (converters, expression) in self.converters.items():
            for convert in converters:
                found[column] = convert(found[column], expression, connection)
        return found


def fetch(
    build: Build,
    reader: User | AnonymousUser,
    *values: Value,
    shape: Hashable = (),
    planned_anew: bool = False,
) -> list[Sequence[Any]]:
    """The rows of the queryset `build(reader, *values, shape=shape)`, made by values_list.

    `build` is a function of a module, and may look at `reader`, `shape`, the day, and whether a value is None; what a value
    is must reach the SQL as a parameter and nowhere else. `planned_anew`: where some values are much more frequent than others.
    """
    rights, ids = rights_of(reader)
    given = (*ids, *values)
    prepared = prepare(build, tuple(map(type, given)), rights, len(ids), shape, today())
    if prepared is None:
        return []
    adapted = [adapt(value) for value in given]
    with replanning_cursor() if planned_anew else planning_cursor() as cursor:
        cursor.execute(
            prepared.sql,
            [constant if place is None else adapted[place] for place, constant in prepared.parameters],
        )
        rows: list[Sequence[Any]] = cursor.fetchall()
    return [prepared.read(row) for row in rows] if prepared.converters else rows


@lru_cache(maxsize=1000)
def prepare(
    build: Build, types: tuple[type, ...], rights: Rights, ids: int, shape: Hashable, day: date
) -> Prepared | None:
    """The SQL for questions of a shape; None where no row can ever fit."""
    markers = [marker(kind, place) for place, kind in enumerate(types)]
    reader = reader_with(rights, markers[:ids])
    compiler = build(reader, *markers[ids:], shape=shape).query.get_compiler(connection.alias)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    places = {adapt(value): place for place, value in enumerate(markers) if value is not None}
    found = tuple((places.get(one), one) for one in parameters)
    if not {place for place, _ in found} >= {place for place in places.values() if place >= ids}:
        raise TypeError(f"{build.__name__}: the SQL takes a value in another form: {sql}")
    converters = compiler.get_converters([expression for expression, *_ in compiler.select])
    return Prepared(sql, found, converters)


def rights_of(reader: User | AnonymousUser) -> tuple[Rights, tuple[Value, ...]]:
    """What of a reader makes another SQL (a key's scope and its holder's role), and what is a value in it."""
    if not isinstance(reader, User):
        return (), ()
    if reader.key is None:
        return (), (reader.pk,)
    membership = reader.key.membership
    return (reader.key.scope, membership.role), (reader.pk, membership.office_id)


def reader_with(rights: Rights, ids: Sequence[Any]) -> User | AnonymousUser:
    """A reader of these rights and ids: the other way round."""
    if not ids:
        return AnonymousUser()
    reader = User(id=ids[0])
    if rights:
        scope, role = rights
        reader.key = ApiKey(scope=scope, membership=OfficeMembership(office_id=ids[1], role=role))
    return reader


def marker(kind: type, place: int) -> Any:
    """A value of a type that no query has of itself."""
    if kind is str:
        return f"\ue000{place}"
    if kind is int:
        return 7_777_000_000_000_000 + place
    if kind is date:
        return date(1000, 1, 1) + timedelta(days=place)
    if kind is datetime:
        return datetime(1000, 1, 1, tzinfo=UTC) + timedelta(days=place)
    if kind is not type(None):
        raise TypeError(f"There is no marker for {kind.__name__}.")
    return None


def adapt(value: Any) -> Any:
    """The value as the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


@cache
def row_of(columns: tuple[str, ...]) -> Any:
    """A tuple whose columns have their names."""
    return namedtuple("Row", columns)  # the names are known only now
