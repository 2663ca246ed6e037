"""Many rows written by one statement, in each database's words.

Django's bulk_create costs several times what the database itself does. Here rows go over as they stand: by COPY
(PostgreSQL), or as the values of one prepared statement (SQLite). Where some may be there already, whole columns travel as
arrays, or all rows as one JSON text.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import (
    NOT_PROVIDED,
    BooleanField,
    CharField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)

AS_THEY_ARE = (CharField, TextField, IntegerField, BooleanField, ForeignKey)  # SQLite takes what Python has
Row = tuple[Any, ...]  # of numbers, dates, truth values, None, and words without signs that arrays know


def insert(model: type[Model], rows: Iterable[Model]) -> None:
    """Inserts the rows by one statement, as they stand: nothing is filled in as `save` would, and no file is kept.

    Keys that are not set are the database's to give, and are not told. `rows` may be made on the way, but not by asking the
    database, which is busy taking them.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    fields = [field for field in model._meta.concrete_fields if field.db_default is NOT_PROVIDED]
    if first.pk is None:
        fields.remove(model._meta.pk)
    values = map(itemgetter(*(field.attname for field in fields)), map(vars, chain([first], rows)))
    write = copy if connection.vendor == "postgresql" else insert_prepared
    write(model._meta.db_table, fields, values)


def insert_with_keys(model: type[Model], rows: Collection[Model]) -> None:
    """Inserts the rows as `insert` does, after giving each its key, in their order."""
    for row, key in zip(rows, new_keys(model, len(rows)), strict=True):
        row.pk = key
    insert(model, rows)


def new_keys(model: type[Model], count: int) -> list[int]:
    """Keys that no other row has or gets. On SQLite they are kept free by the lock of the transaction that writes."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            series = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(series, [table, key, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + 1 + count))


def copy(table: str, fields: Sequence[Field[Any, Any]], values: Iterable[Row]) -> None:
    """Writes rows as PostgreSQL takes them fastest."""
    statement = f"COPY {table} ({named(fields)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as into:
        for row in values:
            into.write_row(row)


def insert_prepared(table: str, fields: Sequence[Field[Any, Any]], values: Iterable[Row]) -> None:
    """Writes rows by a statement that SQLite prepares once."""
    places = ", ".join(["%s"] * len(fields))
    prepared = [(place, field) for place, field in enumerate(fields) if not isinstance(field, AS_THEY_ARE)]
    rows = []
    for row in map(list, values):
        for place, field in prepared:
            row[place] = field.get_db_prep_save(row[place], connection)
        rows.append(row)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({named(fields)}) VALUES ({places})", rows)  # noqa: S608 - our own names


def insert_new(model: type[Model], columns: Sequence[str], rows: Sequence[Row], **same: object) -> list[Row]:
    """Inserts the rows that are not there yet; those, each with its key before it.

    `same` are columns that have one value in all rows; what is not named gets its field's default.
    """
    if not rows:
        return []
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    given = [fields.pop(name) for name in columns]
    fixed = [(field, same.get(name, field.get_default())) for name, field in fields.items()]
    source, values = arrays(given, rows) if connection.vendor == "postgresql" else document(given, rows)
    names, constants = named(given), "".join(f", {typed(field)}" for field, _ in fixed)
    every = named([*given, *(field for field, _ in fixed)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({every}) SELECT given.*{constants} FROM {source} "  # noqa: S608 - ours
            f"ON CONFLICT DO NOTHING RETURNING id, {names}",
            [*(field.get_db_prep_save(value, connection) for field, value in fixed), *values],
        )
        return list(cursor.fetchall())


def commit_without_waiting() -> None:
    """Lets this transaction's commit not wait for the disk: for what can be made again, should the server be killed.

    It stays in its place: a later commit that waits has all earlier ones on disk, too.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")


def arrays(fields: Sequence[Field[Any, Any]], rows: Sequence[Row]) -> tuple[str, list[str]]:
    """The rows as PostgreSQL reads them: an array for each column."""
    types = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    return f"unnest({types}) AS given", [array(column) for column in zip(*rows, strict=True)]


def array(values: Iterable[object]) -> str:
    """The values as PostgreSQL writes an array."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"


def document(fields: Sequence[Field[Any, Any]], rows: Sequence[Row]) -> tuple[str, list[str]]:
    """The rows as SQLite reads them: one JSON text. (WHERE keeps ON CONFLICT from being read as a join's ON.)"""
    values = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(fields)))
    source = f"(SELECT {values} FROM json_each(%s)) AS given WHERE true"  # noqa: S608 - our own numbers
    return source, [json.dumps(rows, default=str)]


def named(fields: Sequence[Field[Any, Any]]) -> str:
    """The names of the fields' columns."""
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)


def typed(field: Field[Any, Any]) -> str:
    """A placeholder for a value of the field."""
    return f"%s::{field.db_type(connection)}" if connection.vendor == "postgresql" else "%s"
