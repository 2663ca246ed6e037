"""SQL that is asked often: by cursors of our own, which are faster than Django's where it is PostgreSQL that answers."""

from contextlib import AbstractContextManager
from typing import Any

import psycopg
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from psycopg.types.datetime import TimestamptzLoader


def planning_cursor() -> AbstractContextManager[CursorWrapper]:
    """A cursor whose plans the database keeps: planning a join by keys takes it longer than running it."""
    return quick_cursor(psycopg.Cursor)


def replanning_cursor() -> AbstractContextManager[CursorWrapper]:
    """A cursor whose SQL the database plans anew each time: every value goes within its text, as with Django's own."""
    return quick_cursor(psycopg.ClientCursor)


def quick_cursor(kind: type[psycopg.Cursor[Any]]) -> AbstractContextManager[CursorWrapper]:
    """A cursor of the driver's, with its own reader of instants in C: Django's is written in Python."""
    database = connections[connection.alias]  # looking it up takes its time
    if database.vendor != "postgresql":
        return database.cursor()
    database.ensure_connection()
    cursor: Any = kind(database.connection)
    cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
    return database.make_debug_cursor(cursor) if database.queries_logged else database.make_cursor(cursor)
