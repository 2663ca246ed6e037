"""Many rows written by one statement, in each database's words.

Django's bulk_create costs several times what the database itself does: it makes an object of each row and a text of
each value. Here whole columns travel as arrays (PostgreSQL), or all rows as one JSON text (SQLite).
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model

Row = tuple[Any, ...]  # of numbers, dates, truth values, None, and words without signs that arrays know


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
