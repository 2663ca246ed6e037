"""PostgreSQL's index takes any text: of one with more different words than fit into it, its beginning."""

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SEARCHED: dict[str, tuple[str, ...]] = import_module("letters.migrations.0002_search").SEARCHED
BEGINNING = 100_000  # characters, of which no text makes more than the megabyte that is allowed
WORDS = f"""
CREATE FUNCTION letters_words(words text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN to_tsvector('pg_catalog.simple', words);
EXCEPTION WHEN program_limit_exceeded THEN
    RETURN to_tsvector('pg_catalog.simple', left(words, {BEGINNING}));
END $$
"""


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Makes the columns anew, by a function."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(WORDS)
        make_columns(schema_editor, "letters_words({})")


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Makes the columns as they were."""
    if schema_editor.connection.vendor == "postgresql":
        make_columns(schema_editor, "to_tsvector('simple', {})")
        schema_editor.execute("DROP FUNCTION letters_words")


def make_columns(schema_editor: BaseDatabaseSchemaEditor, indexed: str) -> None:
    """Makes the columns and their indexes anew."""
    for table, columns in SEARCHED.items():
        words = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
        schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN search")
        schema_editor.execute(
            f"ALTER TABLE {table} ADD COLUMN search tsvector GENERATED ALWAYS AS ({indexed.format(words)}) STORED"
        )
        schema_editor.execute(f"CREATE INDEX {table}_search ON {table} USING gin (search)")


class Migration(migrations.Migration):
    dependencies = [("letters", "0012_agencies_lists")]
    operations = [migrations.RunPython(make, drop)]
