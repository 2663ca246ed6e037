"""SQL whose plan PostgreSQL keeps: planning a join by keys takes it longer than running it."""

from contextlib import AbstractContextManager
from typing import Any

import psycopg
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper


def planning_cursor() -> AbstractContextManager[CursorWrapper]:
    """A cursor whose plans the database keeps; Django's own sends every value within the text of the SQL."""
    database = connections[connection.alias]  # looking it up takes its time
    if database.vendor != "postgresql":
        return database.cursor()
    database.ensure_connection()
    cursor: Any = psycopg.Cursor(database.connection)
    return database.make_debug_cursor(cursor) if database.queries_logged else database.make_cursor(cursor)
